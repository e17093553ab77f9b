#include "job/erase.h"

#include <random>
#include <set>

#include <fmt/format.h>

#include "crypto/sha256.h"
#include "fusion/plan.h"
#include "fusion/rows.h"
#include "fusion/survive.h"
#include "ingest/kept_strip.h"
#include "job/answer_book.h"
#include "job/erase_find.h"
#include "job/main_job.h"
#include "job/subject.h"
#include "lake/merge.h"

namespace jutong::job {

namespace {

using lake::quoted_name;
using lake::quoted_text;
using Place = Mentioning::Place;

constexpr std::size_t places_at_once = 1000;

std::string salt_made() {
    std::random_device device;
    std::string salt;
    for (int i = 0; i < 4; ++i) salt += fmt::format("{:08x}", device());
    return salt;
}

std::int64_t size_of(std::size_t size) { return static_cast<std::int64_t>(size); }

// One erasure: its changes of the lake are one transaction, files are made before and deleted
// after.
class Erasure {
public:
    Erasure(Workplace& workplace, std::int64_t run, ingest::Mentions const& mentions,
            Mentioning found)
        : workplace_(workplace), run_(run), mentions_(mentions), found_(std::move(found)) {}

    Done strip_kept_files(Progress& progress) {
        progress.step("make kept files anew", size_of(found_.kept.size()));
        for (auto const& file : found_.kept) {
            auto const& kept = workplace_.kept();
            auto const path = TRY(kept.find(file.sha256));
            auto stripped = TRY(
                ingest::strip(kept, path, *file.resource, workplace_.lake(), mentions_, progress));
            ++erased_.kept_files;
            erased_.kept_rows += size_of(stripped.rows.size());
            stripped_.emplace_back(file, std::move(stripped));
            progress.at(erased_.kept_files, erased_.kept_rows);
        }
        return {};
    }

    Done change_lake(std::vector<std::string> const& numbers, std::string const& reason) {
        auto session = TRY(workplace_.lake().session());
        auto const kept = erased_;
        auto const work = [&]() -> Done {
            erased_ = kept;
            for (auto const& [resource, of] : found_.resources) {
                TRY(delete_rows(session, *resource, of));
                TRY(empty_cells(session, *resource, of));
                TRY(delete_quarantined(session, *resource,
                                       {of.quarantined.begin(), of.quarantined.end()}));
            }
            for (auto const& [file, stripped] : stripped_) TRY(replace(session, file, stripped));
            TRY(rename_files(session));
            TRY(delete_likenesses(session, numbers));
            return record(session, numbers, reason);
        };
        return session.transaction({"erase", "subjects"}, work);
    }

    // What is not a table; after the lake has committed.
    Done delete_files() {
        std::set<std::string> referred;
        for (auto const& file : TRY(kept_files_of(workplace_))) referred.insert(file.sha256);
        for (auto const& path : workplace_.kept().others_than(referred)) fs::remove(path);
        for (auto const& report : found_.reports) fs::remove(report);
        erased_.reports = size_of(found_.reports.size());
        for (auto const id : found_.runs)
            TRY(workplace_.store().run(
                "UPDATE ingest_run SET command = 'erased', message = '' WHERE id = ?1", {id}));
        erased_.runs = size_of(found_.runs.size());
        return erase_answers(workplace_.store(), mentions_);
    }

    Erased const& erased() const { return erased_; }

private:
    Done delete_rows(lake::Session& session, catalog::Resource const& resource,
                     Mentioning::OfResource const& of) {
        if (of.rows.empty()) return {};
        TRY(lake::name_values(session, "erased", "row_id", of.rows));
        TRY(session.run(
            fmt::format("DELETE FROM clean.{} WHERE row_id IN (SELECT row_id FROM erased)",
                        quoted_name(resource.table()))));
        erased_.rows += size_of(of.rows.size());
        return {};
    }

    Done empty_cells(lake::Session& session, catalog::Resource const& resource,
                     Mentioning::OfResource const& of) {
        for (auto const& [field, rows] : of.cells) {
            TRY(lake::name_values(session, "erased", "row_id", rows));
            TRY(session.run(fmt::format(
                "UPDATE clean.{} SET {} = NULL, flags = list_append(flags, 'erased'), flag_fields "
                "= list_append(flag_fields, {}) WHERE row_id IN (SELECT row_id FROM erased)",
                quoted_name(resource.table()), quoted_name(field), quoted_text(field))));
            erased_.cells += size_of(rows.size());
        }
        return {};
    }

    // The loads' counts hold: what was let go is told.
    Done delete_quarantined(lake::Session& session, catalog::Resource const& resource,
                            std::vector<Place> const& places) {
        auto const table = "quarantine." + quoted_name(resource.table());
        for (std::size_t begin = 0; begin < places.size(); begin += places_at_once) {
            std::string rows;
            for (auto i = begin; i < std::min(begin + places_at_once, places.size()); ++i)
                rows += fmt::format("{}({}, {}, {})", rows.empty() ? "" : ", ", places[i].run,
                                    quoted_text(places[i].file), places[i].row);
            TRY(session.run(fmt::format(
                "CREATE OR REPLACE TEMP TABLE gone AS SELECT run, file, \"row\" FROM {} WHERE "
                "(run, file, \"row\") IN (VALUES {})",
                table, rows)));
            TRY(
                session.run(fmt::format("DELETE FROM {} WHERE (run, file, \"row\") IN (SELECT "
                                        "run, file, \"row\" FROM gone)",
                                        table)));
            auto const counts = TRY(session.query(
                "SELECT run, file, count(*) AS n FROM gone GROUP BY run, file ORDER BY ALL"));
            for (auto const& row : counts.rows) {
                TRY(session.run(fmt::format(
                    "UPDATE meta.load SET let_go = coalesce(let_go, 0) + {} WHERE load = (SELECT "
                    "max(load) FROM meta.load WHERE resource = {} AND run = {} AND file = {})",
                    *row[2], quoted_text(resource.name), *row[0], quoted_text(*row[1]))));
                erased_.quarantined += std::stoll(*row[2]);
            }
        }
        return {};
    }

    // Rows that are empty in the new file are no rejected rows either, whatever their raw text.
    Done replace(lake::Session& session, Mentioning::KeptFile const& file,
                 ingest::Stripped const& stripped) {
        auto const& resource = *file.resource;
        auto const loads = TRY(session.query(
            "SELECT DISTINCT run::VARCHAR, file FROM meta.load WHERE resource = $1 AND sha256 = $2",
            {resource.name, file.sha256}));
        std::vector<Place> places;
        for (auto const& load : loads.rows)
            for (auto const row : stripped.rows)
                places.push_back({*load[0], *load[1], std::to_string(row)});
        TRY(delete_quarantined(session, resource, places));
        TRY(
            session.run(fmt::format("UPDATE meta.load SET sha256 = {} WHERE resource = {} AND "
                                    "sha256 = {}",
                                    quoted_text(stripped.kept.sha256), quoted_text(resource.name),
                                    quoted_text(file.sha256))));
        return session.run(
            fmt::format("INSERT INTO meta.erased_file VALUES ({}, now(), {}, {}, {}, {})", run_,
                        quoted_text(resource.name), quoted_text(file.sha256),
                        quoted_text(stripped.kept.sha256), stripped.rows.size()));
    }

    Done rename_files(lake::Session& session) {
        for (auto const& name : found_.names) {
            auto const loads = TRY(session.query(
                "SELECT min(load), any_value(resource) FROM meta.load WHERE file = $1", {name}));
            auto const named =
                fmt::format("erased.{}{}", *loads.rows[0][0], fs::path(name).extension().string());
            std::vector<std::string> tables = {"meta.load"};
            for (auto const& resource : workplace_.catalog().resources)
                for (auto const* const schema : {"clean.", "quarantine."})
                    tables.push_back(schema + quoted_name(resource.table()));
            for (auto const& table : tables)
                TRY(session.run(fmt::format("UPDATE {} SET file = {} WHERE file = {}", table,
                                            quoted_text(named), quoted_text(name))));
            ++erased_.names;
        }
        return {};
    }

    // What linkage found of these subjects.
    Done delete_likenesses(lake::Session& session, std::vector<std::string> const& numbers) {
        for (auto const& library : workplace_.catalog().libraries) {
            if (!library.link) continue;
            TRY(lake::name_values(session, "erased_numbers", "number",
                                  normalised_numbers(library, numbers)));
            TRY(session.run(
                fmt::format("DELETE FROM {} WHERE number IN (SELECT number FROM erased_numbers)",
                            fusion::likeness_table(library.name))));
        }
        return {};
    }

    Done record(lake::Session& session, std::vector<std::string> const& numbers,
                std::string const& reason) {
        for (auto const& number : numbers) {
            auto const salt = salt_made();
            TRY(session.run(fmt::format("INSERT INTO meta.erasure VALUES ({}, now(), {}, {}, {})",
                                        run_, quoted_text(reason), quoted_text(salt),
                                        quoted_text(crypto::sha256_hex(salt + number)))));
        }
        return {};
    }

    Workplace& workplace_;
    std::int64_t run_;
    ingest::Mentions const& mentions_;
    Mentioning found_;
    std::vector<std::pair<Mentioning::KeptFile, ingest::Stripped>> stripped_;
    Erased erased_;
};

Erased counted(Mentioning const& found) {
    Erased out;
    for (auto const& [resource, of] : found.resources) {
        out.rows += size_of(of.rows.size());
        for (auto const& [field, rows] : of.cells) out.cells += size_of(rows.size());
        out.quarantined += size_of(of.quarantined.size());
    }
    out.kept_files = size_of(found.kept.size());
    out.names = size_of(found.names.size());
    out.reports = size_of(found.reports.size());
    out.runs = size_of(found.runs.size());
    return out;
}

tl::unexpected<Error> unknown() {
    return fail(Code::not_found, "erase.unknown",
                "Nothing in the data directory mentions it; compare the number digit by digit");
}

// The catalogue knows the least and the greatest value that a column ever had. Without them the
// engine looks at the files.
Done forget_extremes(store::Store& catalogue, std::string const& schema,
                     ingest::Mentions const& mentions) {
    auto const table = schema + "ducklake_table_column_stats";
    auto const known =
        TRY(catalogue.query("SELECT table_id, column_id, min_value, max_value FROM " + table));
    return catalogue.transaction([&]() -> Done {
        for (auto const& row : known)
            if (mentions.in(row.text(2)) || mentions.in(row.text(3)))
                TRY(catalogue.run("UPDATE " + table +
                                      " SET min_value = NULL, max_value = NULL WHERE table_id = "
                                      "?1 AND column_id = ?2",
                                  {row.integer(0), row.integer(1)}));
        return {};
    });
}

// Catalogue and store, so that no free page has what was deleted.
Done rewrite_databases(Workplace& workplace, ingest::Mentions const& mentions) {
    auto& store = workplace.store();
    if (!workplace.settings().database.empty()) {  // both in one
        TRY(forget_extremes(store, std::string(lake::catalogue_schema) + ".", mentions));
        return store.rewrite();
    }
    auto const catalogue = TRY(store::Store::open(workplace.lake().catalogue()));
    TRY(forget_extremes(*catalogue, "", mentions));
    TRY(catalogue->rewrite());
    return store.rewrite();
}

}  // namespace

bool Erased::nothing() const {
    return rows + cells + quarantined + kept_files + names + reports + runs == 0;
}

Result<ingest::Mentions> mentions_of(catalog::Catalog const& catalog,
                                     std::vector<std::string> const& numbers) {
    if (numbers.empty() || numbers.size() > erased_numbers_max)
        return fail(Code::limited, "erase.numbers",
                    fmt::format("From 1 to {} numbers at once", erased_numbers_max));
    ingest::Mentions mentions;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        bool is_read = false;
        for (auto const& library : catalog.libraries) {
            auto const number = normalised_number(library, numbers[i]);
            if (!number) continue;
            is_read = true;
            mentions.add(*number);
            mentions.add_whole(std::to_string(fusion::subject_of(*number, fusion::hash_of(*number),
                                                                 fusion::numbering_of(library))));
        }
        if (!is_read)
            return fail(Code::invalid, "erase.number",
                        fmt::format("Number {} of {} is none that a library's element reads: its "
                                    "check digit or length is wrong",
                                    i + 1, numbers.size()));
    }
    return mentions;
}

Result<Erased> plan_erasure(Workplace& workplace, std::vector<std::string> const& numbers,
                            Progress& progress) {
    auto mentions = TRY(mentions_of(workplace.catalog(), numbers));
    auto const found = TRY(find_mentions(workplace, mentions, numbers, progress));
    auto const planned = counted(found);
    if (planned.nothing() && TRY(search_everywhere(workplace, mentions, progress)).found.empty())
        return unknown();
    return planned;
}

Result<Erased> erase(Workplace& workplace, std::int64_t run,
                     std::vector<std::string> const& numbers, std::string const& reason,
                     Progress& progress) {
    auto mentions = TRY(mentions_of(workplace.catalog(), numbers));
    if (reason.empty() || mentions.in(reason))
        return fail(Code::invalid, "erase.reason",
                    "The reason is kept: say the request or the law, and no number");
    auto found = TRY(find_mentions(workplace, mentions, numbers, progress));
    // Versions and free pages may have it though nothing of today does: an erasure that was cut
    // off.
    if (counted(found).nothing() &&
        TRY(search_everywhere(workplace, mentions, progress)).found.empty())
        return unknown();
    Erasure erasure(workplace, run, mentions, std::move(found));
    TRY(erasure.strip_kept_files(progress));
    TRY(erasure.change_lake(numbers, reason));
    TRY(fuse_libraries(workplace, run, {}, false, progress));
    progress.step("forget versions", 0);
    TRY(workplace.lake().forget_history());
    TRY(erasure.delete_files());
    progress.step("write catalogue and store anew", 0);
    TRY(rewrite_databases(workplace, mentions));
    auto const search = TRY(search_everywhere(workplace, mentions, progress));
    if (search.found.empty()) return erasure.erased();
    std::string places;
    for (auto const& place : search.found) places += "\n  " + place;
    return fail(Code::corrupt, "erase.left",
                "It is still mentioned; nothing else may be using the data directory, then do it "
                "again:" +
                    places);
}

}  // namespace jutong::job

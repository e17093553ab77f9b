#include "job/erase_find.h"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>

#include "base/text.h"
#include "fusion/survive.h"
#include "ingest/kept_strip.h"
#include "job/subject.h"
#include "lake/merge.h"

namespace jutong::job {

namespace {

using lake::quoted_name;

// Fields that may hold a number, and whether a row that has it there is the subject's own.
struct Looked {
    std::string column;
    bool own;
};
std::vector<Looked> looked_fields(catalog::Resource const& resource) {
    std::vector<Looked> fields;
    auto const has = [](std::vector<std::size_t> const& places, std::size_t place) {
        return std::ranges::find(places, place) != places.end();
    };
    for (std::size_t i = 0; i < resource.fields.size(); ++i) {
        auto const& field = resource.fields[i];
        auto const kind = field.element->kind();
        if (kind == element::Kind::text || kind == element::Kind::integer)
            fields.push_back({field.name, has(resource.subject.number, i) || has(resource.key, i)});
    }
    fields.push_back({"number_as_sent", true});
    return fields;
}

Done find_rows(lake::Session& session, catalog::Resource const& resource,
               ingest::Mentions const& mentions, Mentioning::OfResource& out) {
    auto const fields = looked_fields(resource);
    std::string columns = "row_id";
    for (auto const& field : fields)
        columns += fmt::format(", {}::VARCHAR", quoted_name(field.column));
    std::mutex mutex;  // guards out
    auto const take = [&](lake::Batch const& batch) -> Done {
        for (std::size_t row = 0; row < batch.rows; ++row) {
            bool own = false;
            std::vector<std::size_t> places;
            for (std::size_t i = 0; i < fields.size(); ++i) {
                auto const& column = batch.columns[i + 1];
                if (column.null[row] != 0 || !mentions.in(column.text[row])) continue;
                places.push_back(i);
                own = own || fields[i].own;
            }
            if (places.empty()) continue;
            auto const id = batch.columns[0].number[row];
            std::lock_guard const lock(mutex);
            if (own) out.rows.push_back(id);
            for (auto const i : places)
                if (!own) out.cells[fields[i].column].push_back(id);
        }
        return {};
    };
    return session.scan_in_parallel(
        fmt::format("SELECT {} FROM clean.{}", columns, quoted_name(resource.table())), take);
}

Done find_quarantined(lake::Session& session, catalog::Resource const& resource,
                      ingest::Mentions const& mentions, Mentioning::OfResource& out) {
    auto const take = [&](lake::Batch const& batch) -> Done {
        auto const& columns = batch.columns;
        for (std::size_t row = 0; row < batch.rows; ++row)
            if (mentions.in(columns[3].text[row]))
                out.quarantined.push_back({std::to_string(columns[0].number[row]),
                                           std::string(columns[1].text[row]),
                                           std::to_string(columns[2].number[row])});
        return {};
    };
    return session.scan(fmt::format("SELECT run, file, \"row\", raw FROM quarantine.{}",
                                    quoted_name(resource.table())),
                        take);
}

// By what a row is found that other evidence tied to its subject: nothing but its own key is only
// its. Rows are not let go by less: a text such as 无 is in many.
Done mention_linked(lake::Session& session, catalog::Resource const& resource,
                    std::string const& place, ingest::Mentions& mentions) {
    constexpr std::size_t telling_min = 6;  // code points
    auto const is_text = [&](std::size_t field) {
        return resource.fields[field].element->kind() == element::Kind::text;
    };
    if (resource.key.size() == 1 && is_text(resource.key.front())) {
        auto const rows =
            TRY(session.query(fmt::format("SELECT {} FROM clean.{} WHERE {}",
                                          quoted_name(resource.fields[resource.key.front()].name),
                                          quoted_name(resource.table()), place)));
        auto const is_telling = [](auto const& row) {
            return row[0] && to_code_points(*row[0]).size() >= telling_min;
        };
        if (std::ranges::all_of(rows.rows, is_telling)) {
            for (auto const& row : rows.rows) mentions.add_whole(*row[0]);
            return {};
        }
    }
    return fail(Code::conflict, "erase.linked",
                fmt::format("A row of {} without a number is linked to it and has no key by which "
                            "it could be found in kept files; have the department send it with "
                            "its number, or without it, and erase then",
                            resource.name));
}

// Rows that do not bear the number but were tied to its subject: mended from what they bear, or by
// other evidence.
Done find_linked(lake::Session& session, Workplace& workplace, catalog::Library const& library,
                 std::vector<std::string> const& numbers, ingest::Mentions& mentions) {
    auto const normalised = normalised_numbers(library, numbers);
    if (normalised.empty()) return {};
    TRY(lake::name_values(session, "sought", "number", normalised));
    auto const links = TRY(session.query(fmt::format(
        "SELECT l.resource, l.load, {} AS place, k.origin & {} <> 0 FROM meta.{} k JOIN meta.load "
        "l "
        "ON l.load = {} WHERE k.subject IN (SELECT subject FROM library.{} WHERE number IN (SELECT "
        "number FROM sought))",
        fusion::row_sql("k.origin"), fusion::linked_bit, quoted_name("link_" + library.name),
        fusion::load_sql("k.origin"), quoted_name(library.name))));
    for (auto const& link : links.rows) {
        auto const* const resource = workplace.catalog().find_resource(*link[0]);
        if (resource == nullptr) continue;
        auto const place = fmt::format("load = {} AND \"row\" = {}", *link[1], *link[2]);
        if (*link[3] == "true") {
            TRY(mention_linked(session, *resource, place, mentions));
            continue;
        }
        auto const sent = TRY(session.query(fmt::format(
            "SELECT number_as_sent FROM clean.{} WHERE {} AND number_as_sent IS NOT NULL",
            quoted_name(resource->table()), place)));
        for (auto const& row : sent.rows) mentions.add(*row[0]);
    }
    return {};
}

Done find_files(Workplace& workplace, ingest::Mentions const& mentions, Mentioning& out,
                Progress& progress) {
    for (auto const& file : TRY(kept_files_of(workplace))) {
        auto const path = TRY(workplace.kept().find(file.sha256));
        if (file.resource == nullptr) {
            if (!TRY(ingest::mentions_in_bytes(path, mentions, progress))) continue;
            return fail(Code::conflict, "erase.resource",
                        "A kept file mentions it whose resource the packs no longer have: " +
                            path.string() + "; apply packs that have it");
        }
        if (TRY(ingest::mentions_in(path, *file.resource, workplace.lake(), mentions, progress)))
            out.kept.push_back(file);
    }
    std::error_code missing;
    for (auto const& entry :
         fs::directory_iterator(workplace.settings().data / "reports", missing)) {
        auto const text = TRY(read_file(entry.path()));
        if (mentions.in(text)) out.reports.push_back(entry.path());
    }
    return {};
}

}  // namespace

Result<std::vector<Mentioning::KeptFile>> kept_files_of(Workplace& workplace) {
    auto session = TRY(workplace.lake().session());
    std::vector<Mentioning::KeptFile> files;
    auto const rows =
        TRY(session.query("SELECT DISTINCT resource, sha256 FROM meta.load WHERE kept IS DISTINCT "
                          "FROM false ORDER BY ALL"));
    for (auto const& row : rows.rows)
        files.push_back({workplace.catalog().find_resource(*row[0]), *row[1]});
    return files;
}

Result<Mentioning> find_mentions(Workplace& workplace, ingest::Mentions& mentions,
                                 std::vector<std::string> const& numbers, Progress& progress) {
    auto session = TRY(workplace.lake().session());
    Mentioning out;
    progress.step("find rows", 0);
    for (auto const& library : workplace.catalog().libraries)
        TRY(find_linked(session, workplace, library, numbers, mentions));
    for (auto const& resource : workplace.catalog().resources) {
        TRY(progress.go_on());
        Mentioning::OfResource of;
        TRY(find_rows(session, resource, mentions, of));
        TRY(find_quarantined(session, resource, mentions, of));
        if (!of.rows.empty() || !of.cells.empty() || !of.quarantined.empty())
            out.resources.emplace(&resource, std::move(of));
    }
    auto const names = TRY(session.query("SELECT DISTINCT file FROM meta.load ORDER BY 1"));
    for (auto const& row : names.rows)
        if (mentions.in(*row[0])) out.names.push_back(*row[0]);
    progress.step("find kept files", 0);
    TRY(find_files(workplace, mentions, out, progress));
    for (auto const& row :
         TRY(workplace.store().query("SELECT id, command, message FROM ingest_run")))
        if (mentions.in(row.text(1)) || mentions.in(row.text(2)))
            out.runs.push_back(row.integer(0));
    return out;
}

}  // namespace jutong::job

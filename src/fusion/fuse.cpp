#include "fusion/fuse.h"

#include <chrono>
#include <memory>

#include <fmt/format.h>

#include "base/retry.h"
#include "fusion/gather.h"
#include "fusion/golden.h"
#include "fusion/survive.h"
#include "fusion/tables.h"
#include "lake/merge.h"

namespace jutong::fusion {

namespace {

// Where more of the subjects than one in so many changed, all are fused: it is quicker.
constexpr std::int64_t full_from_part = 4;

std::string const touched_subjects = "subject IN (SELECT subject FROM touched)";

Done insert(lake::Session& session, std::string const& table,
            std::vector<lake::Column> const& columns, lake::Feed& feed) {
    std::vector<std::string> names;
    for (auto const& column : columns) names.push_back(column.name);
    TRY(session.run_with(
        fmt::format("INSERT INTO {} ({}) SELECT * FROM $feed", table, lake::quoted_names(names)),
        feed));
    return {};
}

// One fusion of one library.
class Fusion {
public:
    Fusion(lake::Lake& lake, catalog::Catalog const& catalog, catalog::Library const& library,
           FusionOptions const& options, Progress& progress)
        : lake_(lake),
          library_(library),
          plan_(plan_of(catalog, library)),
          options_(options),
          progress_(progress) {
        made_.declarations = declarations_of(library, catalog);
        result_.library = library.name;
    }

    Result<FusionResult> run(std::int64_t run) {
        auto const started = std::chrono::steady_clock::now();
        auto session = TRY(lake_.session());
        made_.version = TRY(lake_.version());
        std::optional<Changes> changes;
        auto const look = [&]() -> Done {
            result_.subjects = TRY(count_subjects(session, library_table(library_)));
            changes = TRY(changes_since_last(session));
            return check_loads(session);
        };
        TRY(session.reading(look));
        if (changes && changes->touched.numbers().empty() && changes->sent.empty() &&
            !changes->unnumbered) {
            result_.skipped = true;
            return result_;
        }
        progress_.step("fuse " + library_.name, 0);
        Gathering gathering(lake_, plan_, made_.version, options_, progress_);
        TRY(changes ? gathering.run(*changes) : gathering.run());
        result_.full = !changes;
        progress_.step("write " + library_.name, static_cast<std::int64_t>(partition_count));
        auto const work = [&]() -> Done {
            std::string scope;
            if (changes) {
                scope = touched_subjects;
                TRY(name_touched(session, changes->touched));
            }
            auto known = TRY(digests_hold_ ? KnownSubjects::read(session, library_, scope)
                                           : KnownSubjects::read_records(session, library_));
            GoldenFeed golden(plan_, gathering.partitions(), known, options_.memory_bytes_max / 2,
                              progress_);
            TRY(write(session, golden, known));
            TRY(describe(session, gathering.broken()));
            result_.seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
            return record_fusion(session, result_, run, made_);
        };
        TRY(session.transaction({"fusion", library_.name}, work));
        return result_;
    }

private:
    // Nothing where all must be fused.
    Result<std::optional<Changes>> changes_since_last(lake::Session& session) {
        digests_hold_ = false;
        auto const last = TRY(last_fusion(session, library_));
        if (!last || last->declarations != made_.declarations) return std::nullopt;
        digests_hold_ = TRY(have_digests(session, library_));
        if (options_.full || !digests_hold_) return std::nullopt;
        if (!TRY(lake_.has_version(last->version))) return std::nullopt;
        auto changes = TRY(changes_between(session, plan_, last->version, made_.version));
        auto const touched = static_cast<std::int64_t>(changes.touched.numbers().size());
        if (touched > few_subjects && touched * full_from_part > result_.subjects)
            return std::nullopt;
        return changes;
    }

    Done check_loads(lake::Session& session) const {
        auto const loads =
            TRY(lake::count(session, "SELECT coalesce(max(load), 0) AS n FROM meta.load"));
        if (loads <= load_max) return {};
        return fail(Code::limited, "fusion.limit", "There are more loads than an origin can name");
    }

    Done name_touched(lake::Session& session, Touched const& touched) const {
        std::vector<std::int64_t> subjects;
        auto const numbering = numbering_of(library_);
        for (auto const& number : touched.numbers())
            subjects.push_back(subject_of(number, hash_of(number), numbering));
        return lake::name_values(session, "touched", "subject", subjects);
    }

    // Only what differs is written.
    Done write(lake::Session& session, GoldenFeed& golden, KnownSubjects const& known) {
        TRY(write_records(session, golden, known));
        auto const ended = known.never_met();
        result_.added = golden.added();
        result_.changed = static_cast<std::int64_t>(golden.changed().size());
        result_.ended = static_cast<std::int64_t>(ended.size());
        result_.touched = golden.subjects() + result_.ended;
        TRY(let_go(session, golden.differing(), ended,
                   {origin_table(library_), conflict_table(library_), link_table(library_),
                    digest_table(library_)}));
        TRY(insert(session, origin_table(library_), origin_columns(library_), *golden.origins()));
        TRY(insert(session, conflict_table(library_), conflict_columns(), *golden.conflicts()));
        TRY(insert(session, link_table(library_), link_columns(), *golden.links()));
        return insert(session, digest_table(library_), digest_columns(), *golden.digests());
    }

    // What is there must go before what comes instead, and is known only after all were fused.
    Done write_records(lake::Session& session, GoldenFeed& golden, KnownSubjects const& known) {
        auto const table = library_table(library_);
        auto const columns = golden_columns(library_);
        if (known.size() == 0) return insert(session, table, columns, golden);
        TRY(session.run_with("CREATE OR REPLACE TEMP TABLE stage AS SELECT * FROM $feed", golden));
        TRY(let_go(session, golden.changed(), known.never_met(), {table}));
        std::vector<std::string> names;
        for (auto const& column : columns) names.push_back(column.name);
        if (golden.added() > 0 || !golden.changed().empty())
            TRY(session.run(fmt::format("INSERT INTO {} ({}) SELECT * FROM stage", table,
                                        lake::quoted_names(names))));
        return session.run("DROP TABLE stage");
    }

    static Done let_go(lake::Session& session, std::vector<std::int64_t> subjects,
                       std::vector<std::int64_t> const& further,
                       std::vector<std::string> const& tables) {
        subjects.insert(subjects.end(), further.begin(), further.end());
        if (subjects.empty()) return {};
        TRY(lake::name_values(session, "gone", "subject", subjects));
        for (auto const& table : tables)
            TRY(session.run(
                fmt::format("DELETE FROM {} WHERE subject IN (SELECT subject FROM gone)", table)));
        return session.run("DROP TABLE gone");
    }

    // The state of the library after it.
    Done describe(lake::Session& session, std::int64_t broken) {
        std::int64_t without_number = 0;  // also of feeds that enrich: theirs are mended too
        for (auto const& feed : plan_.feeds) {
            auto const counts = TRY(session.query(
                feed.select(fmt::format("count(1) AS rows, count({}) AS with_number", feed.number),
                            made_.version)));
            auto const rows = std::stoll(*counts.rows[0][0]);
            without_number += rows - std::stoll(*counts.rows[0][1]);
            if (!feed.enriches) result_.rows += rows;
        }
        result_.broken = broken;
        result_.subjects = TRY(count_subjects(session, library_table(library_)));
        auto const tied = TRY(session.query(
            fmt::format("SELECT count(subject) FILTER (origin & {} <> 0), count(subject) FILTER "
                        "(origin & {} <> 0) FROM {}",
                        mended_bit, linked_bit, link_table(library_))));
        result_.mended = std::stoll(*tied.rows[0][0]);
        result_.linked = std::stoll(*tied.rows[0][1]);
        result_.conflicts = TRY(count_subjects(session, conflict_table(library_)));
        result_.unlinked = without_number - result_.mended - result_.linked;
        return {};
    }

    static Result<std::int64_t> count_subjects(lake::Session& session, std::string const& table) {
        return lake::count(session, "SELECT count(subject) AS n FROM " + table);
    }

    static constexpr std::int64_t few_subjects = 1000;

    lake::Lake& lake_;
    catalog::Library const& library_;
    Plan plan_;
    FusionOptions const& options_;
    Progress& progress_;
    LastFusion made_;
    bool digests_hold_ = false;  // of what the library has
    FusionResult result_;
};

}  // namespace

Result<FusionResult> fuse(lake::Lake& lake, catalog::Catalog const& catalog,
                          catalog::Library const& library, std::int64_t run,
                          FusionOptions const& options, Progress& progress) {
    return retry_conflicts(
        [&] { return Fusion(lake, catalog, library, options, progress).run(run); });
}

}  // namespace jutong::fusion

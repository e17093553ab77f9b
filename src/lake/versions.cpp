#include "lake/versions.h"

#include <algorithm>

#include <fmt/format.h>

namespace jutong::lake {

Result<MergeCounts> merge_versions(Session& session, std::string const& table,
                                   std::string const& key, std::vector<std::string> const& content,
                                   Feed& feed, Versions const& versions) {
    std::vector<std::string> names;
    for (auto const& column : feed.columns())
        if (column.name != versions.deleted) names.push_back(column.name);
    auto const columns = quoted_names(names);
    auto const deleted = quoted_name(versions.deleted);
    auto const name = quoted_text(versions.name);
    auto const time_of = [&](std::string_view prefix) {
        return versions.timestamp.empty()
                   ? std::string("NULL::TIMESTAMP")
                   : fmt::format("{}{}::TIMESTAMP", prefix, quoted_name(versions.timestamp));
    };
    TRY(
        session.run("CREATE TABLE IF NOT EXISTS meta.ended "
                    "(resource VARCHAR, key BIGINT, ended_at TIMESTAMP)"));
    TRY(session.run_with("CREATE OR REPLACE TEMP TABLE stage AS SELECT * FROM $feed", feed));
    TRY(session.run(fmt::format(
        "CREATE OR REPLACE TEMP TABLE newest AS SELECT * FROM stage QUALIFY row_number() OVER "
        "(PARTITION BY {} ORDER BY {} DESC NULLS LAST, \"row\" DESC) = 1",
        key, time_of(""))));
    // What becomes of each key: nothing, where its version is late or says what the table has.
    TRY(session.run(fmt::format(
        "CREATE OR REPLACE TEMP TABLE delta AS SELECT s.{0} AS key, s.{1} AS deleted, "
        "{5} AS changed_at, "
        "t.{0} IS NOT NULL AS known, coalesce({5} < {6} OR {5} < e.ended_at, false) AS late, "
        "t.{0} IS NULL OR row({3}) IS DISTINCT FROM row({4}) AS differs FROM newest s "
        "LEFT JOIN {2} t ON s.{0} = t.{0} "
        "LEFT JOIN (SELECT key, max(ended_at) AS ended_at FROM meta.ended WHERE resource = {7} "
        "GROUP BY key) e ON e.key = s.{0}",
        key, deleted, table, quoted_names(content, "s."), quoted_names(content, "t."),
        time_of("s."), time_of("t."), name)));
    auto const counted = [&](std::string_view condition) {
        return count(session, fmt::format("SELECT count(*) AS n FROM delta WHERE {}", condition));
    };
    MergeCounts counts;
    counts.late = TRY(counted("late"));
    counts.added = TRY(counted("NOT late AND NOT deleted AND NOT known"));
    counts.changed = TRY(counted("NOT late AND NOT deleted AND known AND differs"));
    counts.ended = TRY(counted("NOT late AND deleted AND known"));
    if (counts.changed > 0 || counts.ended > 0)
        TRY(
            session.run(fmt::format("DELETE FROM {} WHERE {} IN (SELECT key FROM delta WHERE known "
                                    "AND NOT late AND (deleted OR differs))",
                                    table, key)));
    if (counts.changed > 0 || counts.added > 0)
        TRY(
            session.run(fmt::format("INSERT INTO {} ({}) SELECT {} FROM newest WHERE {} IN (SELECT "
                                    "key FROM delta WHERE NOT late AND NOT deleted AND differs)",
                                    table, columns, columns, key)));
    // A key that comes back after its end needs its end no more.
    TRY(
        session.run(fmt::format("DELETE FROM meta.ended WHERE resource = {} AND key IN (SELECT "
                                "key FROM delta WHERE NOT late)",
                                name)));
    TRY(session.run(
        fmt::format("INSERT INTO meta.ended SELECT {}, key, changed_at FROM delta WHERE "
                    "deleted AND NOT late AND changed_at IS NOT NULL",
                    name)));
    TRY(session.run("DROP TABLE stage; DROP TABLE newest; DROP TABLE delta"));
    return counts;
}

}  // namespace jutong::lake

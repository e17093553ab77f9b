#include "job/directory.h"

#include <charconv>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/text.h"
#include "job/answer_book.h"

namespace jutong::job {

namespace {

fs::path file_of(fs::path const& data) { return data / "format"; }

// One step of an upgrade: a table of the lake, where there is one, gets further columns.
struct Step {
    int from;
    std::string_view table;  // of schema meta
    std::vector<std::string_view> columns;
};

std::vector<Step> const steps = {
    {1, "fusion", {"version BIGINT", "is_full BOOLEAN", "touched BIGINT"}},
    {2, "load", {"let_go BIGINT", "kept BOOLEAN"}},
    {4, "fusion", {"linked BIGINT"}}};

Done take(Step const& step, lake::Lake& lake) {
    auto session = TRY(lake.session());
    auto const tables = TRY(session.query(fmt::format(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'meta' AND table_name = '{}'",
        step.table)));
    if (tables.rows.empty()) return {};
    auto const add = [&]() -> Done {
        for (auto const column : step.columns)
            TRY(session.run(fmt::format("ALTER TABLE meta.{} ADD COLUMN IF NOT EXISTS {}",
                                        step.table, column)));
        return {};
    };
    return session.transaction({"upgrade", fmt::format("{} to {}", step.from, step.from + 1)}, add);
}

// Up to format 5 what people said of links was a table of the lake, which only one process at a
// time can write.
Done move_answers(lake::Lake& lake, store::Store& store) {
    auto session = TRY(lake.session());
    auto const tables = TRY(session.query(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'meta' AND table_name = 'answer'"));
    if (tables.rows.empty()) return {};
    auto const rows = TRY(session.query(
        "SELECT library, resource, row_key, number, answer, reason, actor, state, "
        "strftime(answered_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ') FROM meta.answer ORDER "
        "BY answered_at"));
    std::vector<BookedAnswer> answers;
    for (auto const& row : rows.rows)
        answers.push_back({*row[0], *row[1], std::stoll(*row[2]), *row[3], *row[4], *row[5],
                           *row[6], *row[7], *row[8]});
    TRY(keep_answers(store, answers));
    return session.transaction({"upgrade", "5 to 6"},
                               [&] { return session.run("DROP TABLE meta.answer"); });
}

// The packs are then applied anew, which makes the tables that are missing.
Done forget_applied_packs(store::Store& store) {
    return store.run_script(
        "CREATE TABLE IF NOT EXISTS job_pack (name TEXT PRIMARY KEY, title TEXT NOT NULL, version "
        "TEXT NOT NULL, hash TEXT NOT NULL, applied TEXT NOT NULL); DELETE FROM job_pack;");
}

}  // namespace

Result<std::optional<int>> format_of(fs::path const& data) {
    auto const file = file_of(data);
    if (!fs::exists(file)) {
        if (fs::exists(data / "lake" / "catalog.sqlite")) return 1;
        return std::nullopt;
    }
    auto const content = TRY(read_file(file));
    auto const text = trim(content);
    int version = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), version);
    if (read.ec != std::errc() || version < 1)
        return fail(Code::corrupt, "data.format", file.string() + " does not say a format version");
    if (version > format_version)
        return fail(Code::invalid, "data.newer",
                    fmt::format("{} has format {}, this program knows formats up to {}; use the "
                                "Jutong that wrote it, or a later one",
                                data.string(), version, format_version));
    return version;
}

Done require_format(fs::path const& data) {
    auto const version = TRY(format_of(data));
    if (!version || *version == format_version) return {};
    return fail(Code::invalid, "data.older",
                fmt::format("{} has format {}, this program writes format {}; any writing command "
                            "upgrades it, for example jutong pack apply; make a backup before",
                            data.string(), *version, format_version));
}

Done upgrade(fs::path const& data, lake::Lake& lake, store::Store& store) {
    auto const found = TRY(format_of(data));
    for (auto const& step : steps)
        if (found.value_or(format_version) <= step.from) TRY(take(step, lake));
    if (found.value_or(format_version) <= 5) TRY(move_answers(lake, store));
    if (found.value_or(format_version) < format_version) TRY(forget_applied_packs(store));
    auto const text = fmt::format("{}\n", format_version);
    if (found == format_version && fs::exists(file_of(data))) return {};
    return write_file(file_of(data), text);
}

void keep_files_private() { ::umask(S_IRWXG | S_IRWXO); }

}  // namespace jutong::job

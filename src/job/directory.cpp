#include "job/directory.h"

#include <charconv>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/text.h"

namespace jutong::job {

namespace {

fs::path file_of(fs::path const& data) { return data / "format"; }

// The tables that fusions record themselves in say more; the packs are applied anew, which makes
// the tables that are missing.
Done from_1_to_2(lake::Lake& lake, store::Store& store) {
    auto session = TRY(lake.session());
    auto const work = [&]() -> Done {
        for (auto const* const column : {"version BIGINT", "is_full BOOLEAN", "touched BIGINT"})
            TRY(session.run(
                fmt::format("ALTER TABLE meta.fusion ADD COLUMN IF NOT EXISTS {}", column)));
        return {};
    };
    auto const tables = TRY(session.query(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'meta' AND table_name = 'fusion'"));
    if (!tables.rows.empty()) TRY(session.transaction({"upgrade", "1 to 2"}, work));
    return store.run_script(
        "CREATE TABLE IF NOT EXISTS job_pack (name TEXT PRIMARY KEY, title TEXT NOT NULL, version "
        "TEXT NOT NULL, hash TEXT NOT NULL, applied TEXT NOT NULL); DELETE FROM job_pack;");
}

Done from_2_to_3(lake::Lake& lake, store::Store& store) {
    auto session = TRY(lake.session());
    auto const work = [&]() -> Done {
        TRY(session.run("ALTER TABLE meta.load ADD COLUMN IF NOT EXISTS let_go BIGINT"));
        return session.run("ALTER TABLE meta.load ADD COLUMN IF NOT EXISTS kept BOOLEAN");
    };
    auto const tables = TRY(session.query(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'meta' AND table_name = 'load'"));
    if (!tables.rows.empty()) TRY(session.transaction({"upgrade", "2 to 3"}, work));
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
    if (found.value_or(format_version) < 2) TRY(from_1_to_2(lake, store));
    if (found.value_or(format_version) < 3) TRY(from_2_to_3(lake, store));
    auto const text = fmt::format("{}\n", format_version);
    if (found == format_version && fs::exists(file_of(data))) return {};
    return write_file(file_of(data), text);
}

void keep_files_private() { ::umask(S_IRWXG | S_IRWXO); }

}  // namespace jutong::job

#include "job/fsck.h"

#include <fmt/format.h>

#include "job/seal.h"
#include "lake/merge.h"

namespace jutong::job {

namespace {

using lake::count;
using lake::quoted_name;
using lake::quoted_text;

Finding check_store(Workplace& workplace) {
    Finding finding{"store", 1, {}};
    if (auto const done = workplace.store().check(); !done)
        finding.faults.push_back(done.error().message);
    return finding;
}

Result<Finding> check_lake_files(Workplace& workplace) {
    Finding finding{"lake files", 0, {}};
    for (auto const& file : TRY(workplace.lake().files())) {
        ++finding.looked;
        std::error_code error;
        auto const bytes = static_cast<std::int64_t>(fs::file_size(file.path, error));
        if (file.missing || error)
            finding.faults.push_back("missing: " + file.path.string());
        else if (bytes != file.bytes)
            finding.faults.push_back(fmt::format("{} has {} bytes, the catalogue says {}",
                                                 file.path.string(), bytes, file.bytes));
    }
    return finding;
}

Result<Finding> check_seals(Workplace& workplace, Progress& progress) {
    Finding finding{"lake files as they were sealed", 0, {}};
    for (auto const& path : TRY(broken_seals(workplace, progress, finding.looked)))
        finding.faults.push_back(path + " is not what was written");
    return finding;
}

Result<Finding> check_kept_files(Workplace& workplace, lake::Session& session, Progress& progress) {
    Finding finding{"kept files", 0, {}};
    auto const loads =
        TRY(session.query("SELECT DISTINCT sha256 FROM meta.load WHERE kept IS "
                          "DISTINCT FROM false"));
    progress.step("kept files", static_cast<std::int64_t>(loads.rows.size()));
    for (auto const& row : loads.rows) {
        TRY(progress.go_on());
        if (auto const done = workplace.kept().check(*row[0]); !done)
            finding.faults.push_back(done.error().message);
        ++finding.looked;
        progress.at(finding.looked, finding.looked);
    }
    return finding;
}

Result<Finding> check_loads(lake::Session& session) {
    Finding finding{"loads: read = accepted + quarantined",
                    TRY(count(session, "SELECT count(*) AS n FROM meta.load")),
                    {}};
    auto const wrong = TRY(session.query(
        "SELECT load, resource, file FROM meta.load WHERE read <> accepted + quarantined"));
    for (auto const& row : wrong.rows)
        finding.faults.push_back(
            fmt::format("load {} of {} ({}) lost rows", *row[0], *row[1], *row[2]));
    return finding;
}

Result<Finding> check_resource(lake::Session& session, catalog::Resource const& resource) {
    auto const table = quoted_name(resource.table());
    Finding finding{"resource " + resource.name,
                    TRY(count(session, "SELECT count(row_id) AS n FROM clean." + table)),
                    {}};
    auto const keys = TRY(count(session, "SELECT count(DISTINCT row_id) AS n FROM clean." + table));
    if (keys != finding.looked)
        finding.faults.push_back(fmt::format("{} rows but {} keys", finding.looked, keys));
    auto const declared = TRY(count(
        session,
        fmt::format("SELECT coalesce(sum(quarantined - coalesce(let_go, 0)), 0)::BIGINT AS n FROM "
                    "meta.load WHERE resource = {}",
                    quoted_text(resource.name))));
    auto const held = TRY(count(session, "SELECT count(run) AS n FROM quarantine." + table));
    if (declared != held)
        finding.faults.push_back(
            fmt::format("loads quarantined {} rows, the quarantine holds {}", declared, held));
    auto const orphans =
        TRY(count(session, fmt::format("SELECT count(*) AS n FROM clean.{} WHERE load NOT IN "
                                       "(SELECT load FROM meta.load WHERE resource = {})",
                                       table, quoted_text(resource.name))));
    if (orphans > 0) finding.faults.push_back(fmt::format("{} rows of no known load", orphans));
    return finding;
}

Result<Finding> check_library(lake::Session& session, catalog::Library const& library) {
    auto const table = "library." + quoted_name(library.name);
    auto const origin = "meta." + quoted_name("origin_" + library.name);
    Finding finding{"library " + library.name,
                    TRY(count(session, "SELECT count(subject) AS n FROM " + table)),
                    {}};
    auto const numbers = TRY(count(session, "SELECT count(DISTINCT number) AS n FROM " + table));
    if (numbers != finding.looked)
        finding.faults.push_back(fmt::format("{} records but {} numbers", finding.looked, numbers));
    auto const without = TRY(count(
        session,
        fmt::format("SELECT count(*) AS n FROM {} WHERE subject NOT IN (SELECT subject FROM {})",
                    table, origin)));
    if (without > 0) finding.faults.push_back(fmt::format("{} records without origin", without));
    std::string unlike;
    for (auto const& field : library.fields)
        unlike += fmt::format("{}(l.{} IS NULL) <> (o.{} IS NULL)", unlike.empty() ? "" : " OR ",
                              quoted_name(field.name), quoted_name(field.name));
    auto const values = TRY(count(
        session, fmt::format("SELECT count(*) AS n FROM {} l JOIN {} o USING (subject) WHERE {}",
                             table, origin, unlike)));
    if (values > 0)
        finding.faults.push_back(fmt::format("{} records with a value that has no origin", values));
    return finding;
}

Done check_tables(Workplace& workplace, lake::Session& session, Progress& progress,
                  std::vector<Finding>& findings) {
    findings.push_back(TRY(check_lake_files(workplace)));
    findings.push_back(TRY(check_seals(workplace, progress)));
    for (auto const& finding : findings)
        if (!finding.faults.empty()) return {};  // their tables cannot be read
    auto const has_tables = TRY(count(session,
                                      "SELECT count(*) AS n FROM duckdb_tables() WHERE schema_name "
                                      "= 'meta' AND table_name = 'load'"));
    if (has_tables == 0) return {};
    findings.push_back(TRY(check_kept_files(workplace, session, progress)));
    findings.push_back(TRY(check_loads(session)));
    for (auto const& resource : workplace.catalog().resources) {
        progress.step("resource " + resource.name, 0);
        findings.push_back(TRY(check_resource(session, resource)));
    }
    for (auto const& library : workplace.catalog().libraries) {
        progress.step("library " + library.name, 0);
        findings.push_back(TRY(check_library(session, library)));
    }
    return {};
}

}  // namespace

Result<std::vector<Finding>> check_all(Workplace& workplace, Progress& progress) {
    auto session = TRY(workplace.lake().session());
    std::vector<Finding> findings;
    // One version for all checks, though somebody may be writing.
    auto const check = [&]() -> Done {
        findings = {check_store(workplace)};
        return check_tables(workplace, session, progress, findings);
    };
    TRY(session.reading(check));
    return findings;
}

}  // namespace jutong::job

#include "job/maintain.h"

#include <set>

#include <fmt/format.h>

#include "job/erase_find.h"
#include "lake/merge.h"

namespace jutong::job {

namespace {

using lake::count;
using lake::quoted_name;
using lake::quoted_text;
using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

constexpr std::int64_t day_microseconds = 86'400'000'000;

// Loads so old, after which the same file came again.
std::string old_loads(std::int64_t days) {
    return fmt::format(
        "loaded_at < now() - INTERVAL '{} days' AND load NOT IN (SELECT max(load) FROM meta.load "
        "GROUP BY resource, file)",
        days);
}

std::string const still_quarantined = "quarantined > coalesce(let_go, 0)";
std::string const still_kept = "kept IS DISTINCT FROM false";

Done drop_quarantined(lake::Session& session, catalog::Catalog const& catalog, std::int64_t days) {
    for (auto const& resource : catalog.resources)
        TRY(session.run(fmt::format(
            "DELETE FROM quarantine.{} WHERE (run, file) IN (SELECT (run, file) FROM meta.load "
            "WHERE resource = {} AND {} AND {})",
            quoted_name(resource.table()), quoted_text(resource.name), still_quarantined,
            old_loads(days))));
    return session.run(fmt::format("UPDATE meta.load SET let_go = quarantined WHERE {} AND {}",
                                   still_quarantined, old_loads(days)));
}

// Rows, and the marks of files that are deleted afterwards.
Done maintain_tables(Workplace& workplace, Change change, Maintained& out) {
    auto const& retention = workplace.catalog().retention;
    auto session = TRY(workplace.lake().session());
    if (auto const days = retention.quarantine)
        out.quarantined = TRY(count(
            session,
            fmt::format("SELECT coalesce(sum(quarantined - coalesce(let_go, 0)), 0)::BIGINT AS n "
                        "FROM meta.load WHERE {} AND {}",
                        still_quarantined, old_loads(*days))));
    if (auto const days = retention.kept)
        out.kept_files = TRY(count(
            session, fmt::format("SELECT count(DISTINCT sha256) AS n FROM meta.load WHERE {0} AND "
                                 "{1} AND sha256 NOT IN (SELECT sha256 FROM meta.load WHERE {0} "
                                 "AND NOT ({1}))",
                                 still_kept, old_loads(*days))));
    if (change == Change::none || out.quarantined + out.kept_files == 0) return {};
    auto const work = [&]() -> Done {
        if (out.quarantined > 0)
            TRY(drop_quarantined(session, workplace.catalog(), *retention.quarantine));
        if (out.kept_files == 0) return {};
        return session.run(fmt::format("UPDATE meta.load SET kept = false WHERE {} AND {}",
                                       still_kept, old_loads(*retention.kept)));
    };
    return session.transaction({"maintain", "retention"}, work);
}

bool is_old(fs::path const& file, std::int64_t days) {
    std::error_code error;
    auto const written = fs::last_write_time(file, error);
    return !error && written <= fs::file_time_type::clock::now() - Days(days);
}

// Files that no load refers to any more: let go now, by a command that was cut off, or refused.
Done delete_kept_files(Workplace& workplace, std::int64_t days) {
    std::set<std::string> referred;
    for (auto const& file : TRY(kept_files_of(workplace))) referred.insert(file.sha256);
    for (auto const& path : workplace.kept().others_than(referred))
        if (is_old(path, days)) fs::remove(path);
    return {};
}

// The first version that the next fusion of some library must still have.
Result<std::optional<std::int64_t>> needed_version(Workplace& workplace) {
    auto session = TRY(workplace.lake().session());
    std::optional<std::int64_t> needed;
    for (auto const& row :
         TRY(session.query("SELECT library, max(version) FROM meta.fusion GROUP BY library")).rows)
        if (row[1] && workplace.catalog().find_library(*row[0]) != nullptr)
            needed = std::min(needed.value_or(INT64_MAX), std::int64_t{std::stoll(*row[1])});
    return needed;
}

}  // namespace

Result<Maintained> maintain(Workplace& workplace, Change change, Progress& progress) {
    auto const& retention = workplace.catalog().retention;
    Maintained out;
    progress.step("quarantine and kept files", 0);
    TRY(maintain_tables(workplace, change, out));
    if (retention.kept && change == Change::made)
        TRY(delete_kept_files(workplace, *retention.kept));
    progress.step("versions", 0);
    auto const needed = TRY(needed_version(workplace));
    if (retention.versions)
        out.versions = TRY(
            workplace.lake().forget_versions(*retention.versions, needed, change == Change::none));
    if (change == Change::made) TRY(workplace.lake().maintain());
    if (retention.runs) {
        auto const before = iso_time(workplace.clock().now() - *retention.runs * day_microseconds);
        auto& store = workplace.store();
        auto const old = TRY(store.query(
            "SELECT count(*) FROM ingest_run WHERE state <> 'running' AND started <= ?1",
            {before}));
        out.runs = old.at(0).integer(0);
        if (change == Change::made)
            TRY(store.run("DELETE FROM ingest_run WHERE state <> 'running' AND started <= ?1",
                          {before}));
    }
    std::error_code missing;
    for (auto const& entry :
         fs::directory_iterator(workplace.settings().data / "reports", missing)) {
        if (!retention.reports || !is_old(entry.path(), *retention.reports)) continue;
        ++out.reports;
        if (change == Change::made) fs::remove(entry.path());
    }
    return out;
}

}  // namespace jutong::job

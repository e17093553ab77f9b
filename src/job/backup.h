// Backups: store, lake, catalogue and kept files as of one moment, in a folder that stands alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/progress.h"
#include "job/workplace.h"

namespace jutong::job {

struct BackupResult {
    std::int64_t files = 0;   // in the backup
    std::int64_t copied = 0;  // by this one; the others were there from an earlier backup
    std::int64_t bytes = 0;   // in the backup
};

// Makes a backup in `folder`, or brings an earlier one up to date: data files never change, so only
// new ones are copied, and those that are gone are dropped at the end. The catalogue and the store
// are copied while no process writes; the rest afterwards. An interrupted backup leaves the
// earlier one whole; the next one goes on. A first one for which there is no room leaves nothing.
// Fails with data.locked (conflict), backup.folder
// (invalid), lake.missing, file.write.
Result<BackupResult> make_backup(Settings const& settings, fs::path const& folder,
                                 Progress& progress);

// The backups below a folder, the latest first.
struct BackupInfo {
    std::filesystem::path folder;
    Instant at = 0;  // when it was finished
    std::int64_t files = 0, bytes = 0;
};
std::vector<BackupInfo> list_backups(fs::path const& folder);

// The day that a backup is named by, as 2026-11-23; nothing where its name is another.
std::optional<Days> day_named(std::string const& name);

// Holds every file of a backup against its hash. Fails with backup.damaged (corrupt), which names
// the file, or backup.missing (not_found).
Result<BackupResult> check_backup(fs::path const& folder, Progress& progress);

// Makes a data directory from a backup; there must be none yet, nor tables in its database. It is
// there whole or not at all. Fails as check_backup does, and with backup.occupied (conflict).
Result<BackupResult> restore_backup(Settings const& settings, fs::path const& folder,
                                    Progress& progress);

}  // namespace jutong::job

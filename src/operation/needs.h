// What needs somebody: for the overview and for alerts.
#pragma once

#include <string>
#include <vector>

#include "job/holdings.h"
#include "operation/runner.h"

namespace jutong::operation {

struct Need {
    std::string id;  // overdue:samr.enterprise: the same need, the same id
    enum class Kind : std::uint8_t { overdue, score_falling, run_failed, disk, unfed };
    Kind kind = Kind::overdue;
    bool is_bad = false;                     // else it wants attention
    std::string title, detail, href, since;  // since: ISO 8601, empty where nobody knows
};
std::string_view to_string(Need::Kind kind);
json::object json_of(Need const& need);

struct Disk {
    std::int64_t bytes = 0;  // of the disk
    std::int64_t free = 0;
};
Disk disk_of(std::filesystem::path const& data);

// The bad ones first. `runs`: the latest first; of each command only the last that ended counts.
std::vector<Need> needs_of(catalog::Catalog const& catalog, job::Holdings const& holdings,
                           std::vector<RunView> const& runs, Disk const& disk, Instant now);

// The same from what is there now.
Result<std::vector<Need>> find_needs(job::Workplace& workplace, Runner& runner);

}  // namespace jutong::operation

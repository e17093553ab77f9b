// What is there: of every resource and library how much, how good, how fresh.
#pragma once

#include <optional>
#include <vector>

#include "base/date.h"
#include "job/workplace.h"

namespace jutong::job {

enum class Arrival : std::uint8_t { in_time, due, overdue, never, unscheduled };
std::string_view to_string(Arrival arrival);

struct ResourceState {
    std::int64_t rows = 0, quarantined = 0;
    std::optional<double> score, before;  // before: after the run before its last
    std::optional<Instant> last_arrival;
    std::optional<Days> due;  // the last day on which the next one is in time
    int cycle_days = 0;       // of the packs' cycle; 0: none

    // `due` in the last fifth of the cycle. `today` in China.
    Arrival arrival(Days today) const;
};

struct LibraryState {
    bool is_fused = false;
    Instant fused_at = 0;
    std::int64_t rows = 0, subjects = 0, added = 0, unlinked = 0, conflicts = 0;
    std::optional<double> score;  // of all measures of the resources that feed it
};

struct Holdings {
    std::vector<ResourceState> resources;  // as in the catalogue
    std::vector<LibraryState> libraries;   // as in the catalogue
    std::optional<double> score;           // of all measures
    std::optional<Instant> updated_at;     // the last load or fusion
};

Result<Holdings> holdings_of(Workplace& workplace);

// The day in China.
Days china_day(Instant instant);

}  // namespace jutong::job

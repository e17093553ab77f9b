// Working days by the packs' calendar (holidays.tsv).
#pragma once

#include <filesystem>
#include <set>
#include <string_view>
#include <vector>

#include "base/date.h"

namespace jutong::job {

class WorkingDays {
public:
    // Lines: day, kind (holiday, in_lieu: no working day; workday: one at a week-end), name.
    explicit WorkingDays(std::string_view calendar);
    // The calendars of all packs in the folder.
    static WorkingDays of_packs(std::vector<std::filesystem::path> const& folders);

    bool is_working(Days day) const;

    // The last day of a term of so many working days after an event; the day of the event is not
    // counted.
    struct Deadline {
        Days day;
        bool is_provisional;  // its year's calendar is not published yet: week-ends only
    };
    Deadline after(Days event, int days) const;

private:
    std::set<Days> free_, worked_;
    std::set<int> years_;  // of which the calendar is known
};

}  // namespace jutong::job

#include "job/working_days.h"

#include <gtest/gtest.h>

namespace jutong::job {
namespace {

Days day(int year, int month, int of_month) { return *to_days({year, month, of_month}); }

TEST(WorkingDays, CountsByTheCalendar) {
    WorkingDays const calendar(
        "# comment\n2026-10-01\tholiday\t国庆节\n2026-10-02\tholiday\t国庆节\n"
        "2026-10-05\tin_lieu\t国庆节\n2026-10-10\tworkday\t国庆节\n");
    EXPECT_FALSE(calendar.is_working(day(2026, 10, 1)));
    EXPECT_FALSE(calendar.is_working(day(2026, 10, 3)));  // Saturday
    EXPECT_FALSE(calendar.is_working(day(2026, 10, 5)));  // Monday, off in lieu
    EXPECT_TRUE(calendar.is_working(day(2026, 10, 10)));  // Saturday, worked
    EXPECT_EQ(calendar.after(day(2026, 9, 30), 1).day, day(2026, 10, 6));
    EXPECT_EQ(calendar.after(day(2026, 9, 30), 5).day, day(2026, 10, 10));
    EXPECT_FALSE(calendar.after(day(2026, 9, 30), 5).is_provisional);
    EXPECT_TRUE(calendar.after(day(2026, 12, 30), 10).is_provisional);
}

}  // namespace
}  // namespace jutong::job

#include "base/date.h"

#include <gtest/gtest.h>

namespace jutong {
namespace {

TEST(Date, CountsDaysFrom1970) {
    EXPECT_EQ(to_days({1970, 1, 1}), 0);
    EXPECT_EQ(to_days({2000, 2, 29}), 11016);
    EXPECT_EQ(iso_date(11016), "2000-02-29");
    EXPECT_EQ(to_civil(-1), (CivilDate{1969, 12, 31}));
}

TEST(Date, RefusesDaysThatTheCalendarLacks) {
    EXPECT_FALSE(to_days({1900, 2, 29}));
    EXPECT_FALSE(to_days({2001, 13, 1}));
    EXPECT_FALSE(to_days({2001, 300, 1}));
    EXPECT_FALSE(to_days({0, 1, 1}));
}

}  // namespace
}  // namespace jutong

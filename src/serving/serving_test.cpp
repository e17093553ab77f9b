#include <gtest/gtest.h>

#include "serving/packed.h"

namespace jutong::serving {
namespace {

TEST(Packed, GivesBackWhatWasPacked) {
    std::string packed;
    auto const origin =
        (std::int64_t{1} << 62) | (std::int64_t{2} << 60) | (std::int64_t{12345} << row_bits) | 77;
    append_value(packed, "张三", "张*", origin);
    append_value(packed, "", "", 0);
    append_value(packed, "1990-03-07", "", std::int64_t{1} << row_bits);
    catalog::Library library;
    library.fields.resize(4);  // one more than was packed
    Record const record{&library, 7, packed};
    auto const values = record.values();
    ASSERT_EQ(values.size(), 4U);
    EXPECT_EQ(values[0].text, "张三");
    EXPECT_EQ(values[0].mask, "张*");
    EXPECT_EQ(values[0].load, 12345);
    EXPECT_EQ(values[0].rule, 2);
    EXPECT_TRUE(values[0].mended);
    EXPECT_EQ(values[1].text, "");
    EXPECT_EQ(values[1].load, 0);
    EXPECT_EQ(values[2].text, "1990-03-07");
    EXPECT_EQ(values[2].mask, "");
    EXPECT_FALSE(values[2].mended);
    EXPECT_EQ(values[3].text, "");
}

}  // namespace
}  // namespace jutong::serving

#include "demo/spelling.h"

#include <gtest/gtest.h>

namespace jutong::demo {
namespace {

TEST(Spelling, WritesDatesAsDepartmentsDo) {
    constexpr Days day = 18'266;  // 2020-01-05
    struct Case {
        DateStyle style;
        std::string_view date, time, impossible;
    };
    for (auto [style, date, time, impossible] : {
             Case{DateStyle::iso, "2020-01-05", "2020-01-05 08:30:09", "2020-02-30"},
             Case{DateStyle::compact, "20200105", "20200105083009", "20200230"},
             Case{DateStyle::slash, "2020/1/5", "2020/1/5 8:30", "2020/2/30"},
             Case{DateStyle::slash_padded, "2020/01/05", "2020/01/05 08:30:09", "2020/02/30"},
             Case{DateStyle::dot, "2020.01.05", "2020.01.05 08:30:09", "2020.02.30"},
             Case{DateStyle::chinese, "2020年1月5日", "2020年1月5日 08:30:09", "2020年2月30日"},
         }) {
        std::string text;
        append_date(text, day, style);
        EXPECT_EQ(text, date);
        text.clear();
        append_timestamp(text, day, 8 * 3600 + 30 * 60 + 9, style);
        EXPECT_EQ(text, time);
        text.clear();
        append_impossible_date(text, day, style);
        EXPECT_EQ(text, impossible);
    }
}

TEST(Spelling, WritesAmounts) {
    Random random(1);
    auto const money = [&](std::int64_t yuan, MoneyStyle style) {
        std::string text;
        append_money(text, yuan, style, random);
        return text;
    };
    EXPECT_EQ(money(1'234'567, MoneyStyle::yuan), "1234567");
    EXPECT_EQ(money(1'234'567, MoneyStyle::yuan_cents), "1234567.00");
    EXPECT_EQ(money(1'234'567, MoneyStyle::yuan_grouped), "￥1,234,567.00");
    EXPECT_EQ(money(500'000, MoneyStyle::ten_thousand), "50万元");
    EXPECT_EQ(money(200, MoneyStyle::ten_thousand), "0.02万元");
}

TEST(Spelling, WritesSexesAndPeoples) {
    EXPECT_EQ(spelled(element::Gender::male, GenderStyle::word), "男");
    EXPECT_EQ(spelled(element::Gender::female, GenderStyle::letter), "F");
    std::string text;
    append_nation(text, 3, NationStyle::full);
    append_nation(text, 3, NationStyle::brief);
    append_nation(text, 3, NationStyle::code);
    EXPECT_EQ(text, "回族回03");
}

}  // namespace
}  // namespace jutong::demo

#include <gtest/gtest.h>

#include "base/date.h"
#include "element/registry_for_tests.h"

namespace jutong::element {
namespace {

Element const& date() { return element_named("date"); }
Element const& timestamp() { return element_named("timestamp"); }

TEST(Date, ReadsEverySpellingOfRealTables) {
    for (auto text : {"2020-01-05",
                      "2020/1/5",
                      "2020.01.05",
                      "2020.1.5",
                      "20200105",
                      "2020年1月5日",
                      "2020年01月05日",
                      "二〇二〇年一月五日",
                      "二○二○年一月五日",
                      "２０２０－０１－０５",
                      "2020-01-05 00:00:00",
                      "2020-01-05T00:00:00",
                      "2020-01-04T16:00:00.000Z",
                      "2020/1/5 0:00",
                      "2020-01-05 00:00:00.0",
                      "05-JAN-2020",
                      "5 Jan 2020",
                      "5-Jan-2020",
                      "Jan 5, 2020",
                      "January 5 2020",
                      "2020-Jan-05",
                      "2020 年 1 月 5 日",
                      "2020年1月5号",
                      " 2020-01-05 ",
                      "43835",
                      "43835.0",
                      "20200105000000"}) {
        auto const read = date().parse(text);
        ASSERT_TRUE(read) << text << " " << read.error().reason;
        EXPECT_EQ(iso_date(static_cast<Days>(read->number)), "2020-01-05") << text;
    }
    EXPECT_EQ(date().to_text(*date().parse("一九九八年十二月三十一日")), "1998-12-31");
    EXPECT_EQ(date().to_text(*date().parse("二〇二〇年十月二十五日")), "2020-10-25");
    EXPECT_EQ(date().to_text(*date().parse("1984-02-29")), "1984-02-29");
}

TEST(Date, SaysWhatIsWrongAndNeverGuesses) {
    struct Case {
        std::string_view text, reason;
    };
    for (auto [text, reason] : {
             Case{"2020年1月", "element.date.month_only"},
             Case{"2020-01", "element.date.month_only"},
             Case{"202001", "element.date.month_only"},
             Case{"2020", "element.date.year_only"},
             Case{"2020年", "element.date.year_only"},
             Case{"2020-02-30", "element.date.calendar"},
             Case{"2019-02-29", "element.date.calendar"},
             Case{"20201301", "element.date.calendar"},
             Case{"0001-01-01", "element.date.range"},
             Case{"9999-12-31", "element.date.range"},
             Case{"1/5/2020", "element.date.format"},
             Case{"05-01-20", "element.date.format"},
             Case{"2020-01/05", "element.date.format"},
             Case{"2020-01-05 25:00", "element.date.format"},
             Case{"2020-01-", "element.date.format"},
             Case{"长期", "element.date.format"},
             Case{"-", "element.date.format"},
         }) {
        auto const result = date().parse(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().reason, reason) << text;
    }
}

TEST(Date, ReportsWhatItMended) {
    struct Case {
        std::string_view text;
        std::uint8_t repairs;
    };
    for (auto [text, repairs] :
         {Case{"2020-01-05", 0}, Case{"2020年1月5日", 0}, Case{" 2020-01-05", 1},
          Case{"２０２０-01-05", 2}, Case{"43835", 4}, Case{"2020-01-05 13:45:00", 8}}) {
        ValueColumn column;
        date().read({&text, 1}, Form::parsed, column);
        EXPECT_EQ(column.repairs[0], repairs) << text;
    }
}

TEST(Date, ComparesByParts) {
    EXPECT_EQ(date().compare("2020-01-05", "2020年1月5日"), 1);
    EXPECT_DOUBLE_EQ(date().compare("2020-01-05", "2020-05-01"), 0.8);
    EXPECT_DOUBLE_EQ(date().compare("1985-06-15", "1986-06-15"), 0.85);
    EXPECT_DOUBLE_EQ(date().compare("1985-06-15", "1985-06-27"), 0.6);
    EXPECT_EQ(date().compare("1985-06-15", "2001-11-30"), 0);
    EXPECT_EQ(date().compare("1985-06-15", "长期"), 0);
}

TEST(Timestamp, ReadsDatesWithTimesInLocalTime) {
    struct Case {
        std::string_view text, canonical;
    };
    for (auto [text, canonical] : {
             Case{"2020-01-05 13:45:06", "2020-01-05 13:45:06"},
             Case{"2020-01-05T13:45:06.250", "2020-01-05 13:45:06.250000"},
             Case{"2020-01-05T05:45:06Z", "2020-01-05 13:45:06"},
             Case{"2020-01-05T13:45:06+08:00", "2020-01-05 13:45:06"},
             Case{"2020-01-05T20:00:00-0500", "2020-01-06 09:00:00"},
             Case{"2020/1/5 13:45", "2020-01-05 13:45:00"},
             Case{"2020年1月5日13时45分6秒", "2020-01-05 13:45:06"},
             Case{"2020年1月5日 下午1点45分", "2020-01-05 13:45:00"},
             Case{"2020-01-05 1:45:06 PM", "2020-01-05 13:45:06"},
             Case{"2020-01-05", "2020-01-05 00:00:00"},
             Case{"2020-01-05 24:00:00", "2020-01-06 00:00:00"},
             Case{"20200105134506", "2020-01-05 13:45:06"},
             Case{"1578203106", "2020-01-05 13:45:06"},
             Case{"1578203106250", "2020-01-05 13:45:06.250000"},
             Case{"43835.5", "2020-01-05 12:00:00"},
             Case{"1900-01-01 00:00:01", "1900-01-01 00:00:01"},
         }) {
        auto const read = timestamp().parse(text);
        ASSERT_TRUE(read) << text << " " << read.error().reason;
        EXPECT_EQ(timestamp().to_text(*read), canonical) << text;
    }
    for (auto text : {"2020-01-05 13:60", "2020-01-05T", "13:45", "2020-01-05 13:45 noon"})
        EXPECT_FALSE(timestamp().valid(text)) << text;
}

}  // namespace
}  // namespace jutong::element

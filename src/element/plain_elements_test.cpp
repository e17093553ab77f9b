#include <gtest/gtest.h>

#include "element/registry_for_tests.h"

namespace jutong::element {
namespace {

struct Case {
    std::string_view text, expected;
};

// The canonical text, or the reason why there is none.
std::string outcome(std::string_view element, std::string_view text) {
    auto const read = element_named(element).normalise(text);
    return read ? element_named(element).to_text(*read) : read.error().reason;
}

TEST(CodeList, TakesCodesTitlesAliasesAndCodesWithoutZeros) {
    for (auto [text, expected] :
         {Case{"1", "1"}, Case{"男", "1"}, Case{"男性", "1"}, Case{"m", "1"}, Case{" 女 ", "2"},
          Case{"２", "2"}, Case{"不明", "element.gender.unknown"}, Case{"", "element.blank"}})
        EXPECT_EQ(outcome("gender", text), expected) << text;
    for (auto [text, expected] :
         {Case{"01", "01"}, Case{"1", "01"}, Case{"汉", "01"}, Case{"汉 族", "01"},
          Case{"11", "11"}, Case{"57", "element.nation.unknown"}})
        EXPECT_EQ(outcome("nation", text), expected) << text;
}

TEST(CodeList, MapsAliasesWithoutCallingItARepair) {
    for (auto [text, repairs] :
         {std::pair<std::string_view, int>{"汉", 0}, {" 汉", 1}, {"０１", 2}}) {
        ValueColumn column;
        element_named("nation").read({&text, 1}, Form::parsed, column);
        EXPECT_EQ(column.text[0], "01");
        EXPECT_EQ(column.repairs[0], repairs) << text;
    }
}

TEST(Integer, ReadsGroupsAndWholeFractions) {
    for (auto [text, expected] :
         {Case{"1,234", "1234"}, Case{"12.0", "12"}, Case{"-7", "-7"}, Case{"1E3", "1000"},
          Case{"１２", "12"}, Case{"12.5", "element.integer.fraction"},
          Case{"twelve", "element.integer.format"}, Case{"12个", "element.integer.format"},
          Case{"99999999999999999999", "element.integer.range"}})
        EXPECT_EQ(outcome("integer", text), expected) << text;
}

TEST(Decimal, KeepsFourPlaces) {
    for (auto [text, expected] :
         {Case{"1,234.5", "1234.5"}, Case{"0.00005", "0.0001"}, Case{"-0.25", "-0.25"},
          Case{".5", "0.5"}, Case{"8.8E-05", "0.0001"}, Case{"5.", "5"},
          Case{"1e20", "element.decimal.range"}, Case{"1.2.3", "element.decimal.format"}})
        EXPECT_EQ(outcome("decimal", text), expected) << text;
}

TEST(Boolean, ReadsTheWordsForYesAndNo) {
    for (auto text : {"是", "1", "true", "Y", "有", "yes"})
        EXPECT_EQ(outcome("boolean", text), "是");
    for (auto text : {"否", "0", "FALSE", "n", "无", "no"})
        EXPECT_EQ(outcome("boolean", text), "否");
    EXPECT_EQ(outcome("boolean", "2"), "element.boolean.unknown");
}

TEST(Text, RefusesWhatIsNotText) {
    EXPECT_EQ(outcome("text", "张\x80"), "element.text.encoding");
    EXPECT_EQ(outcome("text", std::string_view("a\0b", 3)), "element.text.control");
    EXPECT_EQ(outcome("text", " 甲  乙\n丙 ＡＢ１，"), "甲 乙 丙 AB1，");
}

TEST(Industry, TakesSectionsDivisionsGroupsAndClasses) {
    for (auto [text, expected] :
         {Case{"2651", "C2651"}, Case{"C2651", "C2651"}, Case{"c26", "C26"}, Case{"C", "C"},
          Case{"制造业", "C"}, Case{"0111", "A0111"}, Case{"97", "T97"},
          Case{"A2651", "element.industry.section"}, Case{"98", "element.industry.division"},
          Case{"00", "element.industry.division"}, Case{"5", "element.industry.format"},
          Case{"C26511", "element.industry.format"}, Case{"U26", "element.industry.format"}})
        EXPECT_EQ(outcome("industry", text), expected) << text;
    EXPECT_GT(element_named("industry").compare("C2651", "2652"),
              element_named("industry").compare("C2651", "C2710"));
}

TEST(DivisionCode, ExistsNowOrDidOnce) {
    if (!has_content()) GTEST_SKIP() << "run scripts/bootstrap for the content of the packs";
    for (auto [text, expected] :
         {Case{"370304", "370304"}, Case{"37", "37"}, Case{"3703", "3703"},
          Case{"370000", "370000"}, Case{"370205", "370205"}, Case{"370304103205", "370304103205"},
          Case{"370304000000", "370304000000"}, Case{"110105001", "110105001"},
          Case{"370399", "element.division_code.unknown"},
          Case{"370304999", "element.division_code.unknown"},
          Case{"37030", "element.division_code.length"},
          Case{"37030A", "element.division_code.digit"}})
        EXPECT_EQ(outcome("division_code", text), expected) << text;
}

}  // namespace
}  // namespace jutong::element

#include "base/text.h"

#include <gtest/gtest.h>

namespace jutong {
namespace {

TEST(Text, CountsCodePointsNotBytes) {
    EXPECT_EQ(length("张三"), 2U);
    EXPECT_EQ(length("𠮷"), 1U);
    EXPECT_EQ(to_utf8(to_code_points("a·𠮷张")), "a·𠮷张");
}

TEST(Text, KnowsWhatIsNotUtf8) {
    EXPECT_TRUE(is_utf8("公民身份号码 0123456789"));
    for (auto bad : {"\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE5\xBC", "12345678\xFF"})
        EXPECT_FALSE(is_utf8(bad)) << escaped(bad);
    EXPECT_EQ(escaped("\xD5\xC5"), "\\xD5\\xC5");
    EXPECT_EQ(escaped(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(Text, TrimsIdeographicSpaces) {
    EXPECT_EQ(trim("\u3000 张三 \u3000\t"), "张三");
    EXPECT_EQ(trim(" \u3000"), "");
    EXPECT_EQ(first_code_points("欧阳修", 2), "欧阳");
}

TEST(Text, MatchesWildcards) {
    EXPECT_TRUE(matches_wildcard("enterprise_2024.csv", "enterprise*.csv"));
    EXPECT_TRUE(matches_wildcard("企业名称(全称)", "企业?称*"));
    EXPECT_FALSE(matches_wildcard("enterprise.csv.bak", "enterprise*.csv"));
    EXPECT_TRUE(matches_wildcard("abab", "*ab"));
}

TEST(Text, ReplacesEveryPlace) {
    EXPECT_EQ(replaced("a{}b{}", "{}", "济"), "a济b济");
    EXPECT_EQ(replaced("aaa", "aa", "a"), "aa");
    EXPECT_EQ(replaced("", "x", "y"), "");
}

TEST(Text, SplitsKeepingEmptyParts) {
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

}  // namespace
}  // namespace jutong

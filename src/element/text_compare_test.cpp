#include "element/text_compare.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/text.h"

namespace jutong::element {
namespace {

// The textbook's table, against which the fast forms are held.
std::size_t plain_distance(std::u32string const& a, std::u32string const& b, bool exchanges) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1,
                                d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (exchanges && i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
}

// By the definition: characters within the window that are the same, each used once, and half of
// those that stand in another order.
double plain_jaro_winkler(std::u32string const& a, std::u32string const& b) {
    if (a.empty() && b.empty()) return 1;
    auto const longer = static_cast<int>(std::max(a.size(), b.size()));
    auto const window = std::max(0, longer / 2 - 1);
    std::vector<bool> is_used(b.size());
    std::u32string from_a, from_b;
    for (int i = 0; i < static_cast<int>(a.size()); ++i)
        for (int j = 0; j < static_cast<int>(b.size()); ++j) {
            if (std::abs(i - j) > window || is_used[j] || a[i] != b[j]) continue;
            is_used[j] = true;
            from_a += a[i];
            break;
        }
    for (std::size_t j = 0; j < b.size(); ++j)
        if (is_used[j]) from_b += b[j];
    if (from_a.empty()) return 0;
    int moved = 0;
    for (std::size_t k = 0; k < from_a.size(); ++k) moved += from_a[k] != from_b[k];
    auto const exchanged = moved / 2;
    auto const m = static_cast<double>(from_a.size());
    auto const jaro = (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
                       (m - exchanged) / m) /
                      3;
    int prefix = 0;
    while (prefix < 4 && prefix < static_cast<int>(std::min(a.size(), b.size())) &&
           a[prefix] == b[prefix])
        ++prefix;
    return jaro < 0.7 ? jaro : jaro + prefix * 0.1 * (1 - jaro);
}

// Every text of at most `length_max` of four ideographs.
std::vector<std::u32string> all_names(std::size_t length_max) {
    std::vector<std::u32string> out = {U""};
    for (std::size_t i = 0; out[i].size() < length_max; ++i)
        for (auto const c : std::u32string_view(U"张三李\u4E00")) out.push_back(out[i] + c);
    return out;
}

std::u32string random_text(Random& random, std::size_t length_max) {
    constexpr std::u32string_view letters = U"ab张三𠮷";
    std::u32string out;
    for (auto left = random.below(length_max + 1); left > 0; --left)
        out += letters[random.below(letters.size())];
    return out;
}

TEST(Levenshtein, CountsCodePointsNotBytes) {
    EXPECT_EQ(levenshtein("张三", "张四"), 1);
    EXPECT_EQ(levenshtein("𠮷野", "吉野"), 1);
    EXPECT_EQ(levenshtein("kitten", "sitting"), 3);
    EXPECT_EQ(levenshtein("", "张三"), 2);
    EXPECT_EQ(levenshtein("", ""), 0);
}

TEST(Levenshtein, AgreesWithTheTextbookOnShortAndLongTexts) {
    Random random(7);
    for (std::size_t length_max : {4U, 20U, 64U, 65U, 150U, 300U})
        for (int i = 0; i < 60; ++i) {
            auto const a = random_text(random, length_max), b = random_text(random, length_max);
            ASSERT_EQ(levenshtein(to_utf8(a), to_utf8(b)), plain_distance(a, b, false))
                << to_utf8(a) << " / " << to_utf8(b);
        }
}

TEST(ShortNames, AgreeWithTheTextbookInAllCases) {
    auto const names = all_names(4);
    for (auto const& a : names)
        for (auto const& b : names) {
            auto const left = to_utf8(a), right = to_utf8(b);
            ASSERT_EQ(levenshtein(left, right), plain_distance(a, b, false)) << left << right;
            ASSERT_DOUBLE_EQ(jaro_winkler(left, right), plain_jaro_winkler(a, b)) << left << right;
        }
}

// Three bytes that look like an ideograph's are three that are not UTF-8.
TEST(ShortNames, OfBytesThatAreNoCodePointsAreNotTakenForIdeographs) {
    for (auto const& [left, right] :
         {std::pair("\xED\xA0\x80\xED\xA0\x80", "\xED\xA0\x81\xED\xA0\x81"),
          std::pair("\xE0\x80\x80\xE0\x80\x80", "\xE0\x80\x81\xE0\x80\x81")}) {
        EXPECT_EQ(levenshtein(left, right), 0);
        EXPECT_EQ(jaro_winkler(left, right), 1);
    }
    EXPECT_EQ(levenshtein("张\xE5\xBC\x20", "张\xE5\xBD\x20"), 0);
}

TEST(TranspositionDistance, AgreesWithTheTextbook) {
    Random random(8);
    for (int i = 0; i < 300; ++i) {
        auto const a = random_text(random, 12), b = random_text(random, 12);
        ASSERT_EQ(transposition_distance(to_utf8(a), to_utf8(b)), plain_distance(a, b, true));
    }
    EXPECT_EQ(transposition_distance("王晓明", "王明晓"), 1);
}

TEST(JaroWinkler, GivesTheKnownAnswers) {
    EXPECT_NEAR(jaro_winkler("MARTHA", "MARHTA"), 0.9611, 5e-5);
    EXPECT_NEAR(jaro_winkler("DIXON", "DICKSONX"), 0.8133, 5e-5);
    EXPECT_NEAR(jaro_winkler("DWAYNE", "DUANE"), 0.84, 5e-5);
    EXPECT_NEAR(jaro("MARTHA", "MARHTA"), 0.9444, 5e-5);
    EXPECT_EQ(jaro_winkler("", ""), 1);
    EXPECT_EQ(jaro_winkler("张三", ""), 0);
    EXPECT_EQ(jaro_winkler("张三", "李四"), 0);
}

TEST(JaroWinkler, AgreesWithTheTextbookOnShortAndLongTexts) {
    Random random(10);
    for (std::size_t length_max : {4U, 20U, 64U, 65U, 150U})
        for (int i = 0; i < 60; ++i) {
            auto const a = random_text(random, length_max), b = random_text(random, length_max);
            ASSERT_DOUBLE_EQ(jaro_winkler(to_utf8(a), to_utf8(b)), plain_jaro_winkler(a, b))
                << to_utf8(a) << " / " << to_utf8(b);
        }
}

TEST(JaroWinkler, BoostsOnlyFromSevenTenths) {
    // jaro(abcd, aefg) = 0.5: no boost for the common a.
    EXPECT_DOUBLE_EQ(jaro_winkler("abcd", "aefg"), jaro("abcd", "aefg"));
    EXPECT_GT(jaro_winkler("abcd", "abce"), jaro("abcd", "abce"));
}

TEST(JaroWinkler, IsTheSameBothWaysRound) {
    Random random(9);
    for (int i = 0; i < 300; ++i) {
        auto const a = to_utf8(random_text(random, 150)), b = to_utf8(random_text(random, 150));
        // Greedy matching makes jaro itself differ a little in rare cases; ends are fixed.
        ASSERT_NEAR(jaro_winkler(a, b), jaro_winkler(b, a), 0.05);
        ASSERT_EQ(jaro_winkler(a, a), 1);
    }
}

}  // namespace
}  // namespace jutong::element

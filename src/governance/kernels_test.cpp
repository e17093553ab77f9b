#include "governance/kernels.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include "base/random.h"
#include "base/text.h"
#include "element/text_set.h"
#include "governance/pattern.h"

namespace jutong::governance {
namespace {

constexpr std::size_t sizes[] = {0, 1, 7, 63, 64, 65, 1000, block_rows_max};

TEST(Mask, CountsAndFindsBytes) {
    Random random(1);
    for (auto const rows : sizes) {
        std::vector<std::uint8_t> bytes(rows);
        for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(random.below(4) == 0 ? 255 : random.below(3));
        for (auto const wanted : {0, 1, 128, 255}) {
            auto const mask = mask_of_bytes(bytes.data(), rows, static_cast<std::uint8_t>(wanted));
            for (std::size_t i = 0; i < rows; ++i) ASSERT_EQ(mask.test(i), bytes[i] == wanted);
            EXPECT_EQ(mask.count(), std::ranges::count(bytes, wanted));
        }
        EXPECT_EQ(Mask::all(rows).count(), static_cast<std::int64_t>(rows));
    }
}

TEST(TextSet, HasWhatItWasGivenAndNothingElse) {
    Random random(2);
    for (int round = 0; round < 200; ++round) {
        std::vector<std::string> texts;
        for (auto n = random.below(60); n > 0; --n) {
            std::string text;
            for (auto size = random.below(20); size > 0; --size)
                text += static_cast<char>('a' + random.below(3));
            texts.push_back(text);
        }
        element::TextSet const set(texts);
        for (int i = 0; i < 200; ++i) {
            std::string text;
            for (auto size = random.below(20); size > 0; --size)
                text += static_cast<char>('a' + random.below(3));
            EXPECT_EQ(set.contains(text), std::ranges::find(texts, text) != texts.end());
        }
        for (auto const& text : texts) EXPECT_TRUE(set.contains(text));
    }
}

// An expression of the parts that tables know, and some that they do not.
std::string random_expression(Random& random, int depth) {
    constexpr std::array<std::string_view, 16> atoms = {
        "a", "b",   "济", "[a-c]", "[^a]",     "[一-龥]", ".",   "\\d",
        "1", "\\.", "𠮷", "[b济]", "[\\da-b]", "\\w",     "\\s", "[^\\d济]"};
    constexpr std::array<std::string_view, 7> counts = {"", "", "*", "+", "?", "{2}", "{1,3}"};
    std::string out;
    if (depth == 0 && random.below(2) == 0) out += "^";
    for (auto n = 1 + random.below(3); n > 0; --n) {
        if (depth < 2 && random.below(4) == 0)
            out += "(" + random_expression(random, depth + 1) + ")";
        else
            out += atoms[random.below(atoms.size())];
        out += counts[random.below(counts.size())];
    }
    if (random.below(4) == 0) out += "|" + random_expression(random, depth + 1);
    if (depth == 0 && random.below(2) == 0) out += "$";
    return out;
}

std::string random_text(Random& random) {
    constexpr std::array<std::string_view, 12> pieces = {"a",  "b", "c",  "1",  "2", "济",
                                                         "南", ".", "𠮷", "\n", " ", "é"};
    std::string out;
    for (auto n = random.below(9); n > 0; --n) out += pieces[random.below(pieces.size())];
    return out;
}

TEST(Pattern, AgreesWithRe2) {
    Random random(3);
    int tables = 0;
    for (int round = 0; round < 2'000; ++round) {
        auto const expression = random_expression(random, 0);
        re2::RE2 const re2(expression, re2::RE2::Quiet);
        ASSERT_TRUE(re2.ok()) << expression;
        Pattern const pattern(expression);
        tables += pattern.table() != nullptr;
        for (int i = 0; i < 30; ++i) {
            auto const text = random_text(random);
            ASSERT_EQ(pattern.matches(text), re2::RE2::PartialMatch(text, re2))
                << expression << " on " << text;
        }
    }
    EXPECT_GT(tables, 1'900);  // most are simple enough
}

TEST(Pattern, LeavesTheRestToRe2) {
    for (auto const* const expression : {"(?i)abc", "\\bab", "\\p{Han}+", "[[:alpha:]]", "a{1000}"})
        EXPECT_EQ(Pattern(expression).table(), nullptr) << expression;
    EXPECT_TRUE(Pattern("(?i)abc").matches("xABC"));
    EXPECT_TRUE(Pattern("^\\p{Han}{2,}$").matches("济南"));
    for (auto const* const expression :
         {"^[A-Z]{2}[0-9]{4}$", "^(1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8})$", "^[一-龥·]{2,30}$", "",
          "^$", "^", "$"})
        EXPECT_NE(Pattern(expression).table(), nullptr) << expression;
    EXPECT_TRUE(Pattern("^$").matches(""));
    EXPECT_FALSE(Pattern("^$").matches("a"));
}

// The mask of a kernel is what the rule says of each row by itself.
TEST(Kernels, MeanWhatTheRuleMeans) {
    auto const registry = std::move(*element::Registry::create({}, {}));
    Random random(4);
    catalog::Field number;
    number.element = registry->find("integer");
    catalog::Field text;
    text.element = registry->find("text");
    text.set = {"a", "济南", "abcdefghij"};
    text.pattern = "^[a-z]+$";
    text.length_max = 3;
    for (auto const rows : sizes) {
        std::vector<std::int64_t> numbers(rows);
        std::vector<std::string> kept(rows);
        std::vector<std::string_view> texts(rows);
        Column column;
        for (std::size_t i = 0; i < rows; ++i) {
            numbers[i] = static_cast<std::int64_t>(random.below(20)) - 10;
            kept[i] = random.below(3) == 0 ? text.set[random.below(3)] : random_text(random);
            texts[i] = kept[i];
            if (random.below(5) != 0) column.ok.set(i);
        }
        column.rows = rows;
        column.number = numbers;
        column.text = texts;
        for (auto const& [min, max] :
             {std::pair<std::optional<std::int64_t>, std::optional<std::int64_t>>{-3, 5},
              {-3, {}},
              {{}, 5},
              {std::numeric_limits<std::int64_t>::min(), -1}}) {
            number.min = min;
            number.max = max;
            auto const holds = range_kernel(number)->holds(column);
            for (std::size_t i = 0; i < rows; ++i)
                ASSERT_EQ(holds.test(i),
                          (!min || numbers[i] >= *min) && (!max || numbers[i] <= *max));
        }
        auto const in_set = set_kernel(text)->holds(column);
        auto const matching = pattern_kernel(text)->holds(column);
        auto const short_enough = length_kernel(text)->holds(column);
        for (std::size_t i = 0; i < rows; ++i) {
            if (!column.ok.test(i)) continue;
            ASSERT_EQ(in_set.test(i), std::ranges::find(text.set, kept[i]) != text.set.end());
            ASSERT_EQ(matching.test(i), re2::RE2::PartialMatch(kept[i], text.pattern));
            ASSERT_EQ(short_enough.test(i), length(kept[i]) <= 3);
        }
    }
}

}  // namespace
}  // namespace jutong::governance

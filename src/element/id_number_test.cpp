#include <gtest/gtest.h>

#include "element/number_codes.h"
#include "element/registry_for_tests.h"

namespace jutong::element {
namespace {

Element const& id_number() { return element_named("id_number"); }

TEST(IdNumber, AcceptsThePublishedExamples) {
    for (auto text : {"11010519491231002X", "440524188001010014", "370102199003070016",
                      "370202198512310023", "37068119700101003X", "810000199506150017"})
        EXPECT_EQ(id_number().parse(text).value().text, text);
}

TEST(IdNumber, SaysWhatIsWrong) {
    struct Case {
        std::string_view text, reason;
    };
    for (auto [text, reason] : {
             Case{"", "element.blank"},
             Case{" 　", "element.blank"},
             Case{"1101051949123100", "element.id_number.length"},
             Case{"1101051949123100X2", "element.id_number.digit"},
             Case{"11010519491231002Y", "element.id_number.digit"},
             Case{"990105194912310029", "element.id_number.division"},
             Case{"160105194912310027", "element.id_number.division"},
             Case{"11010519490231002X", "element.id_number.birth_date"},
             Case{"110105184912310020", "element.id_number.birth_date"},
             Case{"110105190002290020", "element.id_number.birth_date"},
             Case{"110105194912310021", "element.id_number.check_digit"},
             Case{"张三", "element.id_number.length"},
         }) {
        auto const result = id_number().parse(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().reason, reason) << text;
        EXPECT_FALSE(id_number().valid(text));
    }
}

TEST(IdNumber, NeverRefusesAnAbolishedCounty) {
    EXPECT_TRUE(id_number().valid(make_id_number("370205", 0, 11)));
    EXPECT_TRUE(id_number().valid(make_id_number("371202", 0, 11)));
}

TEST(IdNumber, MendsAndReportsIt) {
    struct Case {
        std::string_view text, parsed, normalised;
        std::uint8_t repairs;
    };
    constexpr std::string_view x = "11010519491231002X";
    for (auto [text, parsed, normalised, repairs] : {
             Case{"11010519491231002X", x, x, 0},
             Case{"11010519491231002x", x, x, 4},
             Case{" 11010519491231002X\t", x, x, 1},
             Case{"110105 19491231 002X", x, x, 1},
             Case{"１１０１０５１９４９１２３１００２Ｘ", x, x, 2},
             Case{"　１１０１０５１９４９１２３１００２ｘ", x, x, 7},
             Case{"370102900307001", "370102900307001", "370102199003070016", 8},
         }) {
        ValueColumn column;
        id_number().read({&text, 1}, Form::normalised, column);
        EXPECT_EQ(column.text[0], normalised) << text;
        EXPECT_EQ(column.repairs[0], repairs) << text;
        EXPECT_EQ(id_number().parse(text).value().text, parsed) << text;
    }
    EXPECT_EQ(id_number().repairs()[3], "repair.id_number.upgraded");
}

TEST(IdNumber, ReadsThePermitsOfForeigners) {
    // 9, province 37, country 840: the form of 2023.
    auto const since_2023 = make_id_number("937840", *to_days({1985, 6, 15}), 1);
    EXPECT_EQ(id_number().normalise(since_2023).value().text, since_2023);
    EXPECT_EQ(id_number().normalise("USA370085061512").value().text, "USA370085061512");
    EXPECT_FALSE(id_number().valid("USA370085063112"));
    EXPECT_FALSE(id_number().valid("US3370085061512"));
}

TEST(IdNumber, CatchesEveryErrorOfOneDigitAndEveryExchangeOfNeighbours) {
    Random random(1);
    for (int n = 0; n < 200; ++n) {
        auto const right = id_number().generate(random);
        for (std::size_t i = 0; i < right.size(); ++i) {
            for (auto c : std::string_view("0123456789X")) {
                auto wrong = right;
                wrong[i] = c;
                ASSERT_FALSE(wrong != right && id_number().valid(wrong)) << right << " " << wrong;
            }
            auto wrong = right;
            if (i + 1 < right.size()) std::swap(wrong[i], wrong[i + 1]);
            ASSERT_FALSE(wrong != right && id_number().valid(wrong)) << right << " " << wrong;
        }
    }
}

TEST(IdNumber, ReadsWithoutACopyWhatIsClean) {
    std::string_view const text = "11010519491231002X";
    ValueColumn column;
    id_number().read({&text, 1}, Form::normalised, column);
    EXPECT_EQ(column.text[0].data(), text.data());
}

TEST(IdNumber, ComparesBySlipsAndByParts) {
    std::string_view const right = "370102199003070016";
    EXPECT_EQ(id_number().compare(right, "370102900307001"), 1);
    EXPECT_DOUBLE_EQ(id_number().compare(right, "370102199003070018"), 0.9);
    EXPECT_DOUBLE_EQ(id_number().compare(right, "370102199003700016"), 0.9);
    auto const sibling = make_id_number("370102", *to_days({1990, 3, 7}), 3);
    EXPECT_DOUBLE_EQ(id_number().compare(right, sibling), 0.5);
    EXPECT_LT(id_number().compare(right, "440524188001010014"), 0.1);
    EXPECT_EQ(id_number().compare(right, ""), 0);
}

TEST(IdNumber, MasksAllButTheFirstThreeAndTheLastFour) {
    EXPECT_EQ(id_number().mask("370102199003070016"), "370***********0016");
    EXPECT_EQ(id_number().mask("370102900307001"), "370********7001");
    EXPECT_EQ(id_number().mask("not a number"), "***");
    EXPECT_EQ(id_number().mask(""), "");
}

TEST(IdNumber, GeneratesCountiesInForce) {
    if (!has_content()) GTEST_SKIP() << "run scripts/bootstrap for the content of the packs";
    Random random(3);
    auto const& divisions = registry_for_tests().reference().divisions();
    for (int i = 0; i < 200; ++i) {
        auto const* const county = divisions.find(id_number().generate(random).substr(0, 6));
        ASSERT_NE(county, nullptr);
        EXPECT_FALSE(county->abolished);
    }
}

}  // namespace
}  // namespace jutong::element

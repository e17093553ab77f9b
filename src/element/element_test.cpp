// What holds of every element.
#include "element/element.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "element/registry_for_tests.h"

namespace jutong::element {
namespace {

constexpr int generated = 300;

// Spellings that some element reads, and dirt that none should choke on.
constexpr std::string_view nasty[] = {"",
                                      " ",
                                      "　",
                                      "\t\n",
                                      "N/A",
                                      "-",
                                      "null",
                                      "0",
                                      "-0",
                                      "00",
                                      "1e999",
                                      "1E-06万",
                                      "..",
                                      ",,",
                                      "·",
                                      "张三",
                                      "張　三",
                                      "Ａ１",
                                      "𠮷",
                                      "\xFF\xFE",
                                      "张\x80",
                                      "2020-1-5 ",
                                      "13812345678转",
                                      "+86",
                                      "0086",
                                      "(((",
                                      "（）",
                                      "壹",
                                      "万亿亿",
                                      "十",
                                      "〇",
                                      "二〇二〇年",
                                      "99999",
                                      "9999999999999999999",
                                      "370102",
                                      "370102000000",
                                      "山东省",
                                      "市辖区",
                                      "高新区",
                                      "济南",
                                      "济南济南",
                                      "博山",
                                      "山东山东省济南市济南",
                                      "0531",
                                      "1.2.156.3005.2.",
                                      "1.2.156.3005.2......",
                                      "D2143569-",
                                      "C2651",
                                      "C",
                                      "2651",
                                      "制造业",
                                      "是",
                                      "TRUE",
                                      "11010519491231002x",
                                      "370102900307001",
                                      "USA370085061512",
                                      "古丽•买买提",
                                      "O’Neill",
                                      "a b  c",
                                      "１２３４５６７８９０",
                                      "\x01",
                                      "24:00",
                                      "2020-01-01 24:00:00",
                                      "43835.99999999",
                                      "0.00005",
                                      "-5角",
                                      "￥",
                                      "元",
                                      "人民币",
                                      "1,2,3",
                                      "1,",
                                      ",1",
                                      ".5",
                                      "5.",
                                      "+5",
                                      "--5",
                                      "1E",
                                      "1E+",
                                      "1E5",
                                      "e5"};

struct Inputs {
    std::vector<std::string> texts;
    std::vector<std::string_view> views;
};

Inputs inputs_for(Element const& element) {
    Inputs out;
    Random random(11);
    for (int i = 0; i < generated; ++i) out.texts.push_back(element.generate(random));
    for (auto text : nasty) out.texts.emplace_back(text);
    for (auto text : nasty) out.texts.push_back("\xE3\x80\x80" + std::string(text) + " ");
    out.views.assign(out.texts.begin(), out.texts.end());
    return out;
}

class EveryElement : public testing::TestWithParam<std::string> {
protected:
    Element const& element() const { return element_named(GetParam()); }
};

TEST_P(EveryElement, AcceptsWhatItGenerates) {
    Random random(5);
    for (int i = 0; i < generated; ++i) {
        auto const text = element().generate(random);
        auto const parsed = element().parse(text);
        ASSERT_TRUE(parsed) << text << " " << parsed.error().reason;
        EXPECT_EQ(element().to_text(*element().normalise(text)), text);
        ValueColumn column;
        std::string_view const view = text;
        element().read({&view, 1}, Form::normalised, column);
        EXPECT_EQ(column.repairs[0], 0) << text;
    }
}

TEST_P(EveryElement, GivesTheSameValueForTheTextOfAValue) {
    for (auto const& text : inputs_for(element()).texts) {
        auto const normalised = element().normalise(text);
        ASSERT_EQ(element().parse(text).has_value(), normalised.has_value()) << text;
        if (!normalised) continue;
        auto const canonical = element().to_text(*normalised);
        auto const again = element().normalise(canonical);
        ASSERT_TRUE(again) << text << " → " << canonical << " " << again.error().reason;
        EXPECT_EQ(again->text, normalised->text) << text;
        EXPECT_EQ(again->number, normalised->number) << text;
        auto const parsed = *element().parse(text);
        EXPECT_EQ(element().parse(element().to_text(parsed)).value(), parsed) << text;
    }
}

TEST_P(EveryElement, ReadsAColumnAsItReadsEachText) {
    auto const inputs = inputs_for(element());
    ValueColumn column;
    element().read(inputs.views, Form::normalised, column);
    for (std::size_t i = 0; i < inputs.views.size(); ++i) {
        auto const one = element().normalise(inputs.views[i]);
        ASSERT_EQ(one.has_value(), column.state[i] == state_ok) << inputs.views[i];
        if (one) {
            EXPECT_EQ(one->text, column.text[i]) << inputs.views[i];
            EXPECT_EQ(one->number, column.number[i]) << inputs.views[i];
        } else if (column.state[i] == state_null) {
            EXPECT_EQ(one.error().reason, "element.blank");
        } else {
            EXPECT_EQ(one.error().reason, element().failures()[column.state[i] - 1U]);
        }
    }
}

TEST_P(EveryElement, NamesItsFailuresAndRepairsInOneWay) {
    for (auto reason : element().failures())
        EXPECT_TRUE(reason.starts_with("element." + GetParam() + ".")) << reason;
    for (auto reason : element().repairs())
        EXPECT_TRUE(reason.starts_with("repair." + GetParam() + ".")) << reason;
    EXPECT_LE(element().repairs().size(), 8U);
    EXPECT_FALSE(element().failures().empty());
    EXPECT_FALSE(element().title().empty());
}

TEST_P(EveryElement, ReportsSpacesAroundAText) {
    Random random(6);
    auto const text = element().generate(random);
    auto const padded = "  " + text + "\xE3\x80\x80";
    ValueColumn column;
    std::string_view const view = padded;
    element().read({&view, 1}, Form::parsed, column);
    ASSERT_EQ(column.state[0], state_ok) << padded;
    EXPECT_EQ(column.repairs[0], 1) << padded;
    EXPECT_TRUE(element().repairs()[0].ends_with(".spaces"));
}

TEST_P(EveryElement, ComparesWithinBoundsAndThingsWithThemselvesAsOne) {
    auto const inputs = inputs_for(element());
    std::vector<double> likeness(inputs.views.size());
    element().compare(inputs.views, inputs.views, likeness);
    for (std::size_t i = 0; i < inputs.views.size(); ++i)
        EXPECT_EQ(likeness[i], trim(inputs.views[i]).empty() ? 0 : 1) << inputs.views[i];
    auto shifted = inputs.views;
    std::rotate(shifted.begin(), shifted.begin() + 1, shifted.end());
    std::vector<double> other_way(inputs.views.size());
    element().compare(inputs.views, shifted, likeness);
    element().compare(shifted, inputs.views, other_way);
    for (std::size_t i = 0; i < inputs.views.size(); ++i) {
        EXPECT_GE(likeness[i], 0) << inputs.views[i] << " / " << shifted[i];
        EXPECT_LE(likeness[i], 1) << inputs.views[i] << " / " << shifted[i];
        EXPECT_NEAR(likeness[i], other_way[i], 0.05) << inputs.views[i] << " / " << shifted[i];
    }
}

TEST_P(EveryElement, MasksUnreadableTextWholly) {
    auto const inputs = inputs_for(element());
    Arena arena;
    std::vector<std::string_view> masked(inputs.views.size());
    element().mask(inputs.views, masked, arena);
    for (std::size_t i = 0; i < inputs.views.size(); ++i) {
        auto const read = element().parse(inputs.views[i]);
        if (read)
            EXPECT_FALSE(masked[i].empty()) << inputs.views[i];
        else
            EXPECT_EQ(masked[i], read.error().reason == "element.blank" ? "" : "***");
    }
}

std::vector<std::string> names() {
    std::vector<std::string> out;
    for (auto const* element : registry_for_tests().all()) out.emplace_back(element->name());
    return out;
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryElement, testing::ValuesIn(names()),
                         [](auto const& of) { return of.param; });

TEST(Registry, FindsByNameAndRefusesTwoOfOneName) {
    EXPECT_EQ(registry_for_tests().all().size(), 20U);
    EXPECT_EQ(registry_for_tests().find("no_such"), nullptr);
    EXPECT_EQ(element_named("money_cny").kind(), Kind::money);
    auto const twice = Registry::create({}, {{"date", "日期", "", {}}});
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().reason, "element.duplicate");
}

}  // namespace
}  // namespace jutong::element

#include <filesystem>

#include <gtest/gtest.h>

#include "element/reference.h"
#include "governance/check.h"

namespace jutong::governance {
namespace {

class CheckTest : public testing::Test {
protected:
    std::unique_ptr<element::Registry> registry_ = std::move(*element::Registry::create(
        {std::filesystem::path(JUTONG_SOURCE_DIR) / "packs" / "national" / "content"},
        {{"gender", "性别", "", {{"1", "男", {}}, {"2", "女", {}}}}}));
    catalog::Resource resource_;

    catalog::Field& field(std::string name, std::string const& element) {
        auto& field = resource_.fields.emplace_back();
        field.name = std::move(name);
        field.element = registry_->find(element);
        return field;
    }

    // The columns are given as columns; every one as long as the first.
    Checked run(Check const& check, std::vector<std::vector<std::string_view>> columns) {
        Checked out;
        texts_ = std::move(columns);
        EXPECT_TRUE(check.run(texts_, texts_.front().size(), out));
        return out;
    }
    std::vector<std::vector<std::string_view>> texts_;

    static Count count(Check const& check, Checked const& checked, std::string const& rule) {
        auto counts = check.no_counts();
        check.count(checked, counts);
        for (std::size_t i = 0; i < check.rules().size(); ++i)
            if (check.rules()[i].name == rule) return counts.by_rule[i];
        ADD_FAILURE() << rule;
        return {};
    }
    static std::vector<std::string> reasons(Check const& check, Checked const& checked) {
        std::vector<std::string> out;
        for (auto const& issue : checked.issues)
            out.push_back(std::to_string(issue.row) + " " + std::string(check.reason(issue)));
        return out;
    }
};

TEST_F(CheckTest, MeasuresEveryRuleWithAAndB) {
    field("id", "id_number");
    resource_.key = {0};
    auto& name = field("name", "person_name");
    name.required = true;
    auto& amount = field("amount", "integer");
    amount.min = 0;
    amount.max = 100;
    auto& gender = field("gender", "gender");
    gender.set = {"1"};
    auto& code = field("code", "text");
    code.pattern = "^[A-Z]+$";
    code.length_max = 3;
    Check const check(resource_, {"N/A", "无"});
    auto const checked =
        run(check, {{"11010519491231002X", "110105194912310021", "370102199003070016"},
                    {"张三", "", "N/A"},
                    {"5", "101", "x"},
                    {"男", "女", "无"},
                    {"ABC", "abcd", "济南"}});
    EXPECT_EQ(reasons(check, checked),
              (std::vector<std::string>{
                  "1 element.id_number.check_digit", "1 governance.required", "1 governance.range",
                  "1 governance.set", "1 governance.pattern", "1 governance.length",
                  "2 governance.required", "2 element.integer.format", "2 governance.pattern"}));
    EXPECT_EQ(checked.rejected,
              (std::vector<std::uint8_t>{0, 1, 0}));  // only an unusable key rejects by itself
    EXPECT_EQ(count(check, checked, "element.id").a, 2);
    EXPECT_EQ(count(check, checked, "element.id").b, 3);
    EXPECT_EQ(count(check, checked, "required.name").a, 1);
    EXPECT_EQ(count(check, checked, "required.name").b, 3);
    EXPECT_EQ(count(check, checked, "range.amount").a, 1);
    EXPECT_EQ(count(check, checked, "range.amount").b, 2);  // what cannot be read has no range
    EXPECT_EQ(count(check, checked, "set.gender").b, 2);
    EXPECT_EQ(count(check, checked, "length.code").a, 2);  // two characters, whatever their bytes
}

TEST_F(CheckTest, ReportsRepairs) {
    field("id", "id_number");
    resource_.key = {0};
    Check const check(resource_, {});
    auto const checked = run(check, {{"370102900307001", "11010519491231002x"}});
    EXPECT_TRUE(checked.issues.empty());
    ASSERT_EQ(checked.repairs.size(), 2U);
    EXPECT_EQ(check.reason(checked.repairs[0]), "repair.id_number.upgraded");
    EXPECT_EQ(check.reason(checked.repairs[1]), "repair.id_number.upper_case");
    EXPECT_EQ(checked.fields[0].text[0], "370102199003070016");
}

TEST_F(CheckTest, AFieldMayRejectItsRow) {
    field("id", "text");
    resource_.key = {0};
    field("when", "date").on_failure = catalog::OnFailure::reject;
    Check const check(resource_, {});
    EXPECT_EQ(run(check, {{"a", "b"}, {"2020-02-30", "2020-02-29"}}).rejected,
              (std::vector<std::uint8_t>{1, 0}));
}

// A and B of each city add up to those of all, whichever masks they come from.
TEST_F(CheckTest, CountsByCity) {
    field("id", "id_number");
    resource_.key = {0};
    field("name", "text").required = true;
    resource_.division = 0;
    element::Reference const reference(
        {std::filesystem::path(JUTONG_SOURCE_DIR) / "packs" / "national" / "content"});
    Cities const cities(reference.divisions());
    Check const check(resource_, {}, {nullptr, &cities});
    auto const checked =
        run(check, {{"370102199003070817", "11010519491231002X", "", "370102198506124026"},
                    {"张三", "", "", ""}});
    auto counts = check.no_counts();
    check.count(checked, counts);
    auto const of = [&](std::size_t rule, std::string_view code) {
        auto const& count = counts.by_city[rule * cities.size() + cities.of_code(code)];
        return std::pair(count.a, count.b);
    };
    constexpr std::size_t required = 3;
    ASSERT_EQ(check.rules()[required].name, "required.name");
    EXPECT_EQ(of(required, "3701"), std::pair(std::int64_t{1}, std::int64_t{2}));
    EXPECT_EQ(of(required, "1101"), std::pair(std::int64_t{0}, std::int64_t{1}));
    EXPECT_EQ(counts.by_rule[required].b, 4);
    EXPECT_EQ(cities.code(cities.of_address("山东省济南市历下区解放路1号")), "3701");
    EXPECT_EQ(cities.of_address("解放路1号"), no_city);
    EXPECT_EQ(cities.of_code("9999"), no_city);
}

// Rows that a scan gives come to the same counts as the texts they were made of.
TEST_F(CheckTest, JudgesTypedColumnsAlike) {
    field("id", "id_number").required = true;
    resource_.key = {0};
    auto& amount = field("amount", "integer");
    amount.min = 3;
    Check const check(resource_, {});
    auto const checked =
        run(check, {{"11010519491231002X", "", "110105194912310021"}, {"5", "2", ""}});
    lake::Batch batch;
    batch.rows = 3;
    batch.columns.resize(2);
    batch.columns[0].text = {"11010519491231002X", "", "110105194912310021"};
    batch.columns[0].null = {0, 1, 0};
    batch.columns[1].number = {5, 2, 0};
    batch.columns[1].null = {0, 0, 1};
    Checked typed;
    ASSERT_TRUE(check.run(batch, typed));
    EXPECT_EQ(typed.judged, checked.judged);
    EXPECT_EQ(typed.failed, checked.failed);
}

TEST_F(CheckTest, TellsShiftedRowsByTheirNeighbours) {
    field("name", "text");
    field("code", "credit_code");
    field("when", "date");
    field("capital", "money_cny");
    Check const check(resource_, {"N/A"});
    std::vector<std::optional<std::size_t>> const columns = {0, 1, 2, 3};
    std::vector<std::string_view> const straight = {"海尔集团公司", "91370200163562681G",
                                                    "1980-03-24", "N/A"};
    std::vector<std::string_view> const moved = {"海尔集团公司", "又名", "91370200163562681G",
                                                 "1980-03-24"};
    std::vector<std::string_view> const bad = {"海尔集团公司", "91370200163562681X", "1980-13-24",
                                               "N/A"};
    EXPECT_FALSE(check.is_shifted(straight, columns));
    EXPECT_TRUE(check.is_shifted(moved, columns));
    EXPECT_FALSE(check.is_shifted(bad, columns));  // wrong, but in the right places
    std::vector<std::string_view> const torn = {"100万美元", "91370200163562681G", "1980-03-24",
                                                "ALAIN"};
    EXPECT_TRUE(check.is_shifted(torn, columns));  // the capital stands where any text may
}

TEST(Score, IsTheWeightedMeanOfMeasuredDimensions) {
    catalog::Measure weights;
    weights.weights = {{"complete", 30}, {"accurate", 10}};
    std::vector<Measure> const measures = {{"a", "", "", Dimension::complete, 1, 2},
                                           {"b", "", "", Dimension::accurate, 1, 1},
                                           {"c", "", "", Dimension::accurate, 0, 0}};
    EXPECT_DOUBLE_EQ(score(measures, weights), 62.5);
    EXPECT_DOUBLE_EQ(score({}, weights), 100);
}

}  // namespace
}  // namespace jutong::governance

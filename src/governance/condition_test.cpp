#include "governance/condition.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "governance/check.h"

namespace jutong::governance {
namespace {

class ConditionTest : public testing::Test {
protected:
    std::unique_ptr<element::Registry> registry_ = std::move(*element::Registry::create({}, {}));
    std::unique_ptr<lake::Calculator> calculator_ = std::move(*lake::Calculator::open(*registry_));
    catalog::Resource resource_;

    void SetUp() override {
        for (auto const& [name, element] : {std::pair{"a", "integer"},
                                            {"b", "integer"},
                                            {"d", "date"},
                                            {"e", "date"},
                                            {"t", "timestamp"},
                                            {"x", "text"},
                                            {"y", "text"},
                                            {"n", "decimal"},
                                            {"m", "money_cny"},
                                            {"i", "id_number"}}) {
            auto& field = resource_.fields.emplace_back();
            field.name = field.title = name;
            field.element = registry_->find(element);
            ASSERT_NE(field.element, nullptr) << element;
        }
        resource_.key = {0};
    }

    std::string refusal(std::string const& sql) {
        auto const tokens = tokens_of(sql, resource_);
        return tokens ? "" : tokens.error().reason;
    }

    // Random cells for every field, some missing, some that cannot be read.
    std::vector<std::vector<std::string>> random_cells(Random& random, std::size_t rows) {
        auto const number = [&] { return std::to_string(random.below(7)); };
        auto const day = [&] { return "2020-01-0" + std::to_string(1 + random.below(4)); };
        auto const word = [&] {
            constexpr std::array<std::string_view, 5> words = {"甲", "乙", "ab", "abc", "b"};
            return std::string(words[random.below(words.size())]);
        };
        auto const id = [&] {
            return std::string(random.below(2) == 0 ? "11010519491231002X" : "370102199003070817");
        };
        std::vector<std::vector<std::string>> cells(resource_.fields.size());
        for (std::size_t row = 0; row < rows; ++row) {
            std::vector<std::string> const made = {
                number(),
                number(),
                day(),
                random.below(4) == 0 ? "1949-12-31" : day(),
                day() + (random.below(2) == 0 ? " 00:00:00" : " 10:00:00"),
                word(),
                word(),
                number() + ".5",
                number() + "元",
                id()};
            for (std::size_t i = 0; i < made.size(); ++i)
                cells[i].push_back(random.below(5) == 0    ? ""
                                   : random.below(20) == 0 ? "??"
                                                           : made[i]);
        }
        return cells;
    }
};

TEST_F(ConditionTest, RefusesWhatAConditionMayNotBe) {
    for (auto const* const sql :
         {"a < (SELECT 1)", "a IN (SELECT b FROM t2)", "a < b; DROP TABLE t", "a < b -- c",
          "read_text('/etc/passwd') = x", "getenv('HOME') = x", "d <= current_date", "d <= now()",
          "random() < 1", "zz < a", "jt_sink(1, a) = 0", "a < $1", "a < ?", "x = 'abc", "",
          "a /* */ < b", "EXISTS (FROM t)", "query('x') = 1", "jt_feed(1)"})
        EXPECT_EQ(refusal(sql), "governance.condition") << sql;
    for (auto const* const sql :
         {"a < b", "a+1 < b*2", "x LIKE '甲%'", "d <= e OR e IS NULL", "year(d) > 2000",
          "jt_valid_id_number(i)", "CASE WHEN a > 1 THEN b > 2 ELSE true END", "m.amount > 0"})
        EXPECT_EQ(refusal(sql), "") << sql;
}

// Masks of our own say what the engine says, for every row.
TEST_F(ConditionTest, AgreesWithTheEngine) {
    Random random(5);
    for (auto const* const sql : {"a < b",
                                  "a <= b AND NOT (a = 3)",
                                  "d <= e",
                                  "d <= e OR e IS NULL",
                                  "d < t",
                                  "t >= e",
                                  "a IN (1, 2, 5)",
                                  "a NOT IN (1, 2)",
                                  "x = y",
                                  "x <> '甲'",
                                  "x < 'b'",
                                  "x IN ('甲', 'ab')",
                                  "d BETWEEN '2020-01-02' AND DATE '2020-01-03'",
                                  "a NOT BETWEEN 2 AND b",
                                  "d = '2020-01-02'",
                                  "n > 2.5",
                                  "n <= 3",
                                  "m.amount >= 3",
                                  "m.currency = 'CNY'",
                                  "a IS NULL OR (b IS NOT NULL AND x IS NULL)",
                                  "NOT a > 2 AND b > 1 OR x = 'ab'",
                                  "e = jt_id_birth_date(i)",
                                  "jt_id_gender(i) = '1'",
                                  "substr(i, 7, 4) >= '1950'",
                                  "left(x, 1) = 'a'",
                                  "5 > a",
                                  "a = -1",
                                  "b >= a AND b <= 5 AND d IS NOT NULL"}) {
        auto const tokens = tokens_of(sql, resource_);
        ASSERT_TRUE(tokens) << sql << tokens.error().message;
        auto const condition = Condition::compile(*tokens, resource_);
        ASSERT_TRUE(condition) << sql;
        // The same condition twice, the second time made too hard for masks.
        auto resource = resource_;
        for (auto const& [name, text] : {std::pair{"own", std::string(sql)},
                                         {"engine", "coalesce(" + std::string(sql) + ")"}}) {
            auto& rule = resource.rules.emplace_back();
            rule.name = rule.title = name;
            rule.sql = text;
        }
        ASSERT_TRUE(needs_engine(resource));
        Check const check(resource, {}, {calculator_.get(), nullptr});
        Checked checked;
        for (auto const rows : {std::size_t{1}, std::size_t{130}, block_rows_max}) {
            auto const cells = random_cells(random, rows);
            std::vector<std::vector<std::string_view>> texts;
            for (auto const& column : cells) texts.emplace_back(column.begin(), column.end());
            auto const done = check.run(texts, rows, checked);
            ASSERT_TRUE(done) << sql << ": " << done.error().message;
            auto const own = check.rules().size() - 2, engine = own + 1;
            ASSERT_EQ(check.rules()[own].name, "rule.own");
            EXPECT_EQ(checked.judged[own], checked.judged[engine]) << sql;
            EXPECT_EQ(checked.failed[own], checked.failed[engine]) << sql;
        }
    }
}

TEST_F(ConditionTest, WhatTheEngineCannotWorkOutIsUnknown) {
    auto& rule = resource_.rules.emplace_back();
    rule.name = rule.title = "cast";
    rule.sql = "x::INTEGER > 3";
    rule.on_failure = catalog::OnFailure::reject;
    Check const check(resource_, {}, {calculator_.get(), nullptr});
    Checked checked;
    std::vector<std::vector<std::string_view>> texts(resource_.fields.size(),
                                                     std::vector<std::string_view>(3));
    texts[5] = {"5", "甲", "2"};
    ASSERT_TRUE(check.run(texts, 3, checked));
    EXPECT_EQ(checked.judged.back().count(), 2);
    EXPECT_EQ(checked.failed.back().count(), 1);
    EXPECT_TRUE(checked.failed.back().test(2));
    EXPECT_EQ(checked.rejected[2], 1);
    ASSERT_FALSE(checked.issues.empty());
    EXPECT_EQ(check.reason(checked.issues.back()), "governance.rule.cast");
}

TEST_F(ConditionTest, TellsThePackWhatIsWrong) {
    catalog::Catalog catalog;
    for (auto const* const sql : {"a < b", "a < nosuch", "year(x) > 3", "concat(x"}) {
        auto& rule = resource_.rules.emplace_back();
        rule.name = sql;
        rule.sql = sql;
    }
    catalog.resources.push_back(resource_);
    pack::Problems problems;
    ASSERT_TRUE(check_conditions(catalog, *registry_, problems));
    EXPECT_EQ(problems.size(), 3U);
    for (auto const& problem : problems) EXPECT_EQ(problem.reason, "pack.condition");
}

}  // namespace
}  // namespace jutong::governance

#include "linkage/index.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "element/registry_for_tests.h"
#include "linkage/link.h"
#include "linkage/people_for_tests.h"

namespace jutong::linkage {
namespace {

class PeopleInAnIndex : public testing::Test {
protected:
    static constexpr int persons = 1200;

    PeopleInAnIndex() {
        Random random(3);
        for (int i = 0; i < persons; ++i) {
            auto const one = person(random);
            all_.push_back(one);
            if (i % 2 == 0) all_.push_back(damaged(one, random));
        }
    }

    static Records records_of(std::vector<Person> const& people) {
        auto records = no_people();
        records.sources.push_back({"a", 0, static_cast<Row>(people.size())});
        for (auto const& one : people) {
            records.ids.push_back(std::to_string(records.ids.size()));
            for (std::size_t i = 0; i < one.size(); ++i)
                records.columns[i].codes.push_back(records.columns[i].values.add(one[i]));
        }
        return records;
    }

    // Of all; the records are in the order of the links' rows.
    Linked linked(Records& records) {
        auto out = link(records, registry_.reference(), {}, progress_);
        EXPECT_TRUE(out) << out.error().message;
        return std::move(*out);
    }

    Index index_of(Learned learned, std::vector<Person> const& people) {
        auto out = Index::make(std::move(learned), records_of(people), registry_.reference());
        EXPECT_TRUE(out);
        return std::move(*out);
    }

    Learned learned() {
        auto records = records_of(all_);
        return linked(records).learned;
    }

    element::Registry const& registry_ = element::registry_for_tests();
    Progress progress_;
    std::vector<Person> all_;
};

TEST_F(PeopleInAnIndex, AreWeighedAsInWholeTables) {
    auto records = records_of(all_);
    auto const whole = linked(records);
    auto const index = *Index::make(whole.learned, std::move(records), registry_.reference());
    auto scratch = index.scratch();
    std::map<std::pair<Row, Row>, double> weights;
    Found found;
    for (Row row = 0; row < index.rows(); ++row) {
        Views values;
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = index.value(row, i);
        ASSERT_TRUE(index.find(values, {50, -8, row}, scratch, found));
        for (auto const& one : found.candidates) {
            weights[{row, one.row}] = one.weight;
            double sum = found.prior - one.explained;
            for (auto const bits : one.bits) sum += double{bits};
            EXPECT_NEAR(sum, one.weight, 1e-3);
        }
    }
    std::size_t missed = 0;
    for (auto const& link : whole.links) {
        auto const there = weights.find({link.left, link.right});
        auto const back = weights.find({link.right, link.left});
        if (there == weights.end() || back == weights.end()) {
            ++missed;
            continue;
        }
        EXPECT_NEAR(there->second, double{link.weight}, 0.01);
    }
    EXPECT_GT(whole.links.size(), 500U);
    EXPECT_LE(missed, whole.links.size() / 100);
}

TEST_F(PeopleInAnIndex, AreFoundByAnyPart) {
    auto const index = index_of(learned(), all_);
    auto scratch = index.scratch();
    Found found;
    auto const best = [&](Person const& asked) {
        EXPECT_TRUE(index.find(views(asked), {}, scratch, found));
        return found.candidates.empty() ? no_row : found.candidates.front().row;
    };
    auto const& one = all_[302];
    EXPECT_EQ(best({one[0], one[1], "", "", ""}), 302U);
    EXPECT_GT(found.candidates.front().probability, 0.9);
    EXPECT_EQ(best({"", one[1], one[2], "", ""}), 302U);
    auto const day =
        one[1].substr(0, 4) + "年" + one[1].substr(4, 2) + "月" + one[1].substr(6) + "日";
    EXPECT_EQ(best({"", day, one[2], "", ""}), 302U);
    EXPECT_EQ(level_at(found.candidates.front().pattern, 1), 0);
    EXPECT_EQ(best({one[0], "", "", one[3], ""}), 302U);
    EXPECT_EQ(best({"", "", "", "", ""}), no_row);
    EXPECT_EQ(found.nobody, 1);
    EXPECT_EQ(best({"查无此人", "18000101", "99999999999", "", ""}), no_row);
    // All of one sign are too many to say who it is.
    best({"", "", "", "", "男"});
    EXPECT_FALSE(found.all_seen && found.candidates.size() == 10 && found.nobody < 0.1);
}

TEST_F(PeopleInAnIndex, ComeAndGo) {
    auto const half = static_cast<std::ptrdiff_t>(all_.size() / 2);
    auto index = index_of(learned(), {all_.begin(), all_.begin() + half});
    for (auto i = static_cast<std::size_t>(half); i < all_.size(); ++i)
        EXPECT_EQ(*index.add(views(all_[i])), i);
    Random random(7);
    std::vector<Row> gone;
    for (Row row = 0; row < all_.size(); row += 5) {
        all_[row] = person(random);
        ASSERT_TRUE(index.replace(row, views(all_[row])));
        index.remove(row + 1);
        gone.push_back(row + 1);
    }
    for (std::size_t i = 0; i < gone.size() / 2; ++i) {
        auto const one = person(random);
        auto const row = *index.add(views(one));
        EXPECT_TRUE(std::erase(gone, row));
        all_[row] = one;
    }
    for (auto const row : gone) all_[row] = {};
    EXPECT_EQ(index.rows(), all_.size() - gone.size());
    auto const fresh = index_of(index.learned(), all_);
    auto a = index.scratch(), b = fresh.scratch();
    Found found, of_fresh;
    for (Row row = 0; row < all_.size(); ++row) {
        ASSERT_TRUE(index.find(views(all_[row]), {1, -8, row}, a, found));
        ASSERT_TRUE(fresh.find(views(all_[row]), {1, -8, row}, b, of_fresh));
        ASSERT_EQ(found.candidates.size(), of_fresh.candidates.size()) << row;
        if (found.candidates.empty()) continue;
        EXPECT_EQ(found.candidates[0].row, of_fresh.candidates[0].row);
        EXPECT_NEAR(found.candidates[0].weight, of_fresh.candidates[0].weight, 2);
    }
    ASSERT_TRUE(index.find(views(person(random)), {10, -8}, a, found));
    for (auto const& one : found.candidates) EXPECT_EQ(std::ranges::count(gone, one.row), 0);
}

TEST_F(PeopleInAnIndex, AreFoundAmongNone) {
    auto index = index_of(learned(), {});
    auto scratch = index.scratch();
    Found found;
    ASSERT_TRUE(index.find(views(all_[0]), {}, scratch, found));
    EXPECT_TRUE(found.candidates.empty());
    EXPECT_EQ(*index.add(views(all_[0])), 0U);
    ASSERT_TRUE(index.find(views(all_[0]), {}, scratch, found));
    EXPECT_EQ(found.candidates.size(), 1U);
    index.remove(0);
    ASSERT_TRUE(index.find(views(all_[0]), {}, scratch, found));
    EXPECT_TRUE(found.candidates.empty());
}

TEST_F(PeopleInAnIndex, WithTooLongValuesAreRefused) {
    auto index = index_of(learned(), all_);
    auto scratch = index.scratch();
    Found found;
    auto one = all_[0];
    one[3].assign(value_bytes_max + 1, 'a');
    EXPECT_EQ(index.find(views(one), {}, scratch, found).error().reason, "linkage.index.value");
    EXPECT_EQ(index.replace(0, views(one)).error().reason, "linkage.index.value");
    auto records = records_of(all_);
    records.columns.pop_back();
    EXPECT_EQ(
        Index::make(index.learned(), std::move(records), registry_.reference()).error().reason,
        "linkage.index.column");
}

TEST_F(PeopleInAnIndex, LearnedAreKeptInAFile) {
    auto const before = learned();
    auto const text = json::serialize(to_json(before));
    auto const after = read_model(text);
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_EQ(to_json(*after).size(), to_json(before).size());
    for (std::size_t i = 0; i < before.fields.size(); ++i)
        for (std::size_t l = 0; l < before.fields[i].comparison.levels; ++l)
            EXPECT_NEAR(after->classes[0].bits[i][l], before.classes[0].bits[i][l], 1e-9);
    auto const changed = [&](std::string_view from, std::string_view to) {
        auto wrong = text;
        auto const at = wrong.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        wrong.replace(at, from.size(), to);
        auto const read = read_model(wrong);
        return read ? "read" : read.error().reason;
    };
    EXPECT_EQ(read_model("{").error().reason, "linkage.model");
    EXPECT_EQ(read_model("[]").error().reason, "linkage.model");
    EXPECT_EQ(changed("\"version\":1", "\"version\":2"), "linkage.model.version");
    EXPECT_EQ(changed("\"kind\":\"name\"", "\"kind\":\"nome\""), "linkage.model");
    EXPECT_EQ(changed("\"kind\":\"name\"", "\"kind\":\"code\""), "linkage.model");
    EXPECT_EQ(changed("\"column\":\"name\"", "\"column\":\"born\""), "linkage.model");
    EXPECT_EQ(changed("\"u\":", "\"u\":-"), "linkage.model");
    EXPECT_EQ(changed("\"shares\":[]", "\"shares\":[\"name\"]"), "linkage.model");
}

}  // namespace
}  // namespace jutong::linkage

#include <algorithm>

#include <gtest/gtest.h>

#include "element/registry.h"
#include "fusion/digest.h"
#include "fusion/repair.h"
#include "fusion/rows.h"
#include "fusion/survive.h"

namespace jutong::fusion {
namespace {

SubjectRow row(std::uint8_t feed, std::int64_t stamp, std::string_view value,
               std::int64_t number_of_row = 1) {
    SubjectRow made;
    made.number = "370102199003070016";
    made.hash = hash_of(made.number);
    made.feed = feed;
    made.load = 1;
    made.row = number_of_row;
    made.stamp = stamp;
    made.fields.resize(1);
    made.fields[0] = {!value.empty(), 0, value};
    return made;
}

TEST(Rows, ComeBackAsTheyWere) {
    auto made = row(3, 42, "济南市");
    made.tie = Tie::linked;
    made.fields.push_back({});
    made.fields.push_back({true, -7, "CNY"});
    std::string bytes;
    append_row(bytes, made);
    append_row(bytes, row(1, no_stamp, ""));
    SubjectRow read;
    read.fields.resize(3);
    std::size_t at = 0;
    read_row(bytes, at, read);
    EXPECT_EQ(read.number, made.number);
    EXPECT_EQ(read.hash, made.hash);
    EXPECT_EQ(read.tie, Tie::linked);
    EXPECT_EQ(read.stamp, 42);
    EXPECT_EQ(read.fields, made.fields);
    std::size_t skipped = 0;
    EXPECT_EQ(skip_row(bytes, skipped), made.hash);
    EXPECT_EQ(skipped, at);
}

TEST(Digester, TellsWhatDiffers) {
    auto const digest = [](std::vector<FieldValue> const& values) {
        Digester digester;
        for (auto const& value : values) digester.add(value);
        return digester.digest();
    };
    FieldValue const absent, empty = {true, 0, ""}, one = {true, 1, ""}, a = {true, 0, "a"},
                             b = {true, 0, "b"}, ab = {true, 0, "ab"};
    std::vector<std::vector<FieldValue>> const all = {
        {},   {absent},     {empty},      {one},       {a, b},          {b, a},
        {ab}, {ab, absent}, {absent, ab}, {ab, empty}, {{true, 1, "a"}}};
    for (auto const& left : all)
        for (auto const& right : all) EXPECT_EQ(digest(left) == digest(right), &left == &right);
}

TEST(Partitions, GiveBackWhatWasSpilled) {
    Partitions partitions(partition_count * 10);  // ten bytes each, then to disk
    std::string all;
    for (int i = 0; i < 100; ++i) {
        auto const piece = std::to_string(i) + ",";
        all += piece;
        ASSERT_TRUE(partitions.add(7, piece));
    }
    auto back = partitions.take(7).value();
    EXPECT_EQ(back.size(), all.size());
    std::ranges::sort(back);
    std::ranges::sort(all);
    EXPECT_EQ(back, all);
    EXPECT_TRUE(partitions.take(7).value().empty());
    EXPECT_TRUE(partitions.take(8).value().empty());
}

class SurvivorTest : public testing::Test {
protected:
    catalog::LibraryField field_;
    std::vector<SubjectRow> rows_;

    void SetUp() override { field_.order = {0, 1, 2}; }

    std::pair<std::string, Chosen> choose(catalog::Rule rule, std::vector<SubjectRow> rows) {
        rows_ = std::move(rows);
        field_.rule = rule;
        std::vector<SubjectRow const*> pointers;
        for (auto const& made : rows_) pointers.push_back(&made);
        std::ranges::reverse(pointers);  // the order of arrival must not matter
        order_rows(pointers);
        auto const survivor = survivor_of(field_, 0, pointers);
        return {survivor.row == nullptr ? "" : std::string(survivor.row->fields[0].text),
                survivor.chosen};
    }
};

TEST_F(SurvivorTest, AuthorityTakesTheFirstFeedThatHasAValue) {
    EXPECT_EQ(choose(catalog::Rule::authority, {row(0, 1, ""), row(1, 1, "b"), row(2, 9, "c")}),
              (std::pair{std::string("b"), Chosen::authority}));
    field_.order = {2, 1, 0};
    EXPECT_EQ(choose(catalog::Rule::authority, {row(0, 9, "a"), row(2, 1, "c")}).first, "c");
}

TEST_F(SurvivorTest, WithinAFeedTheLatestRowSpeaks) {
    EXPECT_EQ(choose(catalog::Rule::authority, {row(0, 1, "old"), row(0, 5, "new"), row(1, 9, "b")})
                  .first,
              "new");
    EXPECT_EQ(choose(catalog::Rule::authority,
                     {row(0, no_stamp, "first", 1), row(0, no_stamp, "second", 2)})
                  .first,
              "second");
}

TEST_F(SurvivorTest, RecencyTakesTheLatestAndAuthorityBreaksTies) {
    EXPECT_EQ(
        choose(catalog::Rule::recency, {row(0, 3, "a"), row(1, 7, "b"), row(2, no_stamp, "c")}),
        (std::pair{std::string("b"), Chosen::recency}));
    EXPECT_EQ(choose(catalog::Rule::recency, {row(1, 7, "b"), row(0, 7, "a")}).first, "a");
}

TEST_F(SurvivorTest, AgreementTakesWhatMostFeedsSay) {
    EXPECT_EQ(choose(catalog::Rule::agreement, {row(0, 9, "a"), row(1, 1, "b"), row(2, 1, "b")}),
              (std::pair{std::string("b"), Chosen::agreement}));
    EXPECT_EQ(
        choose(catalog::Rule::agreement, {row(0, 1, "a"), row(1, 1, "b"), row(2, 1, "c")}).first,
        "a");
}

TEST_F(SurvivorTest, ALinkedRowSpeaksOnlyWhereNoOtherDoes) {
    auto const linked = [](std::uint8_t feed, std::int64_t stamp, std::string_view value) {
        auto made = row(feed, stamp, value);
        made.tie = Tie::linked;
        return made;
    };
    for (auto const rule :
         {catalog::Rule::authority, catalog::Rule::recency, catalog::Rule::agreement})
        EXPECT_EQ(choose(rule, {linked(0, 9, "b"), linked(1, 9, "b"), row(2, 1, "a")}).first, "a");
    EXPECT_EQ(choose(catalog::Rule::recency, {linked(0, 1, "b"), linked(1, 9, "c")}).first, "c");
    EXPECT_EQ(choose(catalog::Rule::authority, {linked(1, 1, "b")}),
              (std::pair{std::string("b"), Chosen::only}));
}

TEST_F(SurvivorTest, OneVoiceAloneIsNoChoice) {
    EXPECT_EQ(choose(catalog::Rule::recency, {row(1, 7, "b"), row(0, 9, "")}),
              (std::pair{std::string("b"), Chosen::only}));
    EXPECT_EQ(choose(catalog::Rule::authority, {row(0, 1, "")}).first, "");
}

TEST(Origin, FitsInOneNumber) {
    auto const all = packed({Chosen::agreement, Tie::mended, load_max, row_max});
    EXPECT_GT(all, 0);
    EXPECT_EQ(all & row_max, row_max);
    EXPECT_EQ((all >> 30) & load_max, load_max);
    EXPECT_EQ(all >> 60, 7);
    EXPECT_EQ(all & linked_bit, 0);
    auto const linked = packed({Chosen::only, Tie::linked, load_max, row_max});
    EXPECT_EQ(linked, (linked_bit << 1) - 1);
}

TEST(SubjectOf, IdentityNumbersAreTheirOwn) {
    EXPECT_EQ(subject_of("370102199003070016", 5, Numbering::identity), 37010219900307001);
    EXPECT_EQ(subject_of("11010519491231002X", 5, Numbering::identity), 11010519491231002);
    EXPECT_GT(subject_of("91370200163562681G", ~std::uint64_t{0}, Numbering::hashed),
              std::int64_t{1} << 61);
}

class RepairTest : public testing::Test {
protected:
    std::unique_ptr<element::Registry> registry_ = std::move(*element::Registry::create({}, {}));
    catalog::Library library_;
    Plan plan_;

    void SetUp() override {
        library_.number = registry_->find("id_number");
        library_.fields.resize(1);
        library_.fields[0].element = registry_->find("person_name");
        plan_.library = &library_;
        plan_.names = {0};
    }

    static SubjectRow named(std::string_view number, std::string_view name) {
        auto made = row(0, 1, name);
        made.number = number;
        made.hash = hash_of(number);
        return made;
    }
};

TEST_F(RepairTest, CandidatesAreOneSlipAway) {
    auto const candidates = one_slip_away("370102199003070017", *library_.number);  // 6 became 7
    EXPECT_NE(std::ranges::find(candidates, "370102199003070016"), candidates.end());
    for (auto const& candidate : candidates)
        EXPECT_TRUE(library_.number->valid(candidate)) << candidate;
    auto const swapped = one_slip_away("370102199003700016", *library_.number);  // 07 became 70
    EXPECT_NE(std::ranges::find(swapped, "370102199003070016"), swapped.end());
}

TEST_F(RepairTest, MendsWhereOneNumberAloneBearsTheName) {
    NumberRepair repair(plan_);
    repair.add(named("", "张三"), "370102199003070017");
    repair.confirm(named("370102199003070016", "张三"));
    repair.confirm(named("370102199003070016", "张三"));
    auto const mended = repair.mended();
    ASSERT_EQ(mended.size(), 1U);
    EXPECT_EQ(mended[0].number, "370102199003070016");
}

TEST_F(RepairTest, DoesNotMendWithoutEvidenceOrWithTwo) {
    NumberRepair other_name(plan_);
    other_name.add(named("", "张三"), "370102199003070017");
    other_name.confirm(named("370102199003070016", "李四"));
    EXPECT_TRUE(other_name.mended().empty());
    EXPECT_EQ(other_name.broken(), 1);

    NumberRepair nameless(plan_);
    nameless.add(named("", ""), "370102199003070017");
    nameless.confirm(named("370102199003070016", "张三"));
    EXPECT_TRUE(nameless.mended().empty());

    auto const candidates = one_slip_away("370102199003070017", *library_.number);
    ASSERT_GE(candidates.size(), 2U);
    NumberRepair two(plan_);
    two.add(named("", "张三"), "370102199003070017");
    two.confirm(named(candidates[0], "张三"));
    two.confirm(named(candidates[1], "张三"));
    EXPECT_TRUE(two.mended().empty());
}

}  // namespace
}  // namespace jutong::fusion

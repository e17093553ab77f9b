#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "element/registry_for_tests.h"
#include "linkage/link.h"
#include "linkage/people_for_tests.h"

namespace jutong::linkage {
namespace {

// People written down twice, the second time with slips.
class People : public testing::Test {
protected:
    static constexpr int people = 1500;

    void add(Records& records, Person const& person, std::string id) {
        for (std::size_t i = 0; i < person.size(); ++i)
            records.columns[i].codes.push_back(records.columns[i].values.add(plain(person[i])));
        records.ids.push_back(std::move(id));
        ++records.sources.back().rows;
    }

    void begin_source(Records& records, std::string name) {
        auto const first = records.rows();
        records.sources.push_back({std::move(name), first, 0});
    }

    struct Shared {
        Person village, agent, household;
    };

    // Half of the people live in villages of 30 with one address; some of several villages have one
    // agent's telephone. Of the others three have both in common.
    static void share(Person& one, int i, Shared& shared) {
        auto const place = i % 60;
        if (place == 0) shared.village = one;
        if (i % 300 == 0) shared.agent = one;
        if (place < 30) one[3] = shared.village[3];
        if (place < 3) one[2] = shared.agent[2];
        if (place < 30) return;
        if (place % 3 == 0) shared.household = one;
        one[2] = shared.household[2];
        one[3] = shared.household[3];
    }

    // Ids: a number for the person, and a or b. Rows in an order of `seed`.
    Records twice(std::uint64_t seed, bool sharing = false) {
        std::vector<std::pair<Person, std::string>> rows;
        Shared shared;
        for (int i = 0; i < people; ++i) {
            Random random(1, static_cast<std::uint64_t>(i));
            auto one = person(random);
            if (sharing) share(one, i, shared);
            rows.emplace_back(one, fmt::format("{}a", i));
            auto again = damaged(one, random);
            // People move and take another telephone.
            if (sharing && random.chance(0.4)) again[3] = element::street_address(random);
            if (sharing && random.chance(0.3)) again[2] = element::mobile_number(random);
            rows.emplace_back(std::move(again), fmt::format("{}b", i));
        }
        Random order(seed);
        for (auto i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[order.below(i)]);
        auto records = no_people();
        begin_source(records, "all");
        for (auto const& [one, id] : rows) add(records, one, id);
        return records;
    }

    Linked link_all(Records& records, Options const& options) {
        auto linked = link(records, registry_.reference(), options, progress_);
        EXPECT_TRUE(linked) << linked.error().message;
        return std::move(*linked);
    }

    static std::set<std::pair<std::string, std::string>> pairs_of(Records const& records,
                                                                  Linked const& linked) {
        std::map<Row, std::vector<std::string>> clusters;
        for (Row row = 0; row < records.rows(); ++row)
            clusters[linked.clusters[row]].push_back(records.ids[row]);
        std::set<std::pair<std::string, std::string>> pairs;
        for (auto& [name, ids] : clusters) {
            std::ranges::sort(ids);
            for (std::size_t i = 0; i < ids.size(); ++i)
                for (std::size_t k = i + 1; k < ids.size(); ++k) pairs.emplace(ids[i], ids[k]);
        }
        return pairs;
    }

    static bool is_right(std::pair<std::string, std::string> const& pair) {
        auto const& [a, b] = pair;
        return a.substr(0, a.size() - 1) == b.substr(0, b.size() - 1);
    }

    element::Registry const& registry_ = element::registry_for_tests();
    Progress progress_;
};

TEST_F(People, AreFoundWithNothingKnownBeforehand) {
    auto records = twice(1);
    auto const linked = link_all(records, {});
    auto const pairs = pairs_of(records, linked);
    auto const right = std::ranges::count_if(pairs, is_right);
    EXPECT_GT(right, people * 0.99);
    EXPECT_GT(static_cast<double>(right), 0.995 * static_cast<double>(pairs.size()));
    EXPECT_NEAR(linked.estimate.matches, people, people * 0.02);
    for (auto const& link : linked.links)
        EXPECT_EQ(linked.clusters[link.left], linked.clusters[link.right]);
}

TEST_F(People, WhoShareATelephoneAndAnAddressStayApart) {
    auto records = twice(1, true);
    auto const linked = link_all(records, {});
    auto const pairs = pairs_of(records, linked);
    auto const right = std::ranges::count_if(pairs, is_right);
    EXPECT_GT(right, people * 0.98);
    EXPECT_GT(static_cast<double>(right), 0.99 * static_cast<double>(pairs.size()));
    auto const both = std::ranges::find(linked.classes, std::vector<std::size_t>{2, 3},
                                        [](PairClass const& one) { return one.anchors; });
    ASSERT_NE(both, linked.classes.end());
}

TEST_F(People, AreTheSameInAnyOrderOfRowsAndWithAnyThreads) {
    auto one = twice(1), two = twice(2);
    auto const first = link_all(one, {Scope::all, false, 1});
    auto const second = link_all(two, {Scope::all, false, 3});
    EXPECT_EQ(pairs_of(one, first), pairs_of(two, second));
    EXPECT_EQ(first.classes.front().prior, second.classes.front().prior);
}

TEST_F(People, WhoAreWrittenDownAThousandTimesAreOneEach) {
    auto records = no_people();
    begin_source(records, "visits");
    constexpr int each = 1000;
    for (int i = 0; i < 100; ++i) {
        Random random(1, static_cast<std::uint64_t>(i));
        auto const one = person(random);
        for (int k = 0; k < each; ++k) add(records, one, fmt::format("{}a{}", i, k));
        add(records, damaged(one, random), fmt::format("{}b", i));
    }
    auto const linked = link_all(records, {});
    EXPECT_GE(linked.repeats, 100U * (each - 1));  // some are not damaged the second time
    ASSERT_EQ(records.rows(), 100U * (each + 1));
    std::map<Row, std::pair<std::size_t, std::set<std::string>>> clusters;
    for (Row row = 0; row < records.rows(); ++row) {
        auto& [rows, persons] = clusters[linked.clusters[row]];
        ++rows;
        persons.insert(records.ids[row].substr(0, records.ids[row].find_first_of("ab")));
    }
    for (auto const& [cluster, of] : clusters) EXPECT_EQ(of.second.size(), 1U);
    EXPECT_GE(
        std::ranges::count(clusters, each + 1U, [](auto const& one) { return one.second.first; }),
        95);
    for (auto const& link : linked.links)
        EXPECT_EQ(linked.clusters[link.left], linked.clusters[link.right]);
}

TEST_F(People, AreLinkedOneToOne) {
    auto records = no_people();
    for (auto const* const source : {"a", "b"}) {
        begin_source(records, source);
        for (int i = 0; i < people; ++i) {
            Random random(1, static_cast<std::uint64_t>(i));
            auto const one = person(random);
            add(records, source[0] == 'a' ? one : damaged(one, random),
                fmt::format("{}{}", i, source));
        }
    }
    auto const linked = link_all(records, {Scope::across, true, 2});
    std::map<Row, std::vector<std::size_t>> clusters;
    for (Row row = 0; row < records.rows(); ++row)
        clusters[linked.clusters[row]].push_back(records.source_of(row));
    for (auto const& [name, sources] : clusters) {
        EXPECT_LE(sources.size(), 2U);
        EXPECT_TRUE(sources.size() < 2 || sources[0] != sources[1]);
    }
    auto const pairs = pairs_of(records, linked);
    EXPECT_GT(std::ranges::count_if(pairs, is_right), people * 0.99);
}

TEST_F(People, WhoAreAllAlikeAreRefused) {
    auto records = no_people();
    begin_source(records, "all");
    Random random(1);
    auto const one = person(random);
    for (int i = 0; i < 100; ++i) add(records, one, std::to_string(i));
    auto const linked = link(records, registry_.reference(), {}, progress_);
    ASSERT_FALSE(linked);
    EXPECT_EQ(linked.error().reason, "linkage.columns");
}

TEST_F(People, CanBeStopped) {
    auto records = twice(1);
    progress_.cancel();
    auto const linked = link(records, registry_.reference(), {}, progress_);
    ASSERT_FALSE(linked);
    EXPECT_EQ(linked.error().reason, "run.cancelled");
}

// Each pair that shares a key is found once, from its lower row.
TEST_F(People, AreEachOthersCandidatesOnce) {
    auto records = no_people();
    begin_source(records, "all");
    for (int i = 0; i < 9000; ++i) {
        Random random(1, static_cast<std::uint64_t>(i / 2));
        add(records, damaged(person(random), random), std::to_string(i));
    }
    std::vector<Field> fields;
    for (auto const& column : records.columns)
        fields.emplace_back(column, records.rows(), registry_.reference());
    auto const candidates = Candidates::make(records, fields, Scope::all);
    EXPECT_FALSE(candidates.report().all_pairs);
    Candidates::Seen seen(records.rows());
    std::vector<Row> others;
    std::uint64_t pairs = 0;
    int twins = 0;
    for (Row row = 0; row < records.rows(); ++row) {
        candidates.after(row, seen, others);
        pairs += others.size();
        EXPECT_TRUE(std::ranges::is_sorted(others));
        EXPECT_EQ(std::ranges::adjacent_find(others), others.end());
        EXPECT_TRUE(others.empty() || others.front() > row);
        twins += row % 2 == 0 && std::ranges::binary_search(others, row + 1);
    }
    EXPECT_GT(twins, 4450);
    EXPECT_LE(pairs, candidates.report().pairs_max);
}

Records rows_of(std::vector<Row> const& sources) {
    Records records;
    for (auto const rows : sources) {
        auto const first = records.rows();
        records.sources.push_back({std::to_string(first), first, rows});
        records.ids.resize(first + rows);
    }
    return records;
}

TEST(Cluster, CutsTheWeakBridgeBetweenTwoStrongGroups) {
    auto const records = rows_of({6});
    std::vector<Link> links;
    for (Row a = 0; a < 6; ++a)
        for (Row b = a + 1; b < 6; ++b)
            if ((a < 3) == (b < 3)) links.push_back({a, b, 12});
    links.push_back({2, 3, 5});
    ClusterReport report;
    auto const clusters = cluster(records, links, {}, report);
    EXPECT_EQ(clusters, (std::vector<Row>{0, 0, 0, 3, 3, 3}));
    EXPECT_EQ(report.bridges_cut, 1U);
}

TEST(Cluster, AttachesARowLeftAloneByTheSumOfItsOdds) {
    auto const records = rows_of({5});
    // Rows 0 and 1 are one, 2 and 3 another; 4 is a little like one of the first and both of the
    // second.
    std::vector<Link> const links = {
        {0, 1, 9}, {2, 3, 9}, {0, 4, 1.5F}, {2, 4, 1.4F}, {3, 4, 1.4F}};
    ClusterReport report;
    auto const clusters = cluster(records, links, {}, report);
    EXPECT_EQ(clusters[4], clusters[2]);
    EXPECT_EQ(report.attached, 1U);
}

TEST(Cluster, DependsOnNoOrderOfLinks) {
    auto const records = rows_of({200});
    Random random(5);
    std::vector<Link> links;
    for (int i = 0; i < 600; ++i) {
        auto const a = static_cast<Row>(random.below(200)), b = static_cast<Row>(random.below(200));
        if (a != b)
            links.push_back(
                {std::min(a, b), std::max(a, b), static_cast<float>(random.unit() * 16 - 6)});
    }
    ClusterReport report;
    auto const first = cluster(records, links, {}, report);
    std::ranges::reverse(links);
    EXPECT_EQ(cluster(records, links, {}, report), first);
}

TEST(Cluster, KeepsClustersSmall) {
    auto const records = rows_of({50});
    std::vector<Link> links;
    for (Row a = 0; a < 50; ++a)
        for (Row b = a + 1; b < 50; ++b) links.push_back({a, b, 12});
    ClusterReport report;
    auto const clusters = cluster(records, links, {false, {10}}, report);
    std::map<Row, int> sizes;
    for (auto const cluster : clusters) ++sizes[cluster];
    for (auto const& [name, size] : sizes) EXPECT_LE(size, 10);
    EXPECT_GT(report.sizes_kept, 0U);
}

TEST(Cluster, NeverHasTwoDifferentNumbers) {
    auto records = rows_of({4});
    // Rows 0 and 1 have different valid numbers; 2 has none and is like both; 3 has a damaged one.
    records.columns.push_back({"number", {}, {1, 2, no_value, 3}});
    std::vector<Guard> const guards = {{0, {no_value, 1, 2, no_value}}};
    std::vector<Link> const links = {{0, 1, 20}, {0, 2, 9}, {1, 2, 8}, {1, 3, 1}};
    ClusterReport report;
    auto const clusters = cluster(records, links, {false, {10, 3, 0.5}, guards}, report);
    EXPECT_EQ(clusters, (std::vector<Row>{0, 1, 0, 1}));
    EXPECT_EQ(report.numbers_kept_apart, 2U);
    ASSERT_EQ(report.refusals.size(), 2U);
    EXPECT_EQ(report.refusals[0].refused, Refused::number);
    EXPECT_EQ(report.refusals[1].link.weight, 8);
    EXPECT_EQ(cluster(records, links, {}, report)[1], 0U);
    EXPECT_EQ(cluster(records, links, {true, {10, 3, 0.5}, guards}, report)[1], 1U);
}

TEST_F(People, WhoseNumberIsOfTheRowAreNotComparedByIt) {
    auto records = twice(1);
    auto& column = records.columns.emplace_back("row", Values(), std::vector<Term>());
    for (Row row = 0; row < records.rows(); ++row)
        column.codes.push_back(column.values.add(std::to_string(row + 1)));
    auto const linked = link_all(records, {});
    EXPECT_EQ(linked.columns.back().use, Use::sequence);
    EXPECT_EQ(linked.fields.size(), 5U);
}

TEST_F(People, AreComparedAsIsSaid) {
    auto records = twice(1);
    Options options;
    options.columns = {{"phone", Kind::name}, {"address", Kind::text, Keys::none}};
    auto const linked = link_all(records, options);
    EXPECT_EQ(linked.fields[2].kind(), Kind::name);
    std::vector<std::uint64_t> keys;
    linked.fields[3].keys(1, true, keys);
    EXPECT_TRUE(keys.empty());
}

TEST(Cluster, OneToOneTakesTheBestPartner) {
    auto const records = rows_of({2, 2});
    std::vector<Link> const links = {{0, 2, 4}, {0, 3, 9}, {1, 3, 6}, {1, 2, -7}};
    ClusterReport report;
    auto const clusters = cluster(records, links, {true}, report);
    EXPECT_EQ(clusters[0], clusters[3]);
    EXPECT_NE(clusters[1], clusters[2]);
}

}  // namespace
}  // namespace jutong::linkage

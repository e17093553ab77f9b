#include "linkage/regroup.h"

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

// Rows of people in an index, and the clusters that they are in.
class Regrouping : public testing::Test {
protected:
    static constexpr int persons = 800;

    Regrouping() {
        Random random(5);
        for (int i = 0; i < persons; ++i) {
            auto const one = person(random);
            add(one, i);
            if (i % 2 == 0) add(damaged(one, random), i);
            if (i % 4 == 0) add(damaged(one, random), i);
        }
    }

    void add(Person const& one, int subject) {
        all_.push_back(one);
        subjects_.push_back(subject);
    }

    Records records(std::size_t first, std::size_t end) const {
        auto out = no_people();
        for (auto row = first; row < end; ++row) {
            out.ids.push_back(std::to_string(row));
            for (std::size_t i = 0; i < all_[row].size(); ++i)
                out.columns[i].codes.push_back(out.columns[i].values.add(plain(all_[row][i])));
        }
        out.sources.push_back({"a", 0, out.rows()});
        return out;
    }

    Linked whole() {
        auto table = records(0, all_.size());
        auto out = link(table, registry_.reference(), {}, progress_);
        EXPECT_TRUE(out);
        return std::move(*out);
    }

    Index index(Learned learned) {
        return *Index::make(std::move(learned), records(0, all_.size()), registry_.reference());
    }

    // By row of `all_`, from rows of links.
    static std::vector<std::int64_t> by_place(Linked const& linked) {
        std::vector<std::int64_t> out(linked.places.size());
        for (std::size_t row = 0; row < out.size(); ++row)
            out[linked.places[row]] = linked.clusters[row];
        return out;
    }

    Regrouped regroup(Index const& index, std::vector<Row> const& changed,
                      std::vector<std::int64_t>& clusters, int threads = 2) {
        before_.clusters = clusters;
        auto out = linkage::regroup(index, changed, before_, threads, progress_);
        EXPECT_TRUE(out) << out.error().message;
        for (std::size_t i = 0; i < out->rows.size(); ++i)
            clusters[out->rows[i]] = clusters_max + out->groups[i];
        return std::move(*out);
    }

    static double pairs(std::map<std::pair<std::int64_t, std::int64_t>, double> const& sizes) {
        double out = 0;
        for (auto const& [key, n] : sizes) out += n * (n - 1) / 2;
        return out;
    }

    double f1(std::vector<std::int64_t> const& clusters) const {
        std::map<std::pair<std::int64_t, std::int64_t>, double> found, truth, both;
        for (std::size_t row = 0; row < clusters.size(); ++row) {
            ++found[{clusters[row], 0}];
            ++truth[{subjects_[row], 0}];
            ++both[{clusters[row], subjects_[row]}];
        }
        return 2 * pairs(both) / (pairs(found) + pairs(truth));
    }

    static constexpr std::int64_t clusters_max = 1'000'000;
    element::Registry const& registry_ = element::registry_for_tests();
    Progress progress_;
    std::vector<Person> all_;
    std::vector<int> subjects_;
    Grouped before_;
};

TEST_F(Regrouping, PutsNewRowsWhereAWholeRunPutsThem) {
    auto const linked = whole();
    auto const wanted = by_place(linked);
    auto clusters = wanted;
    std::vector<Row> changed;
    for (Row row = 0; row < all_.size(); row += 7) changed.push_back(row);
    for (auto const row : changed) clusters[row] = -1;
    auto const before = clusters;
    auto const all = index(linked.learned);
    auto const out = regroup(all, changed, clusters);
    EXPECT_LT(out.rows.size(), all_.size() / 2);  // others were not even looked at
    EXPECT_GT(f1(wanted), 0.95);
    EXPECT_NEAR(f1(clusters), f1(wanted), 0.005);
    for (Row a = 0; a < all_.size(); ++a)  // rows that were together are
        for (auto b = a + 1; b < std::min<Row>(a + 3, static_cast<Row>(all_.size())); ++b)
            if (before[a] >= 0 && before[a] == before[b]) {
                EXPECT_EQ(clusters[a], clusters[b]);
            }
    auto again = before;
    EXPECT_EQ(regroup(all, changed, again, 1).groups, out.groups);
    EXPECT_EQ(again, clusters);
}

TEST_F(Regrouping, MakesClustersFromNothing) {
    auto const linked = whole();
    std::vector<Row> changed;
    for (Row row = 0; row < all_.size(); ++row) changed.push_back(row);
    std::vector<std::int64_t> clusters(all_.size(), -1);
    regroup(index(linked.learned), changed, clusters);
    EXPECT_NEAR(f1(clusters), f1(by_place(linked)), 0.005);
}

// A row that says what two others say, which have nothing to do with each other, joins them; when
// it goes, they part.
TEST_F(Regrouping, JoinsByABridgeAndSplitsWithoutIt) {
    auto const linked = whole();
    Random random(11);
    auto const one = person(random);
    auto left = one, right = one;
    left[2] = left[3] = right[1] = "";
    right[0] = "";
    auto all = index(linked.learned);
    auto clusters = by_place(linked);
    std::vector<Row> rows;
    for (auto const& each : {left, right}) rows.push_back(*all.add(views(each)));
    clusters.resize(clusters.size() + 2, -1);
    regroup(all, rows, clusters);
    EXPECT_NE(clusters[rows[0]], clusters[rows[1]]);
    auto const bridge = *all.add(views(one));
    clusters.push_back(-1);
    auto const joined = regroup(all, {bridge}, clusters);
    EXPECT_EQ(clusters[bridge], clusters[rows[0]]);
    EXPECT_EQ(clusters[bridge], clusters[rows[1]]);
    all.remove(bridge);
    clusters[bridge] = -1;
    regroup(all, rows, clusters);
    EXPECT_NE(clusters[rows[0]], clusters[rows[1]]);
}

TEST_F(Regrouping, KeepsTwoNumbersApart) {
    auto const linked = whole();
    auto all = index(linked.learned);
    auto clusters = by_place(linked);
    Random random(13);
    auto const one = person(random);
    std::vector<Row> rows = {*all.add(views(one)), *all.add(views(one)), *all.add(views(one))};
    clusters.resize(clusters.size() + 3, -1);
    std::vector<KnownColumn> const guards = {
        {"number", {}, Keys::all, registry_.find("id_number")}};
    before_.guards = guards;
    std::map<Row, std::string> numbers = {{rows[0], "11010519491231002x"},
                                          {rows[1], "440524188001010014"}};
    before_.number = [&](Row row, std::size_t) -> std::string_view { return numbers[row]; };
    auto const out = regroup(all, rows, clusters, 1);
    EXPECT_NE(clusters[rows[0]], clusters[rows[1]]);
    EXPECT_TRUE(clusters[rows[2]] == clusters[rows[0]] || clusters[rows[2]] == clusters[rows[1]]);
    ASSERT_FALSE(out.refusals.empty());
    EXPECT_EQ(out.refusals[0].refused, Refused::number);
    // Also where the cluster was there before.
    auto const fourth = *all.add(views(one));
    clusters.push_back(-1);
    numbers[fourth] = "440524188001010014";
    regroup(all, {fourth}, clusters, 1);
    EXPECT_NE(clusters[fourth], clusters[rows[0]]);
}

TEST_F(Regrouping, KeepsClustersSmall) {
    auto const linked = whole();
    auto all = index(linked.learned);
    auto clusters = by_place(linked);
    before_.limits.rows_max = 3;
    Random random(17);
    auto const one = person(random);
    std::map<std::int64_t, int> sizes;
    for (int i = 0; i < 5; ++i) {
        auto const row = *all.add(views(one));
        clusters.push_back(-1);
        regroup(all, {row}, clusters);
    }
    for (auto row = all_.size(); row < clusters.size(); ++row) ++sizes[clusters[row]];
    for (auto const& [id, n] : sizes) EXPECT_LE(n, 3);
    EXPECT_EQ(sizes.size(), 2U);
}

TEST_F(Regrouping, FindsNoPairsWithinASourceWhereTablesAreLinked) {
    auto const linked = whole();
    auto all = index(linked.learned);
    auto clusters = by_place(linked);
    Random random(19);
    auto const one = person(random);
    std::vector<Row> rows = {*all.add(views(one)), *all.add(views(one))};
    clusters.resize(clusters.size() + 2, -1);
    std::vector<std::uint32_t> sources(clusters.size(), 0);
    sources[rows[0]] = sources[rows[1]] = 1;
    before_.sources = sources;
    regroup(all, rows, clusters);
    EXPECT_NE(clusters[rows[0]], clusters[rows[1]]);
    sources[rows[1]] = 2;
    regroup(all, rows, clusters);
    EXPECT_EQ(clusters[rows[0]], clusters[rows[1]]);
}

}  // namespace
}  // namespace jutong::linkage

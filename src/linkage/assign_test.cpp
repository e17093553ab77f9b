#include "linkage/assign.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "base/random.h"

namespace jutong::linkage {
namespace {

double sum_of(std::vector<Link> const& links, std::vector<std::size_t> const& taken) {
    double out = 0;
    std::set<Row> lefts, rights;
    for (auto const place : taken) {
        EXPECT_TRUE(lefts.insert(links[place].left).second);
        EXPECT_TRUE(rights.insert(links[place].right).second);
        out += double{links[place].weight};
    }
    return out;
}

// By trying all.
double best_sum(std::vector<Link> const& links, std::size_t at, std::set<Row>& used) {
    if (at == links.size()) return 0;
    auto best = best_sum(links, at + 1, used);
    auto const& [left, right, weight] = links[at];
    if (used.contains(left) || used.contains(right)) return best;
    used.insert({left, right});
    best = std::max(best, double{weight} + best_sum(links, at + 1, used));
    used.erase(left);
    used.erase(right);
    return best;
}

TEST(Assign, LeavesTheBestPartnerToWhoHasNoSecond) {
    std::vector<Link> const links = {{0, 10, 9}, {0, 11, 8.5F}, {1, 10, 8}};
    EXPECT_EQ(assign(links), (std::vector<std::size_t>{1, 2}));
    // Not where that is worth less.
    std::vector<Link> const poor = {{0, 10, 9}, {0, 11, 1}, {1, 10, 2}};
    EXPECT_EQ(assign(poor), (std::vector<std::size_t>{0}));
    EXPECT_TRUE(assign({}).empty());
}

TEST(Assign, HasTheGreatestSumThereIs) {
    Random random(1);
    for (int round = 0; round < 400; ++round) {
        std::vector<Link> links;
        std::set<std::pair<Row, Row>> seen;
        auto const rows = 2 + random.below(5);
        for (std::uint64_t i = 0; i < 3 + random.below(10); ++i) {
            auto const left = static_cast<Row>(random.below(rows));
            auto const right = static_cast<Row>(100 + random.below(rows));
            if (seen.emplace(left, right).second)
                links.push_back({left, right, static_cast<float>(1 + random.below(40)) / 4});
        }
        std::set<Row> used;
        EXPECT_DOUBLE_EQ(sum_of(links, assign(links)), best_sum(links, 0, used));
    }
}

// Posteriors differ by many orders.
TEST(Assign, TakesNoRowTwice) {
    Random random(2);
    for (int round = 0; round < 50; ++round) {
        std::vector<Link> links;
        std::set<std::pair<Row, Row>> seen;
        for (int i = 0; i < 300; ++i) {
            auto const left = static_cast<Row>(random.below(60));
            auto const right = static_cast<Row>(100 + random.below(60));
            if (seen.emplace(left, right).second)
                links.push_back({left, right, static_cast<float>(std::exp2(-30 * random.unit()))});
        }
        EXPECT_GT(sum_of(links, assign(links)), 0);
    }
}

TEST(Assign, TakesTheHeaviestWhereAllHangTogether) {
    std::vector<Link> links;
    for (Row left = 0; left < 60; ++left)
        for (Row right = 0; right < 60; ++right)
            links.push_back({left, 100 + right, left == right ? 9.0F : 1.0F});
    EXPECT_EQ(sum_of(links, assign(links)), 60 * 9);
}

}  // namespace
}  // namespace jutong::linkage

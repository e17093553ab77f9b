#include "linkage/forest.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/random.h"

namespace jutong::linkage {
namespace {

// Lowers each row to its links' lowest until nothing changes.
std::vector<Row> plain_lowest(Row rows, std::vector<std::pair<Row, Row>> const& links) {
    std::vector<Row> out(rows);
    for (Row row = 0; row < rows; ++row) out[row] = row;
    for (auto is_done = false; !is_done;) {
        is_done = true;
        for (auto const& [a, b] : links) {
            if (out[a] == out[b]) continue;
            out[a] = out[b] = std::min(out[a], out[b]);
            is_done = false;
        }
    }
    return out;
}

TEST(Forest, UnitesAsRowsHangTogetherFromNoLinkToOneSet) {
    Random random(3);
    for (std::size_t count : {0U, 1U, 63U, 64U, 65U, 200U, 500U, 2000U}) {
        constexpr Row rows = 500;
        std::vector<std::pair<Row, Row>> links(count);
        for (auto& [a, b] : links)
            a = static_cast<Row>(random.below(rows)), b = static_cast<Row>(random.below(rows));
        Forest forest(rows);
        forest.unite(links, [](auto const& link) { return link; });
        auto const expected = plain_lowest(rows, links);
        for (Row row = 0; row < rows; ++row) ASSERT_EQ(forest.find(row), expected[row]) << count;
        EXPECT_EQ(std::move(forest).lowest(), expected) << count;
    }
}

}  // namespace
}  // namespace jutong::linkage

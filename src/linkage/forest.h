// Which rows hang together: disjoint sets, each called by its lowest row.
#pragma once

#include <utility>
#include <vector>

#include "linkage/records.h"

namespace jutong::linkage {

// For one thread at a time. 4 bytes a row.
class Forest {
public:
    explicit Forest(Row rows);

    Row find(Row row) {
        while (parents_[row] != row) row = parents_[row] = parents_[parents_[row]];
        return row;
    }

    // Of two rows as find() gives them. Gives the lower one, which stays.
    Row join(Row a, Row b) {
        if (a > b) std::swap(a, b);
        return parents_[b] = a;
    }

    // The two rows of each link are in one set. `rows_of` gives them as a pair.
    template <typename Links, typename RowsOf>
    void unite(Links const& links, RowsOf const& rows_of) {
        // Parents are asked for in no order: those of later links are fetched, and later their own.
        constexpr std::size_t ahead = 32;
        for (std::size_t i = 0; i < links.size(); ++i) {
            if (i + 2 * ahead < links.size()) {
                fetch(rows_of(links[i + 2 * ahead]));
                auto const [a, b] = rows_of(links[i + ahead]);
                fetch({parents_[a], parents_[b]});
            }
            auto const [left, right] = rows_of(links[i]);
            join(find(left), find(right));
        }
    }

    // The lowest row of each row's set, all at once.
    std::vector<Row> lowest() && {
        for (auto& parent : parents_) parent = parents_[parent];  // lower ones are done already
        return std::move(parents_);
    }

private:
    void fetch(std::pair<Row, Row> rows) const {
        __builtin_prefetch(&parents_[rows.first]);
        __builtin_prefetch(&parents_[rows.second]);
    }

    std::vector<Row> parents_;  // never above the row
};

}  // namespace jutong::linkage

// From weighed pairs to subjects: a strong core first, then each row that is left alone to where
// the sum of the odds is best, seen against its other candidates.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/records.h"

namespace jutong::linkage {

struct Link {
    Row left;
    Row right;
    float weight;  // log2 odds
};

struct ClusterOptions {
    bool one_to_one = false;      // a row has at most one partner in each other source
    std::size_t rows_max = 1000;  // of a cluster: more are not put together
};

struct ClusterReport {
    double partners = 0;  // expected of a row
    double alone = 0;     // share of the rows that are expected to have none
    std::uint64_t core_links = 0;
    std::uint64_t attached = 0;
    std::uint64_t bridges_cut = 0;  // strong pairs whose clusters are unlike as a whole
    std::uint64_t sizes_kept = 0;   // put not together because of rows_max
    std::uint64_t taken = 0;        // one to one: pairs whose row had a better partner
};

// The cluster of each row, by its lowest row. The same for the same links in any order.
std::vector<Row> cluster(Records const& records, std::vector<Link> links,
                         ClusterOptions const& options, ClusterReport& report);

}  // namespace jutong::linkage

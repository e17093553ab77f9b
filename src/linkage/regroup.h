// Rows of an index that have come or changed, put to the clusters that are there, or into new ones,
// at a cost proportional to them.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "linkage/cluster.h"
#include "linkage/field.h"
#include "linkage/index.h"

namespace jutong::linkage {

// Rows of an index, as they are clustered.
struct Grouped {
    std::span<std::int64_t const> clusters;  // by row; below 0: not there; not read of changed rows
    std::span<std::uint32_t const> sources;  // by row; empty: pairs of one source count too
    // Columns of numbers that tell subjects apart, and a row's value in one of them.
    std::span<KnownColumn const> guards;
    std::function<std::string_view(Row, std::size_t)> number;
    ClusterLimits limits;
};

// What was decided of all rows that the changed ones may have to do with.
struct Regrouped {
    std::vector<Row> rows;    // in order
    std::vector<Row> groups;  // by place in `rows`: the first row of its cluster
    std::vector<Link> links;  // between these rows, the lower one left
    std::vector<Refusal> refusals;
};

// `changed`: in order; each stands alone at first. Clusters of other rows stay whole; they may be
// joined, and rows that stood alone be attached, where a changed row is the reason. The same for
// any number of threads. Fails with run.cancelled (conflict), and as Index::find does.
Result<Regrouped> regroup(Index const& index, std::span<Row const> changed, Grouped const& before,
                          int threads, Progress& progress);

}  // namespace jutong::linkage

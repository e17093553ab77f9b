// Entity resolution over whole tables: from rows to subjects, with nothing known beforehand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "element/reference.h"
#include "linkage/candidates.h"
#include "linkage/cluster.h"
#include "linkage/model.h"

namespace jutong::linkage {

struct Options {
    Scope scope = Scope::all;
    bool one_to_one = false;
    int threads = 1;
};

struct Linked {
    std::vector<Row> clusters;  // by row: the lowest row of its cluster
    std::vector<Link> links;    // between rows of one cluster, by left and right row
    std::vector<Field> fields;
    std::vector<Comparison> comparisons;
    double prior = 0;  // log2 odds
    BlockingReport blocking;
    EstimateReport estimate;
    ClusterReport cluster;
    std::uint64_t pairs_compared = 0;
    std::uint64_t pairs_kept = 0;  // worth a look: the model was estimated from them
};

// Fails with run.cancelled (conflict), linkage.columns (invalid) where no column tells rows apart.
Result<Linked> link(Records const& records, element::Reference const& reference,
                    Options const& options, Progress& progress);

}  // namespace jutong::linkage

// Entity resolution over whole tables: from rows to subjects, with nothing known beforehand.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "element/reference.h"
#include "linkage/candidates.h"
#include "linkage/choose.h"
#include "linkage/cluster.h"
#include "linkage/learned.h"
#include "linkage/model.h"

namespace jutong::linkage {

struct Options {
    Scope scope = Scope::all;
    bool one_to_one = false;
    int threads = 1;
    std::vector<KnownColumn> columns = {};  // of which something is known; names as in the records
    std::uint64_t pairs_max = 0;            // compared; 0: as many as the rows are worth
    ClusterLimits limits = {};
    bool explain = false;  // Linked::weighed_pairs; rows that repeat are then compared each
};

// A pair that is heavy enough to be remembered, whatever became of it.
struct WeighedPair {
    Row left;
    Row right;
    float weight;  // log2 odds
    Explanation why;
};

// How many pairs have a weight, by whole bits from weight_bits_min; the last one also those above.
inline constexpr int weight_bits_min = -8;
using WeightCounts = std::array<std::uint64_t, 64>;

struct Linked {
    std::vector<Row> places;                 // by row: where it stood before
    std::vector<Row> clusters;               // by row: the first place of its cluster
    std::vector<Link> links;                 // between rows of one cluster
    std::vector<WeighedPair> weighed_pairs;  // where they were asked for, in no order
    std::vector<ColumnUse> columns;          // by column
    std::vector<Field> fields;
    std::vector<Comparison> comparisons;  // by field
    std::vector<Shares> strangers;        // by field
    std::vector<PairClass> classes;       // the first: of one subject
    Learned learned;                      // all of these
    BlockingReport blocking;
    EstimateReport estimate;
    ClusterReport cluster;
    std::vector<Guard> guards;
    WeightCounts weighed{};  // pairs heavy enough to be remembered
    WeightCounts linked{};   // those whose rows are in one cluster
    std::uint64_t pairs_compared = 0;
    // Of the pairs of one subject, about so many were compared; nothing where all pairs were, or
    // there are no clusters of three rows to tell it from.
    std::optional<double> recall_max;
    std::uint64_t repeats = 0;     // rows that were not compared: many others say the same
    std::uint64_t pairs_kept = 0;  // worth a look: the model was estimated from them

    std::string_view level_name(std::size_t field, std::size_t level) const {
        return learned.level_name(field, level);
    }
};

// The same whatever the order of the rows and the number of threads: `records` are put into an
// order of their own (put_in_order), and rows of the result are of that one. Fails with
// run.cancelled (conflict), linkage.columns (invalid) where no column tells rows apart.
Result<Linked> link(Records& records, element::Reference const& reference, Options const& options,
                    Progress& progress);

}  // namespace jutong::linkage

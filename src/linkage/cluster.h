// From weighed pairs to subjects: a strong core first, then each row that is left alone to where
// the sum of the odds is best, seen against its other candidates.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "linkage/records.h"

namespace jutong::linkage {

struct Link {
    Row left;
    Row right;
    float weight;  // log2 odds
};

// Numbers by which subjects are told apart, such as citizens': rows with two different ones are of
// two subjects.
struct Guard {
    std::size_t column = 0;
    std::vector<Term> numbers;  // by value of the column; no_value: not a valid number
};

struct ClusterLimits {
    std::size_t rows_max = 1000;  // of a cluster: more are not put together
    float core_min = 3;           // log2 odds from which a pair is a strong one
    double attach_min = 0.5;      // posterior over its candidates with which a row is attached
};

// Clusters that are there already. Only what concerns rows that have changed is decided: these
// stand alone at first, and others stay together.
struct Standing {
    std::span<Row const> clusters;          // by row: the lowest row of its cluster
    std::span<std::uint8_t const> changed;  // by row: 1 where it has
    double alone = 1;                       // share of rows that are expected to have no partner
};

struct ClusterOptions {
    bool one_to_one = false;  // a row has at most one partner in each other source
    ClusterLimits limits = {};
    std::span<Guard const> guards = {};
    Standing const* standing = nullptr;  // null: every row stands alone; not one to one
};

// Why two rows whose link was good enough were not put together by it.
enum class Refused : std::uint8_t {
    number,  // their clusters have two different valid numbers
    bridge,  // their clusters are unlike as a whole
    size,    // their cluster would have more than rows_max
    taken,   // one to one: a better partner has the row
};
std::string_view to_string(Refused refused);

struct Refusal {
    Link link;
    Refused refused;
    std::size_t guard = 0;  // of a number: which one of the guards
};

struct ClusterReport {
    double partners = 0;  // expected of a row
    double alone = 0;     // share of the rows that are expected to have none
    std::uint64_t core_links = 0;
    std::uint64_t attached = 0;
    std::uint64_t bridges_cut = 0;         // strong pairs whose clusters are unlike as a whole
    std::uint64_t sizes_kept = 0;          // put not together because of rows_max
    std::uint64_t taken = 0;               // one to one: pairs whose row had a better partner
    std::uint64_t numbers_kept_apart = 0;  // put not together because of a guard
    std::vector<Refusal> refusals;         // each of the four kinds, in the order they were met
};

// The cluster of each row, by its lowest row. The same for the same links in any order.
std::vector<Row> cluster(Records const& records, std::vector<Link> links,
                         ClusterOptions const& options, ClusterReport& report);

}  // namespace jutong::linkage

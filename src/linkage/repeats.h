// Rows that say the same as many others of their source: a table of visits has a patient a hundred
// times. Nothing can tell them from each other, so one of them is compared for all.
#pragma once

#include <string>
#include <vector>

#include "linkage/records.h"

namespace jutong::linkage {

// Fewer rows than this are compared one by one, as they come into no block that is too large.
inline constexpr std::size_t repeats_min = 20;

class Repeats {
public:
    // Leaves in `records`, which are in order, one row of each `repeats_min` and more of a source
    // that are equal in all columns.
    static Repeats take_out(Records& records);

    bool any() const { return !stands_for_.empty(); }
    // Of a row of those that were left: where it stands among all.
    Row place(Row kept) const { return any() ? places_[kept] : kept; }
    // Of a row of all: the one left that stands for it, itself or another. Only where any() is
    // true.
    Row kept(Row row) const { return stands_for_[row]; }
    // All rows again, in their order.
    void put_back(Records& records);

private:
    std::vector<Row> places_;      // by kept row
    std::vector<Row> stands_for_;  // by row of all; empty: no row was taken out
    std::vector<std::vector<Term>> codes_;
    std::vector<std::string> ids_;
    std::vector<Source> sources_;
};

}  // namespace jutong::linkage

// Shares of levels. For the sources of this module alone.
#pragma once

#include "linkage/model.h"

namespace jutong::linkage {

// Counts as shares, with `before` weighing as much as `pseudo` pairs.
Shares smoothed(Shares counts, std::size_t levels, double pseudo, Shares const& before);

// What agreement is like where two rows are of one subject, before anything is known.
Shares shares_of_one_subject(Comparison const& c);

// The bits of a class's shares, and how much of a value's rarity speaks for it. By field: what
// strangers are like, the share of them that are equal, how it is compared.
void weigh(PairClass& of, std::span<Shares const> strangers, std::span<double const> equal,
           std::span<Comparison const> comparisons);

// The order in which kinds are compared: the cheapest first.
int cost_of(Kind kind);

}  // namespace jutong::linkage

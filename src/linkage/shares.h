// Shares of levels. For the sources of this module alone.
#pragma once

#include "linkage/model.h"

namespace jutong::linkage {

// Counts as shares, with `before` weighing as much as `pseudo` pairs.
Shares smoothed(Shares counts, std::size_t levels, double pseudo, Shares const& before);

// What agreement is like where two rows are of one subject, before anything is known.
Shares shares_of_one_subject(Comparison const& c);

}  // namespace jutong::linkage

// One to one between two sources: which pairs to take so that the sum of their weights is greatest.
#pragma once

#include <span>
#include <vector>

#include "linkage/cluster.h"

namespace jutong::linkage {

// Of `links`, whose left rows are of one source and whose right rows of another, those that are
// taken, by their places, so that no row has two. Where so many hang together that the best sum
// takes too long, the heaviest first. Weights are above 0.
std::vector<std::size_t> assign(std::span<Link const> links);

}  // namespace jutong::linkage

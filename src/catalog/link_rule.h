// What a library says of rows that bear no valid number.
#pragma once

#include <cstddef>
#include <vector>

namespace jutong::catalog {

// How rows without a valid number find their subject in a library (docs/guide/libraries.md).
struct LinkRule {
    std::vector<std::size_t> fields;  // of the library, that are compared
    // Posterior probabilities over all that a row may be: from `link` on it is linked, from
    // `review` on a person is asked.
    double link = 0.99;
    double review = 0.2;
};

}  // namespace jutong::catalog

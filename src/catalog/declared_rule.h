// A rule that a pack declares over a resource, besides the checks of single fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "pack/document.h"

namespace jutong::catalog {

enum class OnFailure : std::uint8_t { flag, reject };

// A rule that a resource states itself, over several fields, over its whole table, or over time.
struct DeclaredRule {
    // condition: SQL over one row, held as rows come in. The others are measured over the table.
    enum class Kind : std::uint8_t { condition, reference, unique, sequence, freshness };
    Kind kind = Kind::condition;
    std::string name, title, remedy;
    std::string indicator, dimension;  // GB/T 36344; empty: those of the kind
    OnFailure on_failure = OnFailure::flag;
    std::vector<std::size_t> fields;  // that it speaks of: the first one is told in reasons
    std::string sql;                  // condition
    // reference: the values of fields[0] must be found in the field `target` of one of these.
    std::vector<std::string> resources;
    std::string target;
    // sequence: rows equal in `by`, ordered by fields[0]; fields[1] of each must not be less than
    // fields[2] of the one before it.
    std::vector<std::size_t> by;
    std::int64_t days_max = 0;  // freshness: the age of fields[0] on the day it is measured
    pack::Place place;
};

}  // namespace jutong::catalog

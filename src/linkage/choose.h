// Which columns are compared, and which tell two subjects apart for certain.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/cluster.h"
#include "linkage/field.h"

namespace jutong::linkage {

// What became of a column.
enum class Use : std::uint8_t {
    compared,
    empty,
    constant,
    telling_little,  // nearly all rows have the same value
    sequence,        // whole numbers in a row, each once: of the rows, not of their subjects
    surplus,         // more columns than can be compared tell more
};
std::string_view to_string(Use use);

struct ColumnUse {
    std::string name;
    Use use = Use::compared;
    Kind kind = Kind::name;
    std::size_t values = 0;  // different ones
    std::uint32_t filled = 0;
    double information = 0;
};

// What becomes of each column. Those that are of no use are taken out of the records, so that the
// result is as if they had never been there. A column of which the kind is known is never a
// sequence.
std::vector<ColumnUse> choose_columns(Records& records, std::span<KnownColumn const> known);

// The columns that are compared, ready for it. Tells their kinds in `uses`.
std::vector<Field> fields_of(Records const& records, element::Reference const& reference,
                             std::span<KnownColumn const> known, std::vector<ColumnUse>& uses,
                             int threads);

// Of the columns that hold numbers of subjects.
std::vector<Guard> guards_of(Records const& records, std::span<KnownColumn const> known);

}  // namespace jutong::linkage

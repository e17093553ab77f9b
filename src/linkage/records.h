// The rows of one or several inputs, column by column: every different value once, rows as its
// numbers. What linkage compares and blocks on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"

namespace jutong::linkage {

using Row = std::uint32_t;   // of all inputs together, from 0
using Term = std::uint32_t;  // of a value in its column, from 1
inline constexpr Term no_value = 0;

// Rows of all inputs at the most.
inline constexpr std::size_t rows_max = 1U << 31U;

// The different values of a column, each brought into one form (plain_text).
class Values {
public:
    Values() : texts_(1) {}

    Term add(std::string_view text);         // no_value for a blank text
    Term find(std::string_view text) const;  // no_value where it is none of them
    // Numbers values in the order of their texts; gives the new number of each.
    std::vector<Term> sort();
    std::string_view at(Term code) const { return texts_[code]; }
    std::size_t size() const { return texts_.size(); }  // codes are below it

private:
    struct Slot {
        std::uint32_t hash = 0;
        Term code = no_value;  // no_value: free
    };

    void grow();
    // Where the text is, or the free place where it would be.
    std::size_t place_of(std::string_view text, std::uint32_t hash) const;

    std::vector<std::string_view> texts_;
    std::vector<Slot> slots_;  // of a hash table, a power of two of them
    Arena arena_;
};

struct Column {
    std::string name;
    Values values;
    std::vector<Term> codes;  // one a row
};

struct Source {
    std::string name;
    Row first = 0;
    Row rows = 0;
};

struct Records {
    std::vector<Source> sources;
    std::vector<Column> columns;
    std::vector<std::string> ids;  // one a row

    Row rows() const { return static_cast<Row>(ids.size()); }
    std::size_t source_of(Row row) const;
};

// Puts values into the order of their texts, and the rows of each source into one that depends on
// what they say alone, so that nothing depends on the order in which rows came. Gives for each row
// the place where it was.
std::vector<Row> put_in_order(Records& records, int threads);

// The form in which values are compared: small letters without accents, full width narrowed,
// traditional characters as they are (the caller simplifies), punctuation as spaces, runs of spaces
// as one. `-`, `.` and `/` between digits stay: they part numbers and dates.
void plain_text(std::string_view text, std::string& out);

}  // namespace jutong::linkage

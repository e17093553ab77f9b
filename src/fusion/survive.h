// Survivorship: of all that is said of a subject, the value that the golden record has, and why.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "fusion/rows.h"

namespace jutong::fusion {

// Why a value was chosen: `only` where nobody else gave one.
enum class Chosen : std::uint8_t { only, authority, recency, agreement };

struct Survivor {
    SubjectRow const* row = nullptr;  // null: nobody gives the field
    Chosen chosen = Chosen::only;
};

// The rows that speak for their feeds, best first: for each feed the latest by timestamp, then
// load, then row number.
void order_rows(std::vector<SubjectRow const*>& rows);

// Chooses the value of field `place` by the field's rule. `rows` are one subject's, ordered by
// order_rows. A linked row gives a value only where none that bears the number does: so what rows
// are linked by does not depend on what was linked.
Survivor survivor_of(catalog::LibraryField const& field, std::size_t place,
                     std::span<SubjectRow const* const> rows);

// Where a golden value came from, in one number of 63 bits: mended 1 (the subject's number was),
// chosen 2, linked 1, load 29, row 30. A load is one file of one resource, so it tells all the
// rest.
struct Origin {
    Chosen chosen;
    Tie tie;
    std::int64_t load, row;
};

inline constexpr std::int64_t mended_bit = std::int64_t{1} << 62;
inline constexpr std::int64_t linked_bit = std::int64_t{1} << 59;
inline constexpr std::int64_t load_max = (1 << 29) - 1;
inline constexpr std::int64_t row_max = (1 << 30) - 1;

std::int64_t packed(Origin const& origin);
// SQL of what a packed origin, itself SQL, says.
std::string load_sql(std::string_view origin);
std::string row_sql(std::string_view origin);
// The same place, chosen for another reason; `only` leaves the reason as it was.
std::int64_t chosen_anew(std::int64_t origin, Chosen chosen);

// Identity numbers of 17 digits and a check are their own subject; all other numbers are hashed
// into 62 bits, and two numbers with one hash are found and refused when they are fused.
enum class Numbering : std::uint8_t { identity, hashed };
Numbering numbering_of(catalog::Library const& library);
std::int64_t subject_of(std::string_view number, std::uint64_t hash, Numbering numbering);

}  // namespace jutong::fusion

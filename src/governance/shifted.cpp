// Rows whose cells stand in the wrong columns.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "governance/compiled.h"

namespace jutong::governance {

namespace {

// A row is shifted as a whole where so many fields refuse their cells, and more are content with
// cells further on.
constexpr int shifted_failures_min = 2;
constexpr int shift_max = 3;

// Text so short, or of digits alone, is readable as many things.
constexpr std::size_t distinctive_bytes_min = 6;
constexpr std::size_t distinctive_digits_min = 15;
constexpr std::array<std::string_view, 8> misplaced_elements = {
    "id_number", "credit_code", "date",  "timestamp",
    "money_cny", "licence_id",  "phone", "registration_number"};

}  // namespace

// Does a cell that a field refuses stand, readable and unmistakable, in a column that takes any
// text?
bool Check::has_misplaced(std::span<std::string_view const> cells,
                          std::span<std::optional<std::size_t> const> field_of_column) const {
    auto const columns = std::min(cells.size(), field_of_column.size());
    auto const element_of = [&](std::size_t column) -> element::Element const* {
        return field_of_column[column] ? resource_.fields[*field_of_column[column]].element
                                       : nullptr;
    };
    auto const is_distinctive = [](std::string_view cell) {
        auto const digits = std::ranges::all_of(cell, [](char c) { return c >= '0' && c <= '9'; });
        return cell.size() >= (digits ? distinctive_digits_min : distinctive_bytes_min);
    };
    for (std::size_t refused = 0; refused < columns; ++refused) {
        auto const* const element = element_of(refused);
        auto const cell = trim(cells[refused]);
        if (element == nullptr || !element->strict() || cell.empty() ||
            compiled_->missing.contains(cell) || element->valid(cell))
            continue;
        // Names and addresses are too much like other text.
        if (std::ranges::find(misplaced_elements, element->name()) == misplaced_elements.end())
            continue;
        for (std::size_t column = 0; column < columns; ++column) {
            auto const* const other = element_of(column);
            if ((other == nullptr || !other->strict()) && is_distinctive(cells[column]) &&
                element->valid(cells[column]))
                return true;
        }
    }
    return false;
}

bool Check::is_shifted(std::span<std::string_view const> cells,
                       std::span<std::optional<std::size_t> const> field_of_column) const {
    auto const columns =
        static_cast<std::ptrdiff_t>(std::min(cells.size(), field_of_column.size()));
    struct Fit {
        int fitting = 0;
        int failing = 0;
    };
    auto const fit_when_moved_by = [&](std::ptrdiff_t shift) {
        Fit fit;
        for (std::ptrdiff_t column = 0; column < columns; ++column) {
            auto const from = column + shift;
            auto const field = field_of_column[static_cast<std::size_t>(column)];
            if (!field || from < 0 || from >= columns) continue;
            auto const* const element = resource_.fields[*field].element;
            auto const cell = cells[static_cast<std::size_t>(from)];
            if (!element->strict() || trim(cell).empty() || compiled_->missing.contains(cell))
                continue;
            ++(element->valid(cell) ? fit.fitting : fit.failing);
        }
        return fit;
    };
    auto const as_is = fit_when_moved_by(0);
    if (as_is.failing == 0) return false;
    if (has_misplaced(cells, field_of_column)) return true;
    if (as_is.failing < shifted_failures_min) return false;
    for (std::ptrdiff_t shift = 1; shift <= shift_max; ++shift)
        for (auto const moved : {fit_when_moved_by(shift), fit_when_moved_by(-shift)})
            if (moved.fitting >= shifted_failures_min && moved.fitting > as_is.fitting) return true;
    return false;
}

}  // namespace jutong::governance

// Numbers as people write them: 1,286.5000, 8.8E-05, 壹佰贰拾叁.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "element/clean.h"

namespace jutong::element {

inline constexpr int decimal_places = 4;
inline constexpr std::int64_t decimal_max = 999'999'999'999'999'999;  // DECIMAL(18,4)

constexpr bool fits_decimal(std::int64_t number) {
    return number >= -decimal_max && number <= decimal_max;
}

struct DecimalText {
    std::int64_t number = 0;  // in units of 10^-places
    std::size_t size = 0;     // bytes read
    bool rounded = false;     // more places were written than are kept; half goes away from zero
    bool grouped = false;     // had thousands separators
    bool exponent = false;
    bool too_large = false;
};

// Reads the number at the begin of clean text, shifted left by `shift` decimal digits; nothing
// where there is none. A comma must have digits on both sides.
std::optional<DecimalText> read_decimal(std::string_view text, int places, int shift = 0);

// The same of Chinese numerals: 一百二十, 壹拾贰万叁仟, 二〇二〇. Whole numbers only, at most
// 10^12.
std::optional<DecimalText> read_chinese_number(std::string_view text);

// Bits for the repairs spaces, width, upper_case, grouping, exponent. A small e is no repair.
constexpr std::uint8_t repairs_of(Cleaned const& cleaned, DecimalText const& found) {
    auto const case_changed = found.exponent ? changed_case : 0;
    return static_cast<std::uint8_t>((cleaned.changes & ~case_changed) | (found.grouped ? 8 : 0) |
                                     (found.exponent ? 16 : 0));
}

}  // namespace jutong::element

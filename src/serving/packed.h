// How a record stands in its row: for each field its origin and its text. For the sources of this
// module alone.
#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include "serving/serving.h"

namespace jutong::serving {

// Between origin and text, before a mask, after each field; canonical texts have no control
// characters.
inline constexpr char after_origin = '\x1f';
inline constexpr char before_mask = '\x1d';
inline constexpr char after_field = '\x1e';

// What is kept of a packed origin (ADR 0009): all but the row.
inline constexpr int row_bits = 30;
inline constexpr int load_bits = 29;

// `mask`: of a personal value, as lists show it; empty: none.
inline void append_value(std::string& out, std::string_view text, std::string_view mask,
                         std::int64_t origin) {
    if (!text.empty() || origin != 0) {
        char digits[16];
        auto const end = std::to_chars(digits, digits + sizeof digits, origin >> row_bits, 36).ptr;
        out.append(digits, end);
        out += after_origin;
        out += text;
        if (!mask.empty()) {
            out += before_mask;
            out += mask;
        }
    }
    out += after_field;
}

inline Value read_value(std::string_view field) {
    Value value;
    auto const mark = field.find(after_origin);
    if (mark == std::string_view::npos) return value;
    std::int64_t origin = 0;
    std::from_chars(field.data(), field.data() + mark, origin, 36);
    value.text = field.substr(mark + 1);
    if (auto const mask = value.text.find(before_mask); mask != std::string_view::npos) {
        value.mask = value.text.substr(mask + 1);
        value.text = value.text.substr(0, mask);
    }
    value.load = origin & ((std::int64_t{1} << load_bits) - 1);
    value.linked = ((origin >> load_bits) & 1) != 0;
    value.rule = static_cast<std::uint8_t>((origin >> (load_bits + 1)) & 3);
    value.mended = ((origin >> (load_bits + 3)) & 1) != 0;
    return value;
}

}  // namespace jutong::serving

// What a citizen's number says of its bearer, GB 11643-1999.
#pragma once

#include <optional>
#include <string_view>

#include "base/date.h"

namespace jutong::element {

inline constexpr std::size_t id_number_size = 18;

// Nothing where `number` has not 18 characters or names no day. The check digit is not looked at.
inline std::optional<Days> id_birth_date(std::string_view number) {
    if (number.size() != id_number_size) return std::nullopt;
    auto value = 0;
    for (auto const c : number.substr(6, 8)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return to_days({value / 10'000, value / 100 % 100, value % 100});
}

// The code of GB/T 2261.1: 1 where the sequence is odd, 2 where it is even; else empty.
inline std::string_view id_gender(std::string_view number) {
    if (number.size() != id_number_size || number[16] < '0' || number[16] > '9') return {};
    return (number[16] - '0') % 2 == 1 ? "1" : "2";
}

}  // namespace jutong::element

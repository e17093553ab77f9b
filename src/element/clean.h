// Clean-up of text from real tables: spaces, width, case, with a record of what was changed.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/arena.h"

namespace jutong::element {

// The first bits of every element's repairs().
inline constexpr std::uint8_t changed_spaces = 1;
inline constexpr std::uint8_t changed_width = 2;
inline constexpr std::uint8_t changed_case = 4;

struct Cleaned {
    std::string_view text;  // the input itself, or a part of it, where nothing else had to be done
    std::uint8_t changes = 0;
};

// Which white space goes: always that at the ends; inside, runs become one space, except:
enum class Spaces : std::uint8_t {
    runs,        // nothing more
    beside_han,  // spaces with an East Asian character on either side go
    all,         // all spaces go
};
enum class Letters : std::uint8_t { as_they_are, upper };
enum class Marks : std::uint8_t {
    half,                   // ！～ become !~
    half_dashes,            // and every dash becomes -
    half_but_han_brackets,  // and all round brackets become （）
    letters_and_digits,     // only Ａ and ０ are narrowed; punctuation stays
};

struct CleanRules {
    Spaces spaces;
    Letters letters;
    Marks marks;
};

inline constexpr CleanRules clean_code{Spaces::all, Letters::upper, Marks::half_dashes};
inline constexpr CleanRules clean_words{Spaces::runs, Letters::upper, Marks::half_dashes};
inline constexpr CleanRules clean_date{Spaces::beside_han, Letters::upper, Marks::half_dashes};
inline constexpr CleanRules clean_prose{Spaces::runs, Letters::as_they_are,
                                        Marks::letters_and_digits};
inline constexpr CleanRules clean_name{Spaces::beside_han, Letters::as_they_are, Marks::half};
inline constexpr CleanRules clean_org_name{Spaces::beside_han, Letters::as_they_are,
                                           Marks::half_but_han_brackets};
inline constexpr CleanRules clean_org_name_as_written{Spaces::beside_han, Letters::as_they_are,
                                                      Marks::letters_and_digits};

// Text that is not UTF-8 comes back as it is: no element reads it.
Cleaned clean(std::string_view text, CleanRules const& rules, Arena& arena);

// 〇, the ideographs with their extensions, and the compatibility ones.
constexpr bool is_han(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3007 ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text);

}  // namespace jutong::element

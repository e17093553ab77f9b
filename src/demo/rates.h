// Every rate of dirt, in one place: how often a cell or a row of the demo province is wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/date.h"

namespace jutong::demo {

// What was done to a cell or a row. A table scales the rates by its own factor (Layout::dirt).
enum class Fault : std::uint8_t {
    none,
    name_same_sound,
    name_look_alike,
    name_traditional,
    name_lost_character,
    name_space,
    id_wrong_digit,
    id_swapped_digits,
    id_lower_x,
    id_full_width,
    id_spaces,
    code_wrong_character,
    code_lower_case,
    code_spaces,
    phone_wrong_digit,
    phone_spelling,
    address_without_province,
    address_without_city,
    address_full_width,
    address_spaces,
    address_same_sound,
    address_old_name,
    date_other_spelling,
    date_impossible,
    value_missing,
    text_newline,
    text_quotes,
    row_twice,
    row_key_twice,
    row_shifted,
    row_extra_column,
    count
};

struct FaultRate {
    Fault fault;
    double rate;
};

namespace rates {

inline constexpr FaultRate name[] = {{Fault::name_same_sound, 0.008},
                                     {Fault::name_look_alike, 0.004},
                                     {Fault::name_traditional, 0.004},
                                     {Fault::name_lost_character, 0.001},
                                     {Fault::name_space, 0.008}};
inline constexpr FaultRate id_number[] = {{Fault::id_wrong_digit, 0.006},
                                          {Fault::id_swapped_digits, 0.003},
                                          {Fault::id_full_width, 0.002},
                                          {Fault::id_spaces, 0.004}};
inline constexpr FaultRate code[] = {{Fault::code_wrong_character, 0.003},
                                     {Fault::code_lower_case, 0.004},
                                     {Fault::code_spaces, 0.003}};
inline constexpr FaultRate phone[] = {{Fault::phone_wrong_digit, 0.003},
                                      {Fault::phone_spelling, 0.04}};
inline constexpr FaultRate address[] = {
    {Fault::address_without_province, 0.20}, {Fault::address_without_city, 0.06},
    {Fault::address_full_width, 0.02},       {Fault::address_spaces, 0.01},
    {Fault::address_same_sound, 0.005},      {Fault::address_old_name, 0.01}};
inline constexpr FaultRate date[] = {{Fault::date_other_spelling, 0.02},
                                     {Fault::date_impossible, 0.0005}};
inline constexpr FaultRate text[] = {{Fault::text_newline, 0.01}, {Fault::text_quotes, 0.01}};
inline constexpr FaultRate value[] = {{Fault::value_missing, 0.02}};
inline constexpr FaultRate row[] = {{Fault::row_twice, 0.003},
                                    {Fault::row_key_twice, 0.001},
                                    {Fault::row_shifted, 0.0003},
                                    {Fault::row_extra_column, 0.0001}};

// Of the numbers that end in X.
inline constexpr double id_lower_x = 0.20;
// Of the people born before id_old_before: the number they had until 1999.
inline constexpr double id_old = 0.04;
// Rows that were not kept up: address, telephone and the day of update are of former years.
inline constexpr double stale = 0.15;
// Registers keep the codes that are their own keys better: the share of rates::code that is left.
inline constexpr double key_code = 0.2;
// People whom a register has twice, under two keys of its own.
inline constexpr double registered_twice = 0.008;
// Children who stand in a register under the number of their mother.
inline constexpr double mothers_number = 0.004;
// Spellings of a code list's value that are not the table's own (code for title, title for code).
inline constexpr double other_spelling = 0.03;

}  // namespace rates

// The day of the extracts is 2026-10-31. Identity numbers had 15 digits until 1999.
inline constexpr Days snapshot_day = 20'757;
inline constexpr int snapshot_year = 2026;
inline constexpr Days id_old_before = 5'000;  // 1983-09-10

}  // namespace jutong::demo

// Names that look like real ones: of people and of firms, and what a name tells of itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"

namespace jutong::element {

enum class Gender : std::uint8_t { male, female };

// By their share of the population; one in a hundred is a compound surname.
std::string_view surname(Random& random);

// One or two characters, without the surname.
std::string given_name(Random& random, Gender gender);

// A Han name; rarely a minority name with its dot (古丽娜尔·买买提).
std::string person_name(Random& random, Gender gender);
std::string minority_name(Random& random, Gender gender);

// The firm's own word (字号): 华泰, 鑫盛源.
std::string trade_name(Random& random);

// The line of business in a firm's name (商贸, 机械制造), and its legal form (有限公司 mostly).
std::string_view trade_line(Random& random);
std::string_view legal_form(Random& random);

// 11 digits with a prefix that is in use.
std::string mobile_number(Random& random);

// A village, road and house number without the division above: 文化路128号3号楼2单元501室.
std::string street_address(Random& random);

// The surname of a Han name: a compound surname of the list, else the first code point.
std::string_view surname_of(std::string_view name);

}  // namespace jutong::element

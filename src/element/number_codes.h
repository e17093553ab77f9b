// Number codes with check digits: the digits, and making of whole numbers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/date.h"

namespace jutong::element {

// Value of a character in an alphabet; not_in_alphabet for all others.
inline constexpr std::uint8_t not_in_alphabet = 0xFF;
using Alphabet = std::array<std::uint8_t, 256>;

constexpr Alphabet alphabet_of(std::string_view characters) {
    Alphabet values{};
    values.fill(not_in_alphabet);
    for (std::size_t i = 0; i < characters.size(); ++i)
        values[static_cast<unsigned char>(characters[i])] = static_cast<std::uint8_t>(i);
    return values;
}

inline constexpr std::string_view alphanumerics = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
inline constexpr std::string_view credit_characters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
inline constexpr Alphabet alphanumeric_values = alphabet_of(alphanumerics);
inline constexpr Alphabet credit_values = alphabet_of(credit_characters);

// Check digits of the begin of `body`, which has at least the characters spoken of.

// ISO 7064 MOD 11-2 over 17 digits: GB 11643-1999.
inline char id_check_digit(std::string_view body) {
    constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * (body[i] - '0');
    return "10X98765432"[sum % 11];
}

// GB 11714-1997 over 8 digits or capital letters.
inline char organization_check_digit(std::string_view body) {
    constexpr std::array weights{3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += weights[i] * alphanumeric_values[static_cast<unsigned char>(body[i])];
    return "0X987654321"[sum % 11];
}

// MOD 31 over 17 of credit_characters: GB 32100-2015.
inline char credit_check_digit(std::string_view body) {
    constexpr std::array weights{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += weights[i] * credit_values[static_cast<unsigned char>(body[i])];
    return credit_characters[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

// ISO 7064 MOD 11,10 over 14 digits: the old business licence number.
inline char registration_check_digit(std::string_view body) {
    int product = 10;
    for (std::size_t i = 0; i < 14; ++i) {
        auto const sum = (product + body[i] - '0') % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return static_cast<char>('0' + (11 - product) % 10);
}

// ISO 7064 MOD 37,36 over digits and capital letters; other characters (the dots) are passed over.
char licence_check_digit(std::string_view body);

// The makers trust their arguments: parts of the right length and alphabet.

// sequence 0–999: odd for men, even for women.
std::string make_id_number(std::string_view county6, Days birth, int sequence);

// `org8`: 8 digits or capital letters of credit_characters; its own check digit is added.
std::string make_credit_code(char department, char kind, std::string_view county6,
                             std::string_view org8);

// 9 characters without the hyphen.
std::string make_organization_code(std::string_view org8);

// `authority6`: the registering authority; sequence 0–99,999,999.
std::string make_registration_number(std::string_view authority6, int sequence);

// 1.2.156.3005.2.TYPE.ISSUER.SERIAL.VERSION.C: type 21 characters, version 3 digits.
std::string make_licence_id(std::string_view type21, std::string_view issuer,
                            std::string_view serial, std::string_view version);

}  // namespace jutong::element

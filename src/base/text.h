// Text as code points: UTF-8 in, code points out, and back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jutong {

// What stands where bytes are not UTF-8.
inline constexpr char32_t not_a_code_point = 0xFFFFFFFF;

// Reads the code point at `at` and moves `at` past it; a byte that starts no well-formed sequence
// gives not_a_code_point and moves by one. `at` < text.size().
char32_t next_code_point(std::string_view text, std::size_t& at);

void append_utf8(std::string& out, char32_t code_point);

// Bytes that are not UTF-8 become U+FFFD.
std::u32string to_code_points(std::string_view text);
std::string to_utf8(std::u32string_view text);

// Well-formed UTF-8 (no overlong forms, no surrogates).
bool is_utf8(std::string_view text);

// Code points in well-formed UTF-8.
std::size_t length(std::string_view text);

// The first `count` code points.
std::string_view first_code_points(std::string_view text, std::size_t count);

// Without white space at both ends, the ideographic space U+3000 and U+00A0 included.
std::string_view trim(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

// `text` with every `from` in it, which is not empty, replaced.
std::string replaced(std::string_view text, std::string_view from, std::string_view to);

// Does `text` match `pattern`, in which * stands for any characters and ? for one code point?
bool matches_wildcard(std::string_view text, std::string_view pattern);

// Well-formed UTF-8 whatever came in: bytes that are not UTF-8, and NUL, become \xHH.
std::string escaped(std::string_view bytes);

}  // namespace jutong

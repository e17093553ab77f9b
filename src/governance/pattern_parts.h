// A regular expression as places and what leads from one to the next. For pattern.cpp alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace jutong::governance {

struct PatternPart {
    enum class Kind : std::uint8_t { bytes, fork, begin, end, match };
    Kind kind = Kind::match;
    std::uint8_t low = 0, high = 0;  // bytes: one of these goes on to next
    std::uint32_t next = 0;
    std::uint32_t other = 0;  // fork: the second way
};

struct PatternParts {
    std::vector<PatternPart> parts;
    std::uint32_t start = 0;
};

// Nothing where the expression has a construct that is not known here (flags, \b, \p, POSIX
// classes, …) or grows too large.
std::optional<PatternParts> parts_of(std::string_view expression);

}  // namespace jutong::governance

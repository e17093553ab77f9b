// Eight bytes looked at together: says quickly that none of them is special.
#pragma once

#include <cstdint>
#include <cstring>

namespace jutong {

inline constexpr std::uint64_t every_byte = 0x0101010101010101ULL;
inline constexpr std::uint64_t high_bits = 0x8080808080808080ULL;

inline std::uint64_t eight_bytes(char const* at) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

// Not zero where some byte is less than `limit`, which is at most 128.
constexpr std::uint64_t has_less(std::uint64_t bytes, std::uint8_t limit) {
    return (bytes - every_byte * limit) & ~bytes & high_bits;
}

// Not zero where some byte is `value`.
constexpr std::uint64_t has_byte(std::uint64_t bytes, std::uint8_t value) {
    return has_less(bytes ^ (every_byte * value), 1);
}

}  // namespace jutong

// Mask: one bit a row of a block.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace jutong::governance {

// Rows of a block at the most; a block is also what the lake takes in and gives out at once.
inline constexpr std::size_t block_rows_max = 2048;

// Bits at and after the block's rows are 0 in every mask that is handed over.
class Mask {
public:
    static constexpr std::size_t word_count = block_rows_max / 64;

    static Mask none() { return {}; }
    static Mask all(std::size_t rows) {
        Mask mask;
        for (std::size_t w = 0; w < rows / 64; ++w) mask.words[w] = ~std::uint64_t{0};
        if (rows % 64 != 0) mask.words[rows / 64] = (std::uint64_t{1} << (rows % 64)) - 1;
        return mask;
    }

    bool test(std::size_t row) const { return ((words[row / 64] >> (row % 64)) & 1U) != 0; }
    void set(std::size_t row) { words[row / 64] |= std::uint64_t{1} << (row % 64); }
    void clear(std::size_t row) { words[row / 64] &= ~(std::uint64_t{1} << (row % 64)); }

    std::int64_t count() const {
        std::int64_t bits = 0;
        for (auto const word : words) bits += std::popcount(word);
        return bits;
    }
    bool any() const {
        std::uint64_t bits = 0;
        for (auto const word : words) bits |= word;
        return bits != 0;
    }

    Mask& operator&=(Mask const& other) {
        for (std::size_t w = 0; w < word_count; ++w) words[w] &= other.words[w];
        return *this;
    }
    Mask& operator|=(Mask const& other) {
        for (std::size_t w = 0; w < word_count; ++w) words[w] |= other.words[w];
        return *this;
    }
    // Takes the other's rows out.
    Mask& operator-=(Mask const& other) {
        for (std::size_t w = 0; w < word_count; ++w) words[w] &= ~other.words[w];
        return *this;
    }
    friend Mask operator&(Mask left, Mask const& right) { return left &= right; }
    friend Mask operator|(Mask left, Mask const& right) { return left |= right; }
    friend Mask operator-(Mask left, Mask const& right) { return left -= right; }
    bool operator==(Mask const&) const = default;

    template <typename Take>
    void for_each(Take take) const {
        for (std::size_t w = 0; w < word_count; ++w)
            for (auto word = words[w]; word != 0; word &= word - 1)
                take(w * 64 + static_cast<std::size_t>(std::countr_zero(word)));
    }

    std::array<std::uint64_t, word_count> words{};
};

// The rows for which `holds(row)`: one loop without branches, a word at a time.
template <typename Holds>
Mask mask_where(std::size_t rows, Holds holds) {
    Mask mask;
    std::size_t row = 0;
    for (std::size_t w = 0; row < rows; ++w) {
        auto const in_word = rows - row < 64 ? rows - row : std::size_t{64};
        std::uint64_t word = 0;
        for (std::size_t bit = 0; bit < in_word; ++bit)
            word |= static_cast<std::uint64_t>(holds(row + bit)) << bit;
        mask.words[w] = word;
        row += in_word;
    }
    return mask;
}

// The rows whose byte is `wanted`. Eight bytes at a time: x ^ wanted is zero there, and the exact
// test for zero bytes leaves its answers in the high bits, which a multiplication brings together.
inline Mask mask_of_bytes(std::uint8_t const* bytes, std::size_t rows, std::uint8_t wanted) {
    constexpr std::uint64_t low7 = 0x7F7F7F7F7F7F7F7FULL, ones = 0x0101010101010101ULL,
                            gather = 0x0102040810204080ULL;
    Mask mask;
    std::size_t row = 0;
    for (; row + 8 <= rows; row += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, bytes + row, sizeof eight);
        eight ^= ones * wanted;
        auto const zero = ~(((eight & low7) + low7) | eight | low7);
        auto const bits = ((zero >> 7U) * gather) >> 56U;
        mask.words[row / 64] |= bits << (row % 64);
    }
    for (; row < rows; ++row)
        if (bytes[row] == wanted) mask.set(row);
    return mask;
}

}  // namespace jutong::governance

// A short text made ready to be compared with many others, bit-parallel: Hyyrö 2003 for distances,
// the windows of Jaro as masks.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace jutong::element {

using Points = std::span<char32_t const>;

// Where each code point of a text of at most 64 stands, as bits: a hash table without allocation.
// For one thread at a time.
class Pattern {
public:
    static constexpr std::size_t size_max = 64;

    // `points`: at most size_max.
    void set(Points points) {
        for (std::size_t i = 0; i < size_; ++i) bits_[used_[i]] = 0;
        size_ = points.size();
        for (std::size_t i = 0; i < size_; ++i) {
            auto const slot = slot_of(points[i]);
            points_[slot] = points[i];
            bits_[slot] |= 1ULL << i;
            used_[i] = static_cast<std::uint8_t>(slot);
        }
    }

    std::size_t size() const { return size_; }
    std::uint64_t of(char32_t c) const { return bits_[slot_of(c)]; }

private:
    static constexpr std::size_t slots = 128;

    // The slot of `c`, or the free one where it would be: never full, so the search ends.
    std::size_t slot_of(char32_t c) const {
        auto slot = std::size_t{(c * 0x9E3779B1U) >> 25};
        while (bits_[slot] != 0 && points_[slot] != c) slot = (slot + 1) % slots;
        return slot;
    }

    std::array<std::uint64_t, slots> bits_{};
    std::array<char32_t, slots> points_{};  // set where bits are
    std::array<std::uint8_t, size_max> used_{};
    std::size_t size_ = 0;
};

// The same of at most 8, which most names are: made at no cost, asked by comparing with each.
class ShortPattern {
public:
    static constexpr std::size_t size_max = 8;

    // Borrows `points`, at most size_max.
    explicit ShortPattern(Points points) : points_(points) {}

    std::size_t size() const { return points_.size(); }
    std::uint64_t of(char32_t c) const {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < points_.size(); ++i)
            bits |= static_cast<std::uint64_t>(points_[i] == c) << i;
        return bits;
    }

private:
    Points points_;
};

// Least number of insertions, deletions, replacements, and exchanges of neighbours where
// `Exchanges`. The pattern is not empty.
template <bool Exchanges, typename AnyPattern>
constexpr std::size_t distance(AnyPattern const& pattern, Points text) {
    std::uint64_t up = ~0ULL, down = 0, diagonal = 0, before = 0;
    auto const last = 1ULL << ((pattern.size() - 1) & 63U);
    auto distance = pattern.size();
    for (auto c : text) {
        auto const match = pattern.of(c);
        auto const exchanged = Exchanges ? ((~diagonal & match) << 1) & before : 0;
        diagonal = (((match & up) + up) ^ up) | match | down | exchanged;
        before = match;
        auto right = down | ~(diagonal | up);
        auto const left = diagonal & up;
        distance += (right & last) != 0;
        distance -= (left & last) != 0;
        right = (right << 1) | 1;
        up = (left << 1) | ~(diagonal | right);
        down = diagonal & right;
    }
    return distance;
}

// Jaro's likeness; the text has at most Pattern::size_max code points too.
template <typename AnyPattern>
constexpr double jaro(AnyPattern const& pattern, Points text) {
    auto const a = text.size(), b = pattern.size();
    if (a == 0 || b == 0) return a == b ? 1.0 : 0.0;
    auto const longer = std::max(a, b);
    auto const window = longer / 2 > 0 ? longer / 2 - 1 : 0;
    std::uint64_t taken = 0, matched = 0;
    // The places that code point i may match: from i - window to i + window.
    auto open = window + 1 >= 64 ? ~0ULL : (1ULL << (window + 1)) - 1;
    for (std::size_t i = 0; i < a; ++i) {
        auto const places = pattern.of(text[i]) & open & ~taken;
        taken |= places & (~places + 1);
        matched |= static_cast<std::uint64_t>(places != 0) << i;
        open = (open << 1) | (i < window ? 1 : 0);
    }
    auto const matches = std::popcount(matched);
    if (matches == 0) return 0;
    int moved = 0;
    for (auto left = taken; matched != 0; matched &= matched - 1, left &= left - 1)
        moved += (pattern.of(text[static_cast<std::size_t>(std::countr_zero(matched))]) & left &
                  (~left + 1)) == 0;
    auto const m = static_cast<double>(matches);
    auto const exchanged = moved / 2;  // each exchange moves two
    return (m / static_cast<double>(a) + m / static_cast<double>(b) + (m - exchanged) / m) / 3;
}

inline constexpr std::size_t prefix_max = 4;

// Jaro's likeness raised by an equal beginning of so many code points: prefix scale 0.1 over up to
// prefix_max, where it is at least 0.7.
constexpr double with_prefix(double likeness, std::size_t prefix) {
    constexpr double boost_from = 0.7, scale = 0.1;
    if (likeness < boost_from) return likeness;
    return likeness + static_cast<double>(std::min(prefix, prefix_max)) * scale * (1 - likeness);
}

inline double with_prefix(double likeness, Points a, Points b) {
    std::size_t prefix = 0;
    while (prefix < std::min({prefix_max, a.size(), b.size()}) && a[prefix] == b[prefix]) ++prefix;
    return with_prefix(likeness, prefix);
}

}  // namespace jutong::element

#include "element/text_compare.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "element/pattern.h"
#include "element/short_names.h"

namespace jutong::element {

namespace {

constexpr std::size_t word_bits = 64;

// Room for `size` values; short texts, which are most, need no allocation.
template <typename T, std::size_t Small>
class Scratch {
public:
    explicit Scratch(std::size_t size)
        : large_(size > Small ? std::make_unique<T[]>(size) : nullptr),
          data_(large_ ? large_.get() : small_.data()) {}
    Scratch(Scratch const&) = delete;
    Scratch& operator=(Scratch const&) = delete;

    T* data() { return data_; }

private:
    std::array<T, Small> small_;
    std::unique_ptr<T[]> large_;
    T* data_;
};

// next_code_point with the two frequent cases inline: ASCII and the ideographs of three bytes.
char32_t next_inline(std::string_view text, std::size_t& at) {
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    auto const first = byte(0);
    if (first < 0x80) return text[at++] & 0x7F;
    if (first >= 0xE1 && first <= 0xEC && text.size() - at >= 3 && (byte(1) & 0xC0) == 0x80 &&
        (byte(2) & 0xC0) == 0x80) {
        auto const c =
            static_cast<char32_t>((first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F));
        at += 3;
        return c;
    }
    return next_code_point(text, at);
}

class CodePoints {
public:
    explicit CodePoints(std::string_view text) : scratch_(text.size()) {
        auto* const out = scratch_.data();
        for (std::size_t at = 0; at < text.size();) out[size_++] = next_inline(text, at);
    }

    std::span<char32_t const> points() { return {scratch_.data(), size_}; }

private:
    Scratch<char32_t, 128> scratch_;
    std::size_t size_ = 0;
};

// One for each thread, so that it need not be cleared.
Pattern& pattern_of(Points points) {
    thread_local Pattern pattern;
    pattern.set(points);
    return pattern;
}

// The same over blocks of 64, each handing its horizontal difference to the next.
std::size_t distance_in_blocks(Points pattern, Points text) {
    auto const blocks = (pattern.size() + word_bits - 1) / word_bits;
    std::unordered_map<char32_t, std::vector<std::uint64_t>> places;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        auto& bits = places[pattern[i]];
        bits.resize(blocks);
        bits[i / word_bits] |= 1ULL << (i % word_bits);
    }
    std::vector<std::uint64_t> up(blocks, ~0ULL), down(blocks, 0);
    std::vector<std::uint64_t> const nowhere(blocks, 0);
    auto const last = 1ULL << ((pattern.size() - 1) % word_bits);
    auto distance = pattern.size();
    for (auto c : text) {
        auto const found = places.find(c);
        auto const& match_of = found == places.end() ? nowhere : found->second;
        std::uint64_t right_in = 1, left_in = 0;
        for (std::size_t b = 0; b < blocks; ++b) {
            auto const match = match_of[b] | left_in;
            auto const zero = (((match & up[b]) + up[b]) ^ up[b]) | match | down[b];
            auto right = down[b] | ~(zero | up[b]);
            auto left = zero & up[b];
            if (b + 1 == blocks) {
                distance += (right & last) != 0;
                distance -= (left & last) != 0;
            }
            auto const right_out = right >> 63, left_out = left >> 63;
            right = (right << 1) | right_in;
            left = (left << 1) | left_in;
            up[b] = left | ~(zero | right);
            down[b] = zero & right;
            right_in = right_out;
            left_in = left_out;
        }
    }
    return distance;
}

void drop_equal_ends(Points& a, Points& b) {
    while (!a.empty() && !b.empty() && a.front() == b.front()) {
        a = a.subspan(1);
        b = b.subspan(1);
    }
    while (!a.empty() && !b.empty() && a.back() == b.back()) {
        a = a.first(a.size() - 1);
        b = b.first(b.size() - 1);
    }
}

std::size_t alignment_distance(Points a, Points b) {
    drop_equal_ends(a, b);
    if (a.empty() || b.empty()) return a.size() + b.size();
    if (a.size() > b.size()) std::swap(a, b);
    if (a.size() <= ShortPattern::size_max) return distance<true>(ShortPattern(a), b);
    if (a.size() <= Pattern::size_max) return distance<true>(pattern_of(a), b);
    auto const width = b.size() + 1;
    Scratch<std::uint32_t, 192> rows(3 * width);
    auto *before = rows.data(), *above = before + width, *row = above + width;
    std::iota(above, above + width, 0U);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = static_cast<std::uint32_t>(i);
        for (std::size_t j = 1; j < width; ++j) {
            auto const replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[width - 1];
}

double jaro_of(Points a, Points b) {
    if (a.empty() || b.empty()) return a.empty() && b.empty() ? 1.0 : 0.0;
    auto const longer = std::max(a.size(), b.size());
    if (longer <= ShortPattern::size_max) return jaro(ShortPattern(b), a);
    if (longer <= Pattern::size_max) return jaro(pattern_of(b), a);
    auto const window = longer / 2 > 0 ? longer / 2 - 1 : 0;
    Scratch<bool, 128> taken_scratch(b.size());
    Scratch<char32_t, 128> matched_scratch(a.size());
    auto* const taken = taken_scratch.data();
    auto* const matched = matched_scratch.data();
    std::fill_n(taken, b.size(), false);
    std::size_t matches = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto const from = i > window ? i - window : 0;
        auto const to = std::min(i + window + 1, b.size());
        for (auto j = from; j < to; ++j)
            if (!taken[j] && a[i] == b[j]) {
                taken[j] = true;
                matched[matches++] = a[i];
                break;
            }
    }
    if (matches == 0) return 0;
    std::size_t moved = 0, k = 0;
    for (std::size_t j = 0; j < b.size(); ++j)
        if (taken[j]) moved += matched[k++] != b[j];
    auto const exchanged = moved / 2;  // each exchange moves two
    auto const m = static_cast<double>(matches);
    return (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
            (m - static_cast<double>(exchanged)) / m) /
           3;
}

// Of all cases of short names, by the same means as of all others.
struct OfShortNames {
    std::array<std::uint8_t, ShortNames::cases> distance{};
    std::array<double, ShortNames::cases> likeness{};

    constexpr OfShortNames() {
        constexpr std::array places = {U'\0', U'\1', U'\2'};
        for (std::size_t i = 0; i < ShortNames::cases; ++i) {
            ShortNames const left(i);
            auto const right = Points(places).first(left.size_of_right());
            distance[i] = static_cast<std::uint8_t>(element::distance<false>(left, right));
            std::size_t prefix = 0;
            while (prefix < right.size() && (left.of(right[prefix]) >> prefix & 1) != 0) ++prefix;
            likeness[i] = with_prefix(element::jaro(left, right), prefix);
        }
    }
};
constexpr OfShortNames of_short_names;

}  // namespace

std::size_t levenshtein(std::string_view left, std::string_view right) {
    if (auto const names = ShortNames::case_of(left, right)) return of_short_names.distance[*names];
    CodePoints left_points(left), right_points(right);
    auto a = left_points.points(), b = right_points.points();
    drop_equal_ends(a, b);
    if (a.size() > b.size()) std::swap(a, b);
    if (a.empty()) return b.size();
    if (a.size() <= ShortPattern::size_max) return distance<false>(ShortPattern(a), b);
    return a.size() <= Pattern::size_max ? distance<false>(pattern_of(a), b)
                                         : distance_in_blocks(a, b);
}

std::size_t transposition_distance(std::string_view left, std::string_view right) {
    CodePoints a(left), b(right);
    return alignment_distance(a.points(), b.points());
}

double edit_similarity(std::string_view left, std::string_view right) {
    CodePoints a(left), b(right);
    auto const longer = std::max(a.points().size(), b.points().size());
    if (longer == 0) return 1;
    return 1 - static_cast<double>(alignment_distance(a.points(), b.points())) /
                   static_cast<double>(longer);
}

double jaro(std::string_view left, std::string_view right) {
    CodePoints a(left), b(right);
    return jaro_of(a.points(), b.points());
}

double jaro_winkler(std::string_view left, std::string_view right) {
    if (auto const names = ShortNames::case_of(left, right)) return of_short_names.likeness[*names];
    CodePoints left_points(left), right_points(right);
    auto const a = left_points.points(), b = right_points.points();
    return with_prefix(jaro_of(a, b), a, b);
}

}  // namespace jutong::element

// Texts of two or three ideographs, as nearly all names of people are.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace jutong::element {

// How two such texts are equal: whether each has three, and for each place of the right one which
// places of the left are the same. Nothing else matters to a likeness, so that each of the few
// cases needs to be worked out once.
class ShortNames {
public:
    static constexpr std::size_t cases = 1U << 11;

    // The case of two texts, below `cases`; nothing where one of them is anything else.
    static std::optional<std::size_t> case_of(std::string_view left, std::string_view right) {
        if (!may_be_name(left) || !may_be_name(right)) return std::nullopt;
        auto a = ideographs(left), b = ideographs(right);
        if (!are_ideographs(a[0], a[1]) || !are_ideographs(b[0], b[1]) ||
            !are_ideographs(a[2], b[2]))
            return std::nullopt;
        if (left.size() == two) a[2] = 0;  // like no place of the right one
        if (right.size() == two) b[2] = 1;
        std::size_t out = left.size() == two ? 0 : 1;
        out = out << 1 | (right.size() == two ? 0 : 1);
        for (auto const y : {b[2], b[1], b[0]})
            for (auto const x : {a[2], a[1], a[0]}) out = out << 1 | (x == y ? 1 : 0);
        return out;
    }

    constexpr explicit ShortNames(std::size_t its_case) : case_(its_case) {}

    // As a pattern, of the left text's places, that is asked for places of the right one.
    constexpr std::size_t size() const { return 2 + (case_ >> 10 & 1); }
    constexpr std::uint64_t of(char32_t place) const { return case_ >> (3 * place) & 7; }
    constexpr std::size_t size_of_right() const { return 2 + (case_ >> 9 & 1); }

private:
    static constexpr std::size_t two = 6, three = 9;  // bytes

    static bool may_be_name(std::string_view text) {
        return text.size() == two || text.size() == three;
    }

    static std::uint32_t four_bytes(std::string_view text, std::size_t at) {
        static_assert(std::endian::native == std::endian::little);
        std::uint32_t out = 0;
        std::memcpy(&out, &text[at], sizeof out);
        return out;
    }

    // The bytes of each; of two, the third is the second.
    static std::array<std::uint32_t, 3> ideographs(std::string_view text) {
        return {four_bytes(text, 0) & 0xFFFFFF, four_bytes(text, 2) >> 8,
                four_bytes(text, text.size() - 4) >> 8};
    }

    // Are the bytes of both E1 to EC and two that continue, so that nothing else needs a look?
    static bool are_ideographs(std::uint32_t x, std::uint32_t y) {
        constexpr auto both = 0x1'0000'0001ULL;
        auto const bytes = std::uint64_t{x} | std::uint64_t{y} << 32;
        auto const low = bytes & (both * 0x0F);  // of the first byte: 1 to 12
        auto const outside = ((low + both * 3) | ~(low + both * 15)) & (both * 0x10);
        return (((bytes & (both * 0xC0C0F0)) ^ (both * 0x8080E0)) | outside) == 0;
    }

    std::size_t case_;
};

}  // namespace jutong::element

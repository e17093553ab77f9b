// Administrative divisions (行政区划), today's and abolished ones, by their codes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace jutong::element {

// By the digits of the code: 2, 4, 6, 9, 12.
enum class Level : std::uint8_t { province, city, county, town, village };
inline constexpr std::size_t level_count = 5;

struct Division {
    std::string_view code;
    std::string_view name;
    Level level;
    bool abolished;

    // 市辖区, 县, 省直辖县级行政区划: levels without a name of their own.
    bool nameless() const;
};

// 370100000000 → 3701: without the zeros that fill a code up to 6, 9 or 12 digits.
std::string_view significant_code(std::string_view code);

// Immutable; views point into it.
class Divisions {
public:
    // Reads divisions.tsv of each folder that has one.
    explicit Divisions(std::vector<std::filesystem::path> const& content);
    Divisions(Divisions const&) = delete;
    Divisions& operator=(Divisions const&) = delete;

    // Sorted by level, then code; of one code the name in force first.
    std::span<Division const> all() const { return divisions_; }

    // The division now or once of that code; null where there is none.
    Division const* find(std::string_view code) const;

    // Those of a level whose codes begin with `prefix`, abolished ones among them.
    std::span<Division const> within(std::string_view prefix, Level level) const;

    // 山东省淄博市博山区: the names of all levels down to the code.
    std::string full_name(std::string_view code) const;

    // A county in force of GB/T 2260, with `prefix` as the begin of its code; null for none.
    Division const* random_county(Random& random, std::string_view prefix = {}) const;

private:
    void index();

    std::string store_;
    std::vector<Division> divisions_;
    std::array<std::size_t, level_count + 1> level_begin_{};
    std::vector<std::uint32_t> slots_;  // by the code's hash: place + 1 of its first, 0 for none
};

// The text of `name` of each folder that has it, comment lines and all, one after the other.
std::string read_content(std::vector<std::filesystem::path> const& content, std::string_view name);

}  // namespace jutong::element

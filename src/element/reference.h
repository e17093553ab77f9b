// Reference content of the packs: divisions, readings of characters, character variants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace jutong::element {

// By the digits of the code: 2, 4, 6, 9, 12.
enum class Level : std::uint8_t { province, city, county, town, village };

struct Division {
    std::string_view code;
    std::string_view name;
    Level level;
    bool abolished;
};

// The divisions in the order of their codes; of one code the name in force first.
class Divisions {
public:
    // Reads divisions.tsv of each folder that has one.
    explicit Divisions(std::vector<std::filesystem::path> const& content);

    std::span<Division const> all() const { return divisions_; }

    // The division now or once of that code, null where there is none. Zeros that fill a code up
    // to 6, 9 or 12 digits are passed over: 370100 is 3701.
    Division const* find(std::string_view code) const;

    // Those of the next level down whose codes begin with `code`; abolished ones among them.
    std::span<Division const> within(std::string_view code, Level level) const;

    // 山东省淄博市博山区: names of all levels down to the code, without 市辖区 and the like.
    std::string full_name(std::string_view code) const;

    // A county in force, with `prefix` as the begin of its code; null where there is none.
    Division const* random_county(Random& random, std::string_view prefix = {}) const;

private:
    std::string store_;
    std::vector<Division> divisions_;                // sorted by level, then code
    std::array<std::size_t, 6> level_begin_{};       // where each level begins in divisions_
};

// 市辖区, 县, 省直辖县级行政区划: levels without a name of their own.
bool is_nameless(Division const& division);

// 370100000000 → 3701: without the zeros that fill a code up.
std::string_view significant_code(std::string_view code);

// Read on first use, then immutable: safe from any thread. Content that is missing is empty.
class Reference {
public:
    explicit Reference(std::vector<std::filesystem::path> content);
    ~Reference();

    Divisions const& divisions() const;

    // Lower case, syllables separated by one space, no tones, ü as v; the longest phrase first.
    // What is not Han passes through lower-cased, as a syllable of its own.
    std::string pinyin(std::string_view text) const;
    // The same with the readings that characters have as surnames: 仇 qiu, 单 shan.
    std::string name_pinyin(std::string_view name) const;

    // The simplified form of a traditional or variant character; else itself.
    char32_t simplified(char32_t c) const;
    std::string simplified(std::string_view text) const;

private:
    struct Content;
    std::unique_ptr<Content> content_;
};

}  // namespace jutong::element

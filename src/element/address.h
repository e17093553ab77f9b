// Addresses, split by the tree of divisions.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "element/divisions.h"

namespace jutong::element {

// Names are the full ones of the divisions found or implied (安丘市 implies 潍坊市), empty where
// unknown. An abolished county that goes on under its name in the same city is given as what it
// is now (章丘市 → 章丘区); others as what they were (四方区). The code is that of the lowest level
// found.
struct AddressParts {
    std::string_view province, city, county, town, village;
    std::string_view code;
    std::string_view detail;  // what follows the county, or the lowest level above it, as written
    std::string_view rest;    // what follows the lowest level found
    // Levels that the text itself names: what a hint supplied is not the address's own word.
    bool names_county_or_above = false;
    bool town_in_full = false;  // 白塔镇, not only 白塔

    std::string_view county_code() const { return code.size() >= 6 ? code.substr(0, 6) : ""; }
    std::string_view town_code() const { return code.size() >= 9 ? code.substr(0, 9) : ""; }
};

// Immutable; views of the results point into the text and into the divisions.
class Address {
public:
    explicit Address(Divisions const& divisions);
    Address(Address const&) = delete;
    Address& operator=(Address const&) = delete;

    // `text` is clean of spaces. `hint_code`, a county's or city's, says where to look for names
    // that are of no use alone (市中区, 唐山镇). An address that cannot be resolved is all `rest`.
    AddressParts split(std::string_view text, std::string_view hint_code = {}) const;

    // The full names of the levels found, then the rest: equal places become equal texts.
    std::string canonical(std::string_view text) const;

private:
    // In full with its 市, 区, 镇; in a city known by other words (高新区); or the bare stem.
    enum class Spelled : std::uint8_t { full, in_city, stem };
    struct Spelling {
        std::string_view text;
        std::uint32_t division;
        Spelled spelled;
        std::uint8_t standing;  // 0 in force, 1 abolished in a city in force, 2 abolished
    };
    struct Match {
        Division const* division = nullptr;
        std::size_t size = 0;
        Spelled spelled = Spelled::full;
        bool ambiguous = false;  // others of the same spelling are as good
    };
    struct Range {
        std::uint32_t begin, end;
    };

    void add(std::uint32_t division);
    std::uint32_t successor(std::uint32_t division) const;
    void spell(std::uint32_t division, std::string_view text, Spelled spelled);
    std::string_view store(std::string text);
    Match match(std::string_view text, std::string_view scope, int above) const;
    Match first_match(std::string_view text, std::string_view hint) const;
    Match told_apart_by_next(std::string_view text, Match const& ambiguous) const;
    bool has_next(std::string_view text, Match const& found) const;
    bool better(Spelling const& candidate, Spelling const& best) const;
    void name_levels(AddressParts& parts) const;

    Divisions const& divisions_;
    std::deque<std::string> store_;
    std::vector<Spelling> spellings_;  // those that begin alike stand together
    std::unordered_map<std::uint64_t, Range> by_begin_;
};

}  // namespace jutong::element

// The places of the province: counties by their share of the people, towns, villages.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "element/divisions.h"

namespace jutong::demo {

struct Town {
    element::Division const* division;
    std::span<element::Division const> villages;
};

struct County {
    std::string_view code;
    std::string_view name;
    std::string_view city_code;  // four digits
    std::string_view city;
    std::string full_name;      // 山东省济南市历下区
    std::string_view old_code;  // that people born there before its renaming carry; else code
    double weight;              // share of the province's people
    double urban;               // share of them in towns
    std::vector<Town> towns;
    double longitude, latitude;  // of its city, roughly
    std::string_view telephone;  // its area code
};

// A village or a neighbourhood.
struct Place {
    County const* county;
    element::Division const* town;
    element::Division const* village;
    bool urban;
};

class Places {
public:
    // Fails with demo.content (not_found) where the province has no counties, towns or villages.
    // The divisions must outlive this.
    static Result<Places> create(element::Divisions const& divisions);

    std::span<County const> counties() const { return counties_; }
    // Counties of other provinces: where the others came from.
    std::span<element::Division const* const> elsewhere() const { return elsewhere_; }
    element::Divisions const& divisions() const { return *divisions_; }

    Place random_place(County const& county, Random& random) const;
    County const& random_county(Random& random) const;

private:
    explicit Places(element::Divisions const& divisions) : divisions_(&divisions) {}

    element::Divisions const* divisions_;
    std::vector<County> counties_;
    std::vector<double> weight_up_to_;
    std::vector<element::Division const*> elsewhere_;
};

// 12号楼3单元502室 in towns, 村东街57号 in the country.
std::string address_in(Place const& place, Random& random);

}  // namespace jutong::demo

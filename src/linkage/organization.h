// The name of a firm or an office in its parts: 青岛市 | 鹏鑫商贸 | 有限公司 | 温州路营业厅.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "element/divisions.h"

namespace jutong::linkage {

// A division by its six digits; cities end with 00, provinces with 0000.
using Place = std::uint32_t;

struct OrganizationParts {
    std::string stem;           // without place and legal form; never empty
    std::string branch;         // what stands behind the legal form
    std::vector<Place> places;  // where its name says it is; of an ambiguous name several
};

// Immutable once made; safe from any thread.
class OrganizationNames {
public:
    explicit OrganizationNames(element::Divisions const& divisions);

    // `name` in plain form (plain_text).
    void part(std::string_view name, OrganizationParts& out) const;

    // Whether what is in one may be in the other: nothing is known of one, or the one contains the
    // other.
    static bool may_be_one(std::vector<Place> const& a, std::vector<Place> const& b);

private:
    std::vector<Place> const* places_at(std::string_view text, std::size_t& size) const;

    // Provinces, cities and counties, today's and abolished, with and without 市, 县, 区.
    std::unordered_map<std::string, std::vector<Place>> places_;
};

// Ends or goes on as names of organizations do: 公司, 厂, 店, 合作社 …
bool is_organization(std::string_view name);

}  // namespace jutong::linkage

// What fusing one library means, worked out from the catalogue.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "lake/lake.h"

namespace jutong::fusion {

// One feed: a resource whose rows tell of the library's subjects.
struct PlanFeed {
    catalog::Resource const* resource = nullptr;
    std::string select;        // number, as sent, timestamp, load, row, then the fields it gives
    std::string where_broken;  // rows whose number is not valid but was sent
    std::vector<std::size_t> fields;  // of the library, in the order of `select`
};

struct Plan {
    catalog::Library const* library = nullptr;
    std::vector<PlanFeed> feeds;
    bool repairs = false;            // the number has a check that tells a slip
    std::vector<std::size_t> names;  // fields that can confirm a repaired number
};

Plan plan_of(catalog::Catalog const& catalog, catalog::Library const& library);

// The columns of library.L: number, the fields, subject.
std::vector<lake::Column> golden_columns(catalog::Library const& library);
// Of meta.origin_L: subject, and for each field where its value came from (see Origin).
std::vector<lake::Column> origin_columns(catalog::Library const& library);
// Of meta.conflict_L.
std::vector<lake::Column> conflict_columns();

}  // namespace jutong::fusion

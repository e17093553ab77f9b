// What fusing one library means, worked out from the catalogue.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "lake/lake.h"

namespace jutong::fusion {

// A table whose changes change what a feed tells.
struct Watched {
    std::string schema, table;
    std::string golden;  // SQL of the table that has the number where this has only the subject
};

// One feed: a table whose rows tell of the library's subjects.
struct PlanFeed {
    std::string name;  // of the resource or library
    std::vector<Watched> watched;
    std::string number, as_sent;      // SQL
    std::string columns;              // SQL of FeedColumn, then fields
    std::string from;                 // SQL; {} stands for the version to read
    std::string where;                // SQL; empty: all rows
    std::vector<std::size_t> fields;  // of the library, in the order of the columns
    bool may_be_broken = false;       // rows keep a number that is not valid as it was sent
    bool is_golden = false;           // golden records: after each field comes its origin
    bool enriches = false;            // brings no subject of its own

    // SQL of what the rows as of a version of the lake give that meet a condition; empty: all.
    std::string select(std::string_view what, std::int64_t version,
                       std::string const& condition = {}) const;
};

// Columns of a feed before the fields.
enum FeedColumn : std::size_t { number, as_sent, stamp, load_id, row_number, first_field };

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
// Of meta.link_L: rows that belong to a subject though they do not bear its number.
std::vector<lake::Column> link_columns();

}  // namespace jutong::fusion

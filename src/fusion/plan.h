// What fusing one library means, worked out from the catalogue.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "lake/lake.h"

namespace jutong::fusion {

// A table whose changes change what a feed tells.
struct Watched {
    std::string schema, table;
    std::string golden;  // SQL of the table that has the number where this has only the subject
};

// What linkage thinks of a row without a valid number and a subject: it is the subject's, or a
// person is to say so.
enum class Likeness : std::uint8_t { linked, review };
std::string_view to_string(Likeness likeness);

// One feed: a table whose rows tell of the library's subjects.
struct PlanFeed {
    std::string name;  // of the resource or library
    std::vector<Watched> watched;
    std::string number, as_sent;      // SQL
    std::string head;                 // SQL of FeedColumn after the number
    std::vector<std::string> values;  // SQL by place in `fields`; of golden records two each
    std::string from;                 // SQL; {} stands for the version to read
    std::string where;                // SQL; empty: all rows
    std::vector<std::size_t> fields;  // of the library, in the order of the columns
    bool may_be_broken = false;       // rows keep a number that is not valid as it was sent
    bool is_golden = false;           // golden records: after each field comes its origin
    bool enriches = false;            // brings no subject of its own
    std::string linked_by;  // the base library that links rows without a number; empty: none

    // SQL of the value of a field of the library; nothing where it gives none.
    std::optional<std::string> column_of(std::size_t field) const;
    // SQL of FeedColumn, then fields.
    std::string columns() const { return columns(number); }
    // The same with another number.
    std::string columns(std::string_view of) const;
    // SQL of what the rows as of a version of the lake give that meet a condition; empty: all.
    std::string select(std::string_view what, std::int64_t version,
                       std::string const& condition = {}) const;
    // SQL of columns() of the rows that are linked, with the numbers they are linked to; these are
    // called linked_number in `condition`.
    std::string select_linked(std::int64_t version, std::string const& condition = {}) const;
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
// Of meta.likeness_L: rows without a valid number, and whose they are or may be (Likeness). row_key
// is the row's row_id, a name that the engine keeps for itself in some tables.
std::vector<lake::Column> likeness_columns();
std::string likeness_table(std::string_view library);  // meta."likeness_person"

}  // namespace jutong::fusion

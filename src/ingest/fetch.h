// A table or query of a department's database, read into a kept file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "catalog/catalog.h"
#include "ingest/database.h"
#include "ingest/kept.h"

namespace jutong::ingest {

struct FetchOptions {
    std::optional<std::string> watermark;  // only rows from here on; of the source's `since`
    std::optional<std::int64_t> limit;     // rows
};

// What was read: whole, or the fetch fails and nothing of it stays.
struct Fetched {
    Kept kept;
    std::string source;  // the source's name
    std::string name;    // what rows are traced by: the source's, and from where on it was read
    std::int64_t rows = 0;
    bool is_full = true;                   // all rows were asked for
    std::optional<std::string> watermark;  // where the next reading goes on
};

// The columns that the source maps are read, those that have the names or titles of fields, the
// change flag and `since`; no others. Fails as Database does, with ingest.connection.column
// (invalid) where a column that the source names is not there, or two have one name, with
// ingest.connection.type (invalid), ingest.connection.rows (limited) beyond the connection's limit,
// ingest.file.column_missing (invalid), and as NewKept does.
Result<Fetched> fetch(Database& database, Connection const& connection,
                      catalog::Resource const& resource, catalog::Source const& source,
                      KeptFiles const& kept, FetchOptions const& options, Progress& progress);

}  // namespace jutong::ingest

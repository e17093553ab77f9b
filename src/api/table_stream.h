// Tables of any size as bodies that are made while they are sent.
#pragma once

#include <string>
#include <vector>

#include "api/services.h"
#include "lake/batch.h"

namespace jutong::api {

inline constexpr int exports_max = 4;  // at once; each has a thread of its own while it works

struct TableQuery {
    std::string sql;
    std::vector<lake::Column> columns;
    std::vector<std::string> header;  // of CSV; empty: the columns' names
    bool has_mark = false;            // of CSV: a byte order mark, so that spreadsheets read it
};

enum class TableFormat : std::uint8_t { csv, ndjson, parquet };

// Memory stays the same however many rows there are; Parquet goes through a file in the scratch
// folder. Fails with export.busy (limited), and as the statement does.
Result<http::Response> table_response(std::shared_ptr<job::Workplace> const& workplace,
                                      TableQuery query, TableFormat format,
                                      std::string const& name);

}  // namespace jutong::api

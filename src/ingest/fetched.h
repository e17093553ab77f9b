// A kept file of rows that a connection gave.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/database.h"
#include "ingest/open_records.h"
#include "ingest/stream.h"

namespace jutong::ingest {

// The file: this line; the name of the source; the columns and then the rows as comma-separated
// records, NULL as nothing and an empty text as "". Texts are the bytes that the database gave, so
// that their encoding is recognised as that of any text.
inline constexpr std::string_view fetched_magic = "jutong fetched rows 1\n";

std::string fetched_head(std::string const& source, std::vector<std::string> const& columns);

// Appends a row. One that is longer than a record may be stands in one line, so that it is refused
// as one row.
void append_fetched_row(std::string& out, DatabaseCells const& cells);

// Fails with ingest.file.damaged (invalid), and as fit_source does.
Result<OpenedRecords> open_fetched(Sampled bytes, catalog::Resource const& resource);

}  // namespace jutong::ingest

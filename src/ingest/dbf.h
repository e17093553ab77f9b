// Tables of dBase III and IV, FoxPro and Visual FoxPro (.dbf).
#pragma once

#include <memory>
#include <string_view>

#include "ingest/stream.h"
#include "ingest/table.h"

namespace jutong::ingest {

// Are these the first bytes of a DBF file? Its version, date and lengths must all be possible.
bool is_dbf(std::string_view first_bytes);

// Rows are numbered by the records, from 1; deleted ones are left out, and noted. Dates come as
// 2026-01-02, logical values as true and false. What stands in a memo file is not there: the cell
// has no value, and that is noted. Fails with ingest.dbf.damaged, ingest.dbf.encoding (a code page
// that is not Chinese), ingest.file.truncated; ingest.file.columns (limited).
Result<NamedTable> open_dbf(std::unique_ptr<ByteStream> bytes);

}  // namespace jutong::ingest

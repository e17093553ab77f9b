// The rows of a kept file that is no longer what was sent: what stays of a workbook, a DBF file,
// JSON lines or Parquet once a subject was erased from it. Row numbers are the ones of the file.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ingest/open_records.h"

namespace jutong::ingest {

// The file: this line; a line of format, delimiter and whether it is a correction; a line of the
// columns and one of the field that each gives, as comma-separated cells; then for each row a line
// of its number, its damage and its bytes in decimal, and the record itself with a line feed.
inline constexpr std::string_view kept_rows_magic = "jutong kept rows 1\n";

std::string kept_rows_head(OpenedRecords const& records, catalog::Resource const& resource);
std::string kept_row(Record const& record);

// A record of so many columns without any value, which is not a blank line either.
std::string empty_record(std::size_t columns, char delimiter);

// Fails with ingest.file.damaged (invalid).
Result<OpenedRecords> open_kept_rows(std::unique_ptr<ByteStream> bytes,
                                     catalog::Resource const& resource);

}  // namespace jutong::ingest

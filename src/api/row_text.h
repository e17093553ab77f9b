// Batches of the lake as text: CSV, lines of JSON, or JSON arrays.
#pragma once

#include <string>
#include <vector>

#include "lake/batch.h"

namespace jutong::api {

enum class RowFormat : std::uint8_t { csv, ndjson, arrays };

// For one thread at a time. Appends to one string, without memory of its own for rows.
class RowText {
public:
    RowText(RowFormat format, std::vector<lake::Column> columns);

    // Of CSV: RFC 4180; cells that a spreadsheet would work out begin with an apostrophe. Of
    // arrays: with a comma behind each.
    void append(lake::Batch const& batch, std::string& out) const;

    // A line of CSV with these cells.
    static void append_header(std::vector<std::string> const& cells, std::string& out);

private:
    std::vector<lake::Column> columns_;
    RowFormat format_;
    std::vector<std::string> before_;  // what stands before each value
    std::string_view end_;             // of a row
};

// Text as JSON, with its quotes.
void append_json_text(std::string& out, std::string_view text);

}  // namespace jutong::api

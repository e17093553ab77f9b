// How a file is laid out: its delimiter, its header, and which field each column gives.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "ingest/records.h"

namespace jutong::ingest {

struct Layout {
    Format format;
    bool header = true;
    std::vector<std::string> columns;                         // as the header names them
    std::vector<std::optional<std::size_t>> field_of_column;  // nothing: no field of the resource
    std::vector<std::string> missing;  // texts that mean missing, by the source

    std::vector<std::string> unmapped() const;  // columns that give no field
};

// Reads the layout from the beginning of a text and the sources that the pack declares; where there
// is none, columns are known by the titles and names of the fields. Fails (invalid) with
// ingest.file.empty, ingest.file.header (no header, or not one of this resource),
// ingest.file.column_duplicate, ingest.file.column_missing (a key or a required field).
Result<Layout> recognise_layout(std::string_view sample, catalog::Resource const& resource);

}  // namespace jutong::ingest

// The inputs of linkage, opened: for the sources of this module alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/open_records.h"
#include "job/link_tables.h"

namespace jutong::job {

// Columns are the same where they differ in case, spaces and signs only.
std::string plain_name(std::string_view name);

// A cell trimmed, and as linkage::plain_text makes it; empty where it says nothing: blank, null,
// unknown, 无.
std::string_view told(std::string_view cell, std::string& plain);

struct OpenedInput {
    std::string source;
    ingest::UnknownTable table;
    std::vector<std::string> columns;  // plain, and as LinkInputs::renamed calls them

    // Its number of columns where there is none.
    std::size_t place(std::string const& name) const;
    bool has(std::string const& name) const { return place(name) < columns.size(); }
    // The next row, with a cell for each column; false at the end.
    Result<bool> next(ingest::TableRow& row);
    // The cell of a row, as told() has it; empty too where it is missing or damaged (a quoted one
    // that has swallowed those after it).
    std::string_view value(ingest::TableRow const& row, std::size_t place,
                           std::string& plain) const;
};

// Fails with fuse.source (invalid) where two have one name, fuse.column where an input has a
// column under two names (invalid), and as ingest::open_unknown does.
Result<std::vector<OpenedInput>> open_inputs(LinkInputs const& inputs, lake::Lake& lake);

// A row's place, and columns that name the two rows of a link, after `before` and before `after`.
std::vector<lake::Column> columns_of_links(std::vector<lake::Column> const& before,
                                           std::vector<lake::Column> const& after);

// A source's name: the file's, without its endings.
std::string source_of(std::filesystem::path const& file);

}  // namespace jutong::job

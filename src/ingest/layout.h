// How a file is laid out: its delimiter, its header, and which field each column gives.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "ingest/records.h"

namespace jutong::ingest {

// The last columns of a reject file: what is wrong, and where the row stood. They mark a file as a
// correction of some rows of other files.
inline constexpr std::array<std::string_view, 3> correction_columns = {"问题", "原文件", "原行号"};

// A column as a header names it. Where the header has several lines: all of them, joined by /, and
// the lowest alone where no other column has it.
struct ColumnName {
    std::string name;
    std::string lowest{};
};

struct Layout {
    Format format;
    bool header = true;
    std::vector<std::string> columns;                         // as the header names them
    std::vector<std::optional<std::size_t>> field_of_column;  // nothing: no field of the resource
    std::vector<std::string> missing;   // texts that mean missing, by the source
    std::optional<std::size_t> change;  // column of the resource's change flag
    std::size_t matched = 0;            // columns that give a field
    bool correction = false;            // of rejected rows: the last columns say so

    std::vector<std::string> unmapped() const;  // columns that give no field and say nothing else
};

// Reads the layout from the beginning of a text and the sources that the pack declares; where there
// is none, columns are known by the titles and names of the fields. Fails (invalid) with
// ingest.file.empty, ingest.file.header (no header, or not one of this resource),
// ingest.file.column_duplicate, ingest.file.column_missing (a key, a required field, the change
// flag); ingest.file.columns (limited).
Result<Layout> recognise_layout(std::string_view sample, catalog::Resource const& resource);

// The same for columns whose names are known, or, for sources without a header, for a first row.
Result<Layout> fit_columns(std::vector<ColumnName> const& columns,
                           catalog::Resource const& resource);

// The same for columns of one source, or, where it is null, known by the names of fields alone.
Result<Layout> fit_source(std::vector<ColumnName> const& columns, catalog::Resource const& resource,
                          catalog::Source const* source);

// How many fields of the resource the columns give, by the source that knows most of them.
std::size_t fields_given(std::vector<ColumnName> const& columns, catalog::Resource const& resource);

// The columns of the first line of a text, by the delimiter that cuts its lines most evenly.
struct Delimited {
    Format format;
    std::vector<std::string> columns;
};
Result<Delimited> recognise_delimiter(std::string_view sample);

// Without the line breaks and spaces that headers are made pretty with.
std::string squeezed(std::string_view name);

}  // namespace jutong::ingest

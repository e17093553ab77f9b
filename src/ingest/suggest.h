// What an unknown file may be: its layout, the element of each column, the resource it is like.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "element/registry.h"
#include "ingest/open_records.h"
#include "lake/lake.h"

namespace jutong::ingest {

inline constexpr std::size_t rows_sampled_max = 10'000;
inline constexpr std::size_t rows_shown_max = 20;

// From here on a column may be the resource's timestamp.
inline constexpr double timestamp_min = 0.7;

struct ElementGuess {
    element::Element const* element = nullptr;
    double confidence = 0;  // 0..1: values accepted, how few other things are, likeness of the name
    double accepted = 0;    // share of the sampled values that the element reads
};

struct ColumnGuess {
    std::string name;                    // as the file names it
    std::string field;                   // a name for it in a pack
    std::vector<ElementGuess> elements;  // best first, at most three; never none
    double filled = 0;                   // share of the rows
    std::int64_t distinct = 0;           // values in the sample
    std::vector<std::string> examples;   // masked by the best element
    bool is_key = false;                 // every row has a value of its own
    bool has_digits = false;             // in every value: a number or code, more likely a key
    bool is_code_list = false;           // the values are codes of the best element's list
    double timestamp = 0;                // 0..1: may say when the source last changed the row

    ElementGuess const& best() const { return elements.front(); }
};

struct ResourceGuess {
    catalog::Resource const* resource = nullptr;  // null: none is like it
    std::size_t columns = 0;                      // that give a field of it
    double share = 0;                             // of the file's columns
};

struct Suggestion {
    std::string file;        // its name, or that of a table
    std::string connection;  // of a table; empty: a file
    std::string format, encoding, delimiter, sheet;
    std::int64_t rows = 0;  // sampled
    std::vector<ColumnGuess> columns;
    std::vector<std::vector<std::string>> first_rows;  // as they stand, at most rows_shown_max
    ResourceGuess nearest;
    std::vector<std::string> notes;
};

// Reads the first rows of a file; of a zip archive, of its first member that can be read. `lake`
// reads Parquet and may be null. Fails as open_unknown does.
Result<Suggestion> suggest(std::filesystem::path const& file, element::Registry const& registry,
                           catalog::Catalog const& catalog, lake::Lake* lake);

// The same for a table whose rows are at hand.
Result<Suggestion> suggest(UnknownTable table, std::string const& name,
                           element::Registry const& registry, catalog::Catalog const& catalog);

// A resource declaration in which only the department has to be filled in. `date` is when the
// catalogue entry is published, as 2026-01-05.
std::string yaml_of(Suggestion const& suggestion, std::string_view date);

}  // namespace jutong::ingest

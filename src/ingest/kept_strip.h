// Kept files without the rows that mention certain numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/progress.h"
#include "ingest/kept.h"
#include "ingest/mentions.h"
#include "ingest/source.h"

namespace jutong::ingest {

// Does anything in the file mention them: a row, or in an archive or a workbook any member, sheet
// or comment? `resource`: as what its rows were read. Fails as Source::open does.
Result<bool> mentions_in(std::filesystem::path const& file, catalog::Resource const& resource,
                         lake::Lake& lake, Mentions const& mentions, Progress& progress);

// What becomes of a kept file.
struct Stripped {
    Kept kept;                       // the new file
    std::vector<std::int64_t> rows;  // numbers of the rows whose cells are empty now
};

// Delimited text stays what it is, byte by byte, but for the rows that mention them: their cells
// are empty, so that every other row keeps its number. Of other formats the rows are kept
// (kept_rows.h) and nothing else. `file` itself stays. Fails as Source::open and NewKept do.
Result<Stripped> strip(KeptFiles const& kept, std::filesystem::path const& file,
                       catalog::Resource const& resource, lake::Lake& lake,
                       Mentions const& mentions, Progress& progress);

// The bytes of a file, unpacked where it is packed, and of every member of an archive.
Result<bool> mentions_in_bytes(std::filesystem::path const& file, Mentions const& mentions,
                               Progress& progress);

}  // namespace jutong::ingest

// What each department says of a subject, side by side.
#pragma once

#include <string>
#include <vector>

#include "job/workplace.h"

namespace jutong::job {

struct SourceValue {
    std::size_t field = 0;  // of the library
    std::string value;      // empty: nothing given
    bool differs = false;   // from the golden record
};

// One row of a resource about the subject.
struct SourceRow {
    catalog::Library const* library = nullptr;
    catalog::Resource const* resource = nullptr;
    std::int64_t load = 0, row = 0, run = 0;
    std::string file, at;  // at: when it was loaded, ISO 8601
    std::vector<SourceValue> values;
};

inline constexpr std::size_t source_rows_max = 1000;

// Rows that bear the number, or that fusion tied to it by mending theirs, in the libraries'
// and feeds' order. Reads the lake: a scan of one column for each feed. Fails with subject.unknown
// (not_found), subject.rows (limited).
Result<std::vector<SourceRow>> sources_of(Workplace& workplace, std::string const& number);

}  // namespace jutong::job

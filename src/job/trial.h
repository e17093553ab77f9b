// A file tried out on a declaration: what would come of it, and nothing is kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "ingest/loading.h"
#include "job/failing_row.h"
#include "job/sources.h"
#include "job/workplace.h"

namespace jutong::job {

inline constexpr std::int64_t trial_rows_max = 100'000;
inline constexpr std::size_t trial_rows_failing_max = 100;
inline constexpr std::size_t trial_rows_shown_max = 50;

struct Trial {
    std::string file;
    ingest::Outcome outcome;
    std::vector<governance::Measure> measures;
    std::vector<FailingRow> failing;                            // the first ones, by row
    std::vector<std::vector<std::optional<std::string>>> rows;  // accepted, typed, by field
    std::vector<std::string> notes;
};

// At most `limit` rows. `lake` lends an engine: nothing of it is read or written. Fails as
// Source::open does, and with trial.archive (invalid) where the file is an archive without a member
// for the resource.
Result<Trial> try_file(lake::Lake& lake, PackContent const& content,
                       catalog::Resource const& resource, Found const& file, std::int64_t limit,
                       Progress& progress);

}  // namespace jutong::job

// The report of a run: one HTML file that stands alone.
#pragma once

#include <filesystem>

#include "job/workplace.h"

namespace jutong::job {

// Writes DATA/reports/run-N.html from what the lake holds and gives its path.
Result<std::filesystem::path> write_report(Workplace& workplace, std::int64_t run);

}  // namespace jutong::job

// What a run does, by its request. For the sources of this module alone.
#pragma once

#include "job/workplace.h"
#include "operation/run_request.h"

namespace jutong::operation {

// The workplace was opened for writing and its runs have taken the run that begins. A backup needs
// none: perform_backup() instead.
Done perform(job::Workplace& workplace, RunRequest const& request, Progress& progress);

// Into backups/NAME, which is made where it is not there and brought up to date where it is.
Done perform_backup(job::Settings const& settings, RunRequest const& request, Progress& progress);

}  // namespace jutong::operation

// Seals: the hash of every data file of the lake, so that a flipped bit is found.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "job/workplace.h"

namespace jutong::job {

// Hashes data files that have no seal yet and forgets the seals of files that are gone. The cost
// grows with what is new.
Done seal_files(Workplace& workplace);

// The files that are not what was sealed; `looked`: of how many.
Result<std::vector<std::string>> broken_seals(Workplace& workplace, Progress& progress,
                                              std::int64_t& looked);

}  // namespace jutong::job

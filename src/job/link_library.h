// Linkage inside libraries: rows without a valid number find their subject by other evidence.
#pragma once

#include <cstdint>
#include <string>

#include "base/progress.h"
#include "fusion/fuse.h"
#include "job/workplace.h"

namespace jutong::job {

// The tables of linkage and of people's answers. Inside a transaction.
Done make_linkage_table(lake::Session& session);

// Fuses a library by number; where it says how, rows that no number ties to a subject are then held
// against its golden records, and the subjects that win or lose such a row are fused again. Golden
// values that come of linked rows are not compared, so the result does not depend on what was
// linked before. People's answers come first. Is not done again where nothing has changed, nor,
// with a note, where there are more rows than twice options.memory_bytes_max can hold. Fails as
// fusion::fuse and linkage::link do.
Result<fusion::FusionResult> fuse_library(Workplace& workplace, catalog::Library const& library,
                                          std::int64_t run, fusion::FusionOptions const& options,
                                          Progress& progress);

}  // namespace jutong::job

// Retention: what need not be kept any longer goes, by the days that the packs say.
#pragma once

#include "base/progress.h"
#include "job/workplace.h"

namespace jutong::job {

struct Maintained {
    std::int64_t versions = 0;     // of the lake
    std::int64_t quarantined = 0;  // rows of the quarantine
    std::int64_t kept_files = 0;
    std::int64_t runs = 0;  // records of them in the store
    std::int64_t reports = 0;
};

enum class Change : std::uint8_t { none, made };

// Drops what is older than the packs' retention says, and merges small data files. Stays, however
// old: the last version and those that the next fusion of a library begins from; quarantine and
// kept file of the last load of a file. Files of versions that went are deleted a day later, when
// nobody can be reading them. With Change::none only counts. Can be cut off and done again.
Result<Maintained> maintain(Workplace& workplace, Change change, Progress& progress);

}  // namespace jutong::job

// fsck: everything that must hold in a data directory, checked.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "job/workplace.h"

namespace jutong::job {

struct Finding {
    std::string check;  // what was looked at
    std::int64_t looked = 0;
    std::vector<std::string> faults;
};

// The store's file; every data file of the lake; every kept file against its hash; read = accepted
// + quarantined in each load; quarantine as many rows as the loads say; no key twice; every golden
// record with its origin.
Result<std::vector<Finding>> check_all(Workplace& workplace, Progress& progress);

}  // namespace jutong::job

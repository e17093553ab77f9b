// Which rules cost most: what to mend first.
#pragma once

#include <string>
#include <vector>

#include "job/quality.h"

namespace jutong::job {

struct Loss {
    std::string resource;
    governance::Measure measure;
    std::int64_t rows = 0;  // values or rows that fail
    double points = 0;      // that it takes from its resource's score
};

// Of all, or of one department; the most rows first.
Result<std::vector<Loss>> losses_of(Workplace& workplace, std::string const& department);

}  // namespace jutong::job

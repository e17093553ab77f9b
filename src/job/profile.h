// The values of a resource's fields at a glance.
#pragma once

#include <string>
#include <vector>

#include "job/workplace.h"

namespace jutong::job {

struct FieldProfile {
    std::string field;
    std::int64_t rows = 0, nulls = 0;
    std::int64_t distinct = 0;  // approximate
    std::string min, max;       // empty where the field is personal
    std::vector<std::pair<std::string, std::int64_t>>
        top;  // most frequent, masked where personal; none where nearly all differ
};

// By field, in the resource's order.
Result<std::vector<FieldProfile>> profile_of(Workplace& workplace,
                                             catalog::Resource const& resource);

}  // namespace jutong::job

// A subject looked up by its number: the golden record, the origin of each value, and what each
// department says.
#pragma once

#include <string>
#include <vector>

#include "job/workplace.h"

namespace jutong::job {

struct SubjectValue {
    std::string field, title;
    std::string value;           // empty: nobody gives it
    std::string resource, rule;  // its origin
    std::int64_t run = 0, row = 0;
    std::string file;
    struct Other {
        std::string resource, provider, value;
    };
    std::vector<Other> others;  // what other departments say instead
};

struct SubjectRecord {
    std::string library, title, number;
    std::int64_t subject = 0;
    std::vector<SubjectValue> values;
};

// In every library that has the number. The number is normalised by the elements it can be of.
Result<std::vector<SubjectRecord>> look_up(Workplace& workplace, std::string const& number);

}  // namespace jutong::job

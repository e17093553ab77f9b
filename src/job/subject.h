// A subject looked up by its number: the golden record, the origin of each value, and what each
// department says.
#pragma once

#include <optional>
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

// A time as people write it, with its zone: without one it is Shanghai's, and a day is its end
// (interfaces.md, Time).
std::string with_zone(std::string const& time);

// The number as the library's element writes it; nothing where it reads none, or the library has a
// key of its own.
std::optional<std::string> normalised_number(catalog::Library const& library,
                                             std::string const& number);

// Those of the numbers that the library can know, as its element writes them.
std::vector<std::string> normalised_numbers(catalog::Library const& library,
                                            std::vector<std::string> const& numbers);

// A change of a golden record.
struct SubjectChange {
    std::string library, title, at;  // ISO 8601, UTC
    enum class Kind { added, changed, ended } kind = Kind::added;
    struct Field {
        std::string field, title, before, after;  // empty: no value
    };
    std::vector<Field> fields;  // those that differ
};

// How the golden records of a number came to be what they are: oldest first, library by library, as
// far back as versions are kept. A number of which nothing is known any more has a history still.
Result<std::vector<SubjectChange>> history_of(Workplace& workplace, std::string const& number);

// In every library that has the number. The number is normalised by the elements it can be of.
Result<std::vector<SubjectRecord>> look_up(Workplace& workplace, std::string const& number);

}  // namespace jutong::job

// What mentions a number in the tables of the lake, the kept files and the small state. For erase.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "job/erase.h"

namespace jutong::job {

struct Mentioning {
    struct Place {  // of a row in the quarantine
        std::string run, file, row;
        auto operator<=>(Place const&) const = default;
    };
    struct OfResource {
        std::vector<std::int64_t> rows;                          // ids: the subject's own
        std::map<std::string, std::vector<std::int64_t>> cells;  // by field: of rows of others
        std::vector<Place> quarantined;
    };
    struct KeptFile {
        catalog::Resource const* resource;
        std::string sha256;
    };
    std::map<catalog::Resource const*, OfResource> resources;
    std::vector<KeptFile> kept;
    std::vector<std::string> names;  // of files
    std::vector<fs::path> reports;
    std::vector<std::int64_t> runs;
};

// Adds to `mentions` the numbers as sent of rows that fusion tied to these subjects by mending, and
// the keys of those that were linked. Fails with erase.linked (conflict) where such a row has none.
Result<Mentioning> find_mentions(Workplace& workplace, ingest::Mentions& mentions,
                                 std::vector<std::string> const& numbers, Progress& progress);

// The files that loads refer to, with the resource they were read as.
Result<std::vector<Mentioning::KeptFile>> kept_files_of(Workplace& workplace);

}  // namespace jutong::job

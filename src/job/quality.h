// Quality as the lake has measured it.
#pragma once

#include <string>
#include <vector>

#include "governance/rules.h"
#include "job/workplace.h"

namespace jutong::job {

struct ResourceQuality {
    std::string resource, title, provider;
    std::int64_t loads = 0, read = 0, accepted = 0, quarantined = 0, flagged = 0, repaired = 0;
    double score = 100;
    std::vector<governance::Measure> measures;  // summed over all loads
    std::vector<std::pair<std::string, double>>
        dimensions;  // dimension and its score, of those that were measured
};

// By the last load of each file. Of the named resource or, where empty, of all that have loads; in
// the catalogue's order.
Result<std::vector<ResourceQuality>> quality_of(Workplace& workplace, std::string const& resource);

struct TallyRow {
    std::string resource, verdict, reason, field;
    std::int64_t rows = 0;
};

// How often each reason was given, most often first; `resource` empty: of all.
Result<std::vector<TallyRow>> tallies_of(Workplace& workplace, std::string const& resource);

// Fails with catalog.unknown_resource (not_found), which names the nearest.
Result<catalog::Resource const*> resource_named(catalog::Catalog const& catalog,
                                                std::string const& name);

}  // namespace jutong::job

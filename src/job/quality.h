// Quality as the lake has measured it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "governance/rules.h"
#include "job/workplace.h"

namespace jutong::job {

struct ResourceQuality {
    std::string resource, title, provider;
    std::int64_t loads = 0, read = 0, accepted = 0, quarantined = 0, flagged = 0, repaired = 0;
    double score = 100;
    std::vector<governance::Measure> measures;  // summed over all loads, and those of its table
    std::vector<std::pair<std::string, double>>
        dimensions;  // dimension and its score, of those that were measured
};

// By the last load of each file. Of the named resource or, where empty, of all that have loads; in
// the catalogue's order. `run`: as it was after that run.
Result<std::vector<ResourceQuality>> quality_of(Workplace& workplace, std::string const& resource,
                                                std::optional<std::int64_t> run = {});

// The score of a department, a city or a run: of all measures of its resources together.
struct QualityScore {
    std::string name, title;  // of a city its code and full name; of a run its number and time
    double score = 100;
    std::optional<double> before;  // a run: the score of the one before
    std::int64_t resources = 0, a = 0, b = 0;
    std::vector<std::pair<governance::Dimension, double>> dimensions;
};

enum class QualityBy : std::uint8_t { resource, department, city, run };

// Departments in the catalogue's order, cities by code, runs the latest last (at the most
// runs_shown of them). `resource` empty: over all.
inline constexpr std::size_t runs_shown = 30;
Result<std::vector<QualityScore>> scores_by(Workplace& workplace, QualityBy by,
                                            std::string const& resource);

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

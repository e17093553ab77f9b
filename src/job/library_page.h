// A library looked at closely: how full it is, who fills it, whose values differ.
#pragma once

#include <string>
#include <vector>

#include "job/workplace.h"

namespace jutong::job {

struct LibraryPage {
    std::int64_t subjects = 0;
    std::vector<std::int64_t> filled;  // by field of the library: subjects that have a value
    // Resource, and the subjects that it gives a value to; most first.
    std::vector<std::pair<std::string, std::int64_t>> coverage;
    std::string versions_from;  // ISO 8601: since when its history is kept
};
Result<LibraryPage> library_page(Workplace& workplace, catalog::Library const& library);

struct ConflictCount {
    std::string library, resource, field;
    std::int64_t values = 0;
};
// Values of providers that differ from the golden ones, most first; library empty: of all.
Result<std::vector<ConflictCount>> conflicts_of(Workplace& workplace, std::string const& library);

struct Conflict {
    std::string number, field, chosen, chosen_resource, other, other_resource;
    std::int64_t subject = 0;
};
struct ConflictFilter {
    std::string provider, field;  // empty: any
    std::size_t offset = 0, count = 50;
};
// By subject; values are as they are, not masked.
Result<std::vector<Conflict>> conflict_rows(Workplace& workplace, catalog::Library const& library,
                                            ConflictFilter const& filter);

// Fails with catalog.unknown_library (not_found), which names the nearest.
Result<catalog::Library const*> library_named(catalog::Catalog const& catalog,
                                              std::string const& name);

}  // namespace jutong::job

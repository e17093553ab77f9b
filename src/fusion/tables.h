// The lake tables of libraries, and those that record fusions. For the sources of this module
// alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fusion/fuse.h"

namespace jutong::fusion {

std::string library_table(catalog::Library const& library);  // library."person"
std::string origin_table(
    catalog::Library const& library);  // meta."origin_person": packed; origin."person" shows it
std::string conflict_table(catalog::Library const& library);  // meta."conflict_person"

std::string link_table(catalog::Library const& library);    // meta."link_person"
std::string digest_table(catalog::Library const& library);  // meta."digest_person"

// What decides how a library is fused, as text.
std::string declarations_of(catalog::Library const& library, catalog::Catalog const& catalog);

// The last fusion of a library: under which declarations, from which version of the lake.
struct LastFusion {
    std::string declarations;
    std::int64_t version = 0;
};
Result<std::optional<LastFusion>> last_fusion(lake::Session& session,
                                              catalog::Library const& library);
Done record_fusion(lake::Session& session, FusionResult const& result, std::int64_t run,
                   LastFusion const& made);

}  // namespace jutong::fusion

// The lake tables of libraries, and those that record fusions. For the sources of this module
// alone.
#pragma once

#include <string>
#include <vector>

#include "fusion/fuse.h"

namespace jutong::fusion {

std::string library_table(catalog::Library const& library);  // library."person"
std::string origin_table(
    catalog::Library const& library);  // meta."origin_person": packed; origin."person" shows it
std::string conflict_table(catalog::Library const& library);  // meta."conflict_person"

// What a fusion's result depends on, as text: the declarations of the library and the last load of
// each feed.
Result<std::string> inputs_of(lake::Session& session, catalog::Catalog const& catalog,
                              catalog::Library const& library);
Result<std::string> last_inputs(lake::Session& session, catalog::Library const& library);
Done record_fusion(lake::Session& session, FusionResult const& result, std::int64_t run,
                   std::string const& inputs);

}  // namespace jutong::fusion

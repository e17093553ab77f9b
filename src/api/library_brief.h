// A library in a line.
#pragma once

#include "base/json.h"
#include "job/holdings.h"

namespace jutong::api {

// `place`: in the catalogue.
json::object library_brief(catalog::Catalog const& catalog, std::size_t place,
                           job::Holdings const& holdings);

}  // namespace jutong::api

// Lineage as JSON, with the rows that each of its places has.
#pragma once

#include "base/json.h"
#include "job/holdings.h"
#include "job/lineage.h"

namespace jutong::api {

json::object json_of(job::Lineage const& lineage, catalog::Catalog const& catalog,
                     job::Holdings const& holdings);

}  // namespace jutong::api

// The time that a request may take of the lake.
#pragma once

#include "api/route.h"

namespace jutong::api {

// Statements of a request that only reads end after 30 seconds: it fails with lake.time
// (unavailable). What streams goes on for as long as it is read.
void bound_reading(Routes& routes);

}  // namespace jutong::api

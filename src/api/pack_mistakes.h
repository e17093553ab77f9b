// Mistakes of packs, as problems of a request that would make them.
#pragma once

#include "api/route.h"
#include "pack/document.h"

namespace jutong::api {

// 400 with every mistake; field: "line 12" of the document sent, or another file and its line.
http::Response pack_problem(Call const& call, pack::Problems const& problems);

}  // namespace jutong::api

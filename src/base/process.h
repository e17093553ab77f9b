// Programs of the system that we call.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace jutong {

// Runs a program, found on PATH, to its end; what it says on stderr goes to ours. Fails with
// process.missing (unavailable), process.failed (unavailable).
Done call_program(std::vector<std::string> const& words);

}  // namespace jutong

// What personal values are shown for.
#pragma once

#include "api/route.h"

namespace jutong::api {

// Its being given shows personal values as they are; else they are masked.
Parameter purpose_parameter();

// Writes into the log who is shown what for which purpose, where one is given. `what` tells no
// personal data.
void note_purpose(Call const& call, std::string const& what);

}  // namespace jutong::api

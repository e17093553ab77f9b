// What personal values are shown for.
#pragma once

#include "api/services.h"

namespace jutong::api {

// Its being given shows personal values as they are; else they are masked.
Parameter purpose_parameter();

// Records who looks at what is personal, when and for what, where a purpose is given; durable when
// this returns. `what` tells no personal data.
Done record_reveal(Services& services, Call const& call, std::string const& what);

}  // namespace jutong::api

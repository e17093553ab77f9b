// A request held against its route. For the sources of this module alone.
#pragma once

#include "api/route.h"

namespace jutong::api {

struct ReadCall {
    Call call;
    Error error = {};  // its reason is empty where all fits
    std::vector<Mistake> mistakes = {};
};

ReadCall read_call(Route const& route, Components const& components, http::Request request);

}  // namespace jutong::api

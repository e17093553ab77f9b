// Who may ask at all: hosts, origins, tokens. For the sources of this module alone.
#pragma once

#include <optional>

#include "api/router.h"

namespace jutong::api {

// Why a request is not heard; nothing where it is. Health is told to anybody who reaches it.
std::optional<Error> refused(Guard const& guard, http::Request const& request);

// Does an If-None-Match or If-Match header name the tag?
bool names_tag(std::string_view header, std::string_view tag);

}  // namespace jutong::api

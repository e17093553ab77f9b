// Server-sent events (WHATWG HTML §9.2) of the runner, as a body that is made while it is sent.
#pragma once

#include <memory>

#include "http/message.h"
#include "operation/runner.h"

namespace jutong::api {

inline constexpr std::size_t event_streams_max = 200;

// Of one run, which ends with it, or of all (0). `first` is sent at once. Fails with http.streams
// (limited).
Result<http::Response> event_response(operation::Runner& runner, std::int64_t run,
                                      operation::RunEvent const* first);

}  // namespace jutong::api

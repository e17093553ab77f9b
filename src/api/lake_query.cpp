#include "api/lake_query.h"

#include "lake/deadline.h"

namespace jutong::api {

namespace {

constexpr std::chrono::seconds lake_time_max{30};

Handle bounded(Handle handle) {
    return [handle = std::move(handle)](Call& call) -> Result<http::Response> {
        lake::Deadline const deadline(lake_time_max);
        auto response = handle(call);
        if (!response && response.error().reason == "run.cancelled" && deadline.passed())
            return fail(Code::unavailable, "lake.time",
                        "The answer took longer than 30 seconds to find; ask for less");
        return response;
    };
}

}  // namespace

void bound_reading(Routes& routes) {
    for (auto& route : routes.all)
        if (route.method == http::Method::get && route.where != Where::network)
            route.handle = bounded(std::move(route.handle));
}

}  // namespace jutong::api

#include "api/purpose.h"

namespace jutong::api {

namespace {

constexpr std::string_view reveal_schema = R"(
CREATE TABLE IF NOT EXISTS api_reveal (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, actor TEXT NOT NULL,
    purpose TEXT NOT NULL, route TEXT NOT NULL, request TEXT NOT NULL);
)";

}  // namespace

Parameter purpose_parameter() {
    return query("purpose", text_of(4, 200, "Why personal values are to be seen; it is recorded"));
}

Done record_reveal(Services& services, Call const& call, std::string const& what) {
    if (!call.has("purpose")) return {};
    auto const workplace = services.workplace();
    auto& store = workplace->store();
    TRY(store.run_script(reveal_schema));
    return store.run(
        "INSERT INTO api_reveal (at, actor, purpose, route, request) VALUES (?1, ?2, ?3, ?4, ?5)",
        {iso_time(services.clock.now()), call.actor, call.text("purpose"), what, call.request.id});
}

}  // namespace jutong::api

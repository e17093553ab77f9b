// Connections to departments' databases, as the installation's configuration names them.
#include <chrono>

#include "api/services.h"
#include "job/connections.h"

namespace jutong::api {

namespace {

void add_components(Components& components) {
    components["Connection"] = object({{"connection", text()},
                                       {"kind", choice({"postgresql", "sqlite", "odbc"})},
                                       {"title", text()},
                                       {"where", text("Which database; never secrets")}});
    components["ConnectionTest"] =
        object({{"ok", boolean()},
                {"detail", text("Why it does not work, or how many tables there are")},
                {"milliseconds", integer()}});
    components["DatabaseTable"] = object({{"schema", text()}, {"table", text()}});
}

Result<http::Response> list_connections(Services& services) {
    json::array items;
    for (auto const& connection : TRY(job::list_connections(services.settings)))
        items.push_back({{"connection", connection.name},
                         {"kind", to_string(connection.kind)},
                         {"title", connection.title},
                         {"where", connection.where()}});
    return json_response({{"items", std::move(items)}});
}

Result<http::Response> test_connection(Services& services, Call& call) {
    auto const connection = TRY(job::connection_named(services.settings, call.text("connection")));
    Progress silent;
    auto const started = std::chrono::steady_clock::now();
    auto const test = job::test_connection(connection, silent);
    auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - started);
    auto const detail =
        test.failure ? test.failure->message : std::to_string(test.tables) + " tables";
    return json_response(
        {{"ok", !test.failure}, {"detail", detail}, {"milliseconds", std::int64_t{took.count()}}});
}

Result<http::Response> list_tables(Services& services, Call& call) {
    auto const connection = TRY(job::connection_named(services.settings, call.text("connection")));
    Progress silent;
    json::array items;
    for (auto const& name : TRY(job::tables_of(connection, silent))) {
        auto const dot = name.rfind('.');
        auto const has_schema = dot != std::string::npos;
        items.push_back({{"schema", has_schema ? name.substr(0, dot) : ""},
                         {"table", has_schema ? name.substr(dot + 1) : name}});
    }
    return json_response({{"items", std::move(items)}});
}

}  // namespace

void add_connection_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    auto const name = path_text("connection", "The connection's name");
    routes.add({.path = "/api/v1/connections",
                .name = "list_connections",
                .tag = "connecting",
                .summary = "Databases of departments that rows may come from",
                .answer = items_of(component("Connection")),
                .handle = [&s](Call&) { return list_connections(s); }});
    routes.add({.method = http::Method::post,
                .path = "/api/v1/connections/{connection}/test",
                .name = "test_connection",
                .tag = "connecting",
                .summary = "Does it work?",
                .parameters = {name},
                .body = object({}),
                .answer = component("ConnectionTest"),
                .failures = {404},
                .handle = [&s](Call& call) { return test_connection(s, call); }});
    routes.add({.path = "/api/v1/connections/{connection}/tables",
                .name = "list_connection_tables",
                .tag = "connecting",
                .summary = "Tables and views that its user may see",
                .parameters = {name},
                .answer = items_of(component("DatabaseTable")),
                .failures = {404, 503},
                .handle = [&s](Call& call) { return list_tables(s, call); }});
}

}  // namespace jutong::api

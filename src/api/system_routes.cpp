// Health, metrics, the description of the routes, and what this server is.
#include <unistd.h>

#include "api/lake_query.h"
#include "api/services.h"

namespace jutong::api {

namespace {

void add_components(Components& components) {
    components["Problem"] = object({{"type", text()},
                                    {"title", text()},
                                    {"status", integer()},
                                    {"detail", text("What happened")},
                                    {"reason", text("A stable name, such as run.already")},
                                    maybe("field", text()),
                                    maybe("rule", text()),
                                    maybe("remedy", text()),
                                    maybe("errors", list_of(component("ProblemItem"))),
                                    {"request_id", text()}});
    components["ProblemItem"] =
        object({{"field", text()}, {"rule", text()}, {"detail", text()}, {"remedy", text()}});
    components["Health"] = object({{"state", choice({"ok", "unready"})}, maybe("reason", text())});
    components["Status"] = object({{"version", text()},
                                   {"started", time_text()},
                                   {"pid", integer()},
                                   {"actor", text("Who asks")},
                                   {"identity", choice({"loopback", "token"})},
                                   {"data", text("The data directory")},
                                   {"store", choice({"sqlite", "postgresql"})},
                                   {"waiting", integer("Runs that wait")},
                                   {"schedules_on", boolean("Files and backups run by themselves")},
                                   {"run", nullable(component("Run"))}});
}

http::Response ready(Services& services) {
    auto const reason = services.unready();
    if (reason.empty()) return json_response({{"state", "ok"}});
    auto response = json_response({{"state", "unready"}, {"reason", reason}}, 503);
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

Result<http::Response> status(Services& services, Call& call) {
    auto const running = TRY(services.runner.list(0, 1, "running", ""));
    json::object out{{"version", services.version},
                     {"started", services.started},
                     {"pid", std::int64_t{::getpid()}},
                     {"actor", call.actor},
                     {"identity", services.needs_token ? "token" : "loopback"},
                     {"data", fs::absolute(services.settings.data).string()},
                     {"store", services.settings.database.empty() ? "sqlite" : "postgresql"},
                     {"waiting", services.runner.waiting()},
                     {"schedules_on", services.scheduler->is_on()},
                     {"run", nullptr}};
    if (!running.empty()) out["run"] = operation::json_of(running.front());
    return json_response(out);
}

}  // namespace

void add_system_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    routes.add({.path = "/health/live",
                .name = "live",
                .tag = "system",
                .summary = "The process answers",
                .answer = component("Health"),
                .where = Where::network,
                .handle = [](Call&) -> Result<http::Response> {
                    return json_response({{"state", "ok"}});
                }});
    routes.add({.path = "/health/ready",
                .name = "ready",
                .tag = "system",
                .summary = "The store and the lake answer too",
                .answer = component("Health"),
                .failures = {503},
                .handle = [&s](Call&) -> Result<http::Response> { return ready(s); }});
    routes.add({.path = "/metrics",
                .name = "metrics",
                .tag = "system",
                .summary = "Metrics for Prometheus",
                .media = {"text/plain"},
                .handle = [&s](Call&) -> Result<http::Response> {
                    http::Response response{
                        200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}};
                    response.body = s.metrics.text();
                    return response;
                }});
    routes.add({.path = "/api/v1/status",
                .name = "status",
                .tag = "system",
                .summary = "What this server is and what it does now",
                .answer = component("Status"),
                .handle = [&s](Call& call) { return status(s, call); }});
}

Routes all_routes(Services& services) {
    Routes routes;
    add_system_routes(routes, services);
    add_run_routes(routes, services);
    add_subject_routes(routes, services);
    add_upload_routes(routes, services);
    add_resource_routes(routes, services);
    add_resource_page_routes(routes, services);
    add_overview_routes(routes, services);
    add_library_routes(routes, services);
    add_question_routes(routes, services);
    add_quality_routes(routes, services);
    add_quarantine_routes(routes, services);
    add_table_routes(routes, services);
    add_search_routes(routes, services);
    add_pack_routes(routes, services);
    add_definition_routes(routes, services);
    add_suggest_routes(routes, services);
    add_trial_routes(routes, services);
    add_schedule_routes(routes, services);
    add_connection_routes(routes, services);
    bound_reading(routes);
    auto const text = std::make_shared<std::string>();
    auto const page = std::make_shared<std::string>();
    routes.add({.path = "/api/v1/openapi.json",
                .name = "openapi",
                .tag = "system",
                .summary = "This description, for programs",
                .answer = Schema{{"type", "object"}},
                .where = Where::network,
                .handle = [text](Call&) -> Result<http::Response> {
                    http::Response response{200, {{"Content-Type", "application/json"}}};
                    response.body = *text;
                    return response;
                }});
    routes.add(
        {.path = "/api/docs",
         .name = "docs",
         .tag = "system",
         .summary = "This description, for people",
         .media = {"text/html"},
         .where = Where::network,
         .handle = [page](Call&) -> Result<http::Response> {
             http::Response response{
                 200,
                 {{"Content-Type", "text/html; charset=utf-8"},
                  {"Content-Security-Policy",
                   "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}}};
             response.body = *page;
             return response;
         }});
    *text = json::serialize(openapi(routes, services.version));
    *page = docs_page(routes, services.version);
    return routes;
}

}  // namespace jutong::api

// Runs: start, watch, cancel, go on.
#include "api/event_stream.h"
#include "api/services.h"
#include "ingest/tables.h"

namespace jutong::api {

namespace {

using operation::RunEvent;

constexpr std::int64_t run_max = INT64_MAX;
std::vector<std::string_view> const commands = {"main",   "ingest",   "fuse",  "quality",
                                                "backup", "maintain", "retry", "apply"};
std::vector<std::string_view> const states = {"queued", "running",   "done",
                                              "failed", "cancelled", "interrupted"};

void add_components(Components& components) {
    components["RunStep"] = object({{"step", text()}, {"seconds", number()}, {"rows", integer()}});
    components["RunProgress"] = object({{"step", text("What is being done")},
                                        {"step_index", integer()},
                                        {"done", integer()},
                                        {"total", integer("0: not known")},
                                        {"rows", integer()},
                                        {"rows_per_second", number()},
                                        {"seconds_left", nullable(number())},
                                        {"steps", list_of(component("RunStep"))},
                                        maybe("run", integer())});
    std::vector<Property> run = {{"run", integer()},
                                 {"command", text()},
                                 {"title", text("The command as a line")},
                                 {"state", choice(states)},
                                 {"started", time_text()},
                                 {"ended", nullable(time_text())},
                                 {"message", nullable(text("Why it failed"))},
                                 {"reason", nullable(text())},
                                 {"resource", nullable(text())},
                                 {"actor", text()},
                                 {"resumable", boolean()},
                                 maybe("progress", component("RunProgress"))};
    components["Run"] = object(run);
    components["RunLine"] = object({{"at", time_text()}, {"line", text()}});
    run.push_back({"log", list_of(component("RunLine"))});
    run.push_back({"loads", list_of(component("Arrival"))});
    components["RunDetail"] = object(run);
    components["Arrival"] = object({{"run", integer()},
                                    {"resource", text()},
                                    {"file", text()},
                                    {"at", time_text()},
                                    {"read", integer()},
                                    {"accepted", integer()},
                                    {"quarantined", integer()},
                                    {"flagged", integer()},
                                    {"added", integer()},
                                    {"changed", integer()},
                                    {"ended", integer()}});
    components["RunRequest"] =
        object({{"command", choice(commands)},
                maybe("resource", text_of(1, 200, "ingest, retry: whose rows")),
                maybe("upload", text_of(1, 64, "ingest: an upload that is complete")),
                maybe("from", text_of(1, 1000, "main, ingest: a folder or file below the inbox")),
                maybe("libraries", list_of(text_of(1, 200), 100)),
                maybe("full", boolean("fuse: all again")),
                maybe("to", text_of(1, 64, "backup: its name"))});
}

std::int64_t run_of(Call const& call) { return call.integer("run", 0); }

Parameter run_parameter() { return {"run", In::path, integer_of(1, run_max), true}; }

http::Response accepted(operation::RunView const& view) {
    auto response = json_response(operation::json_of(view), 202);
    response.headers.emplace_back("Location", "/api/v1/runs/" + std::to_string(view.run.id));
    return response;
}

operation::RunRequest request_of(Call const& call) {
    auto request = operation::request_of(call.body.as_object());
    return request;
}

Result<http::Response> list_runs(Services& services, Call& call) {
    auto const count = call.limit() + 1;
    auto views = TRY(services.runner.list(static_cast<std::int64_t>(call.offset()), count,
                                          call.text("state"), call.text("command")));
    auto const has_more = views.size() == count;
    if (has_more) views.pop_back();
    json::array items;
    for (auto const& view : views) items.push_back(operation::json_of(view));
    // The cursor is the last run shown: runs that begin meanwhile shift nothing.
    json::object page{{"items", std::move(items)}, {"next", nullptr}};
    if (has_more) page["next"] = std::to_string(views.back().run.id);
    return json_response(page);
}

Result<json::array> loads_of(Services& services, std::int64_t run) {
    auto const workplace = services.workplace();
    auto session = TRY(workplace->lake().session());
    auto const rows = TRY(session.query(
        "SELECT to_json({\"run\": run, resource: resource, file: file, \"at\": strftime(loaded_at "
        "AT TIME "
        "ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ'), read: read, accepted: accepted, quarantined: "
        "quarantined, flagged: flagged, added: added, changed: changed, ended: ended}) FROM "
        "meta.load WHERE run = $1::BIGINT ORDER BY load LIMIT 1000",
        {std::to_string(run)}));
    json::array loads;
    for (auto const& row : rows.rows) loads.push_back(json::parse(row[0].value_or("null")));
    return loads;
}

Result<http::Response> show_run(Services& services, Call& call) {
    auto const view = TRY(services.runner.find(run_of(call)));
    auto object = operation::json_of(view);
    json::array lines;
    for (auto const& [at, line] : TRY(services.runner.log_of(view.run.id)))
        lines.push_back({{"at", at}, {"line", line}});
    object["log"] = std::move(lines);
    object["loads"] = TRY(loads_of(services, view.run.id));
    return json_response(object);
}

Result<http::Response> watch_run(Services& services, Call& call) {
    auto const view = TRY(services.runner.find(run_of(call)));
    auto const& state = view.run.state;
    RunEvent const first{view.run.id, RunEvent::Kind::state, operation::json_of(view),
                         state != "queued" && state != "running"};
    return event_response(services.runner, view.run.id, &first);
}

}  // namespace

void add_run_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    using http::Method;
    routes.add(
        {.path = "/api/v1/runs",
         .name = "list_runs",
         .tag = "runs",
         .summary = "Runs, the latest first",
         .parameters = paged({query("state", choice(states)), query("command", choice(commands))}),
         .answer = page_of(component("Run")),
         .handle = [&s](Call& call) { return list_runs(s, call); }});
    routes.add({.method = Method::post,
                .path = "/api/v1/runs",
                .name = "start_run",
                .tag = "runs",
                .summary = "Asks for a run; it waits for those before it",
                .parameters = {{"Idempotency-Key", In::header,
                                text_of(1, 100, "The same key gives the same run again")}},
                .body = component("RunRequest"),
                .status = 202,
                .answer = component("Run"),
                .failures = {409, 429},
                .handle = [&s](Call& call) -> Result<http::Response> {
                    return accepted(TRY(s.runner.request(request_of(call), call.actor,
                                                         call.text("Idempotency-Key"))));
                }});
    routes.add({.path = "/api/v1/runs/events",
                .name = "watch_runs",
                .tag = "runs",
                .summary = "Every run's state and progress from now on, as server-sent events",
                .media = {"text/event-stream"},
                .failures = {429},
                .handle = [&s](Call&) { return event_response(s.runner, 0, nullptr); }});
    routes.add({.path = "/api/v1/runs/{run}",
                .name = "show_run",
                .tag = "runs",
                .summary = "One run with its log and what it loaded",
                .parameters = {run_parameter()},
                .answer = component("RunDetail"),
                .failures = {404},
                .handle = [&s](Call& call) { return show_run(s, call); }});
    routes.add({.path = "/api/v1/runs/{run}/events",
                .name = "watch_run",
                .tag = "runs",
                .summary = "State, progress and log of one run as server-sent events, to its end",
                .parameters = {run_parameter()},
                .media = {"text/event-stream"},
                .failures = {404, 429},
                .handle = [&s](Call& call) { return watch_run(s, call); }});
    routes.add({.method = Method::post,
                .path = "/api/v1/runs/{run}/cancel",
                .name = "cancel_run",
                .tag = "runs",
                .summary = "Asks a run to stop; what it has committed stays",
                .parameters = {run_parameter()},
                .body = object({}),
                .status = 202,
                .answer = component("Run"),
                .failures = {404, 409},
                .handle = [&s](Call& call) -> Result<http::Response> {
                    return accepted(TRY(s.runner.cancel(run_of(call))));
                }});
    routes.add({.method = Method::post,
                .path = "/api/v1/runs/{run}/resume",
                .name = "resume_run",
                .tag = "runs",
                .summary = "Asks for the same again; what was done is not done twice",
                .parameters = {run_parameter()},
                .body = object({}),
                .status = 202,
                .answer = component("Run"),
                .failures = {404, 409},
                .handle = [&s](Call& call) -> Result<http::Response> {
                    return accepted(TRY(s.runner.resume(run_of(call), call.actor)));
                }});
}

}  // namespace jutong::api

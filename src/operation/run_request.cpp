#include "operation/run_request.h"

#include <algorithm>

namespace jutong::operation {

namespace {

std::string text_of(json::object const& object, std::string_view name) {
    auto const* const value = object.if_contains(name);
    return value == nullptr || !value->is_string() ? std::string()
                                                   : std::string(value->as_string());
}

}  // namespace

json::object json_of(RunRequest const& request) {
    json::object out{{"command", request.command}};
    for (auto const& [name, value] :
         {std::pair("resource", &request.resource), std::pair("upload", &request.upload),
          std::pair("from", &request.from), std::pair("to", &request.to)})
        if (!value->empty()) out[name] = *value;
    if (!request.libraries.empty()) out["libraries"] = json::value_from(request.libraries);
    if (request.full) out["full"] = true;
    return out;
}

RunRequest request_of(json::object const& written) {
    RunRequest request{text_of(written, "command"),
                       text_of(written, "resource"),
                       text_of(written, "upload"),
                       text_of(written, "from"),
                       text_of(written, "to"),
                       {},
                       written.contains("full") && written.at("full") == json::value(true)};
    if (auto const* const names = written.if_contains("libraries"))
        for (auto const& name : names->as_array()) request.libraries.emplace_back(name.as_string());
    return request;
}

std::string line_of(RunRequest const& request) {
    auto line = request.command == "main" ? std::string("run") : request.command;
    if (!request.resource.empty()) line += " " + request.resource;
    for (auto const& library : request.libraries) line += " " + library;
    if (request.full) line += " --full";
    if (!request.to.empty()) line += " " + request.to;
    return line;
}

json::object json_of(RunProgress const& p) {
    json::array steps;
    for (auto const& [step, seconds, rows] : p.steps)
        steps.push_back({{"step", step}, {"seconds", seconds}, {"rows", rows}});
    json::object out{
        {"step", p.step},
        {"step_index", static_cast<std::int64_t>(p.steps.size())},
        {"done", p.done},
        {"total", p.total},
        {"rows", p.rows},
        {"rows_per_second", p.seconds > 0.1 ? static_cast<double>(p.rows) / p.seconds : 0.0},
        {"steps", std::move(steps)}};
    auto const known = p.total > 0 && p.done > 0 && p.done <= p.total;
    out["seconds_left"] = known ? json::value(p.seconds * static_cast<double>(p.total - p.done) /
                                              static_cast<double>(p.done))
                                : json::value(nullptr);
    return out;
}

json::object json_of(RunView const& view) {
    auto const& run = view.run;
    auto const command = view.request.command.empty() ? run.command.substr(0, run.command.find(' '))
                                                      : view.request.command;
    json::object out{{"run", run.id},
                     {"command", command == "run" ? "main" : command},
                     {"title", run.command},
                     {"state", run.state},
                     {"started", run.started},
                     {"ended", text_or_null(run.ended)},
                     {"message", text_or_null(run.message)},
                     {"reason", text_or_null(view.reason)},
                     {"resource", text_or_null(view.request.resource)},
                     {"actor", view.actor},
                     {"resumable", view.resumable}};
    if (view.progress) out["progress"] = json_of(*view.progress);
    return out;
}

}  // namespace jutong::operation

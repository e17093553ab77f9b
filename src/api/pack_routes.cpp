// Packs: which there are, whether they are good, and making their tables.
#include <algorithm>

#include <fmt/format.h>

#include "api/pack_mistakes.h"
#include "api/router.h"
#include "api/services.h"
#include "job/local_pack.h"

namespace jutong::api {

namespace {

void add_components(Components& components) {
    components["Pack"] = object({{"pack", text()},
                                 {"title", text()},
                                 {"version", text()},
                                 {"applied", boolean("Its tables are made as it is now")},
                                 {"writable", boolean("The console saves into it")}});
    components["PackProblem"] = object({{"file", text()},
                                        {"line", integer("From 1; 0: the whole file")},
                                        {"message", text()},
                                        {"remedy", text()}});
}

Result<http::Response> list_packs(Services& services) {
    auto const workplace = services.workplace();
    auto const applied = TRY(job::applied_packs(workplace->store()));
    auto const local = job::own_packs_of(services.settings.data) / job::local_pack_name;
    json::array items;
    for (auto const& pack : workplace->catalog().packs) {
        auto const is_applied = std::ranges::any_of(
            applied, [&](auto const& a) { return a.name == pack.name && a.hash == pack.hash; });
        items.push_back({{"pack", pack.name},
                         {"title", pack.title},
                         {"version", pack.version},
                         {"applied", is_applied},
                         {"writable", pack.folder == local}});
    }
    return json_response({{"items", std::move(items)}});
}

Result<http::Response> check_packs(Services& services) {
    pack::Problems problems;
    TRY(job::read_content(job::pack_folders(services.settings), problems));
    json::array items;
    for (auto const& problem : problems)
        items.push_back({{"file", problem.place.file},
                         {"line", problem.place.line},
                         {"message", problem.message},
                         {"remedy", problem.remedy}});
    return json_response({{"problems", std::move(items)}});
}

Result<http::Response> apply_packs(Services& services, Call& call) {
    TRY(services.reload());
    operation::RunRequest request;
    request.command = "apply";
    auto const view = TRY(services.runner.request(request, call.actor));
    auto response = json_response(operation::json_of(view), 202);
    response.headers.emplace_back("Location", fmt::format("/api/v1/runs/{}", view.run.id));
    return response;
}

}  // namespace

http::Response pack_problem(Call const& call, pack::Problems const& problems) {
    std::vector<Mistake> mistakes;
    for (auto const& problem : problems) {
        auto const& [file, line] = problem.place;
        auto field = file.empty() ? fmt::format("line {}", line) : fmt::format("{}:{}", file, line);
        mistakes.push_back({std::move(field), problem.reason, problem.message, problem.remedy});
        if (mistakes.size() == mistakes_max) break;
    }
    return problem(
        {Code::invalid, "pack.invalid",
         fmt::format("The packs would have {} mistakes; nothing was saved", problems.size())},
        call.request.id, mistakes);
}

void add_pack_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    routes.add({.path = "/api/v1/packs",
                .name = "list_packs",
                .tag = "packs",
                .summary = "Content packs that are read",
                .answer = items_of(component("Pack")),
                .handle = [&s](Call&) { return list_packs(s); }});
    routes.add({.path = "/api/v1/packs/check",
                .name = "check_packs",
                .tag = "packs",
                .summary = "Every mistake of the packs as they are on disk",
                .answer = object({{"problems", list_of(component("PackProblem"))}}),
                .handle = [&s](Call&) { return check_packs(s); }});
    routes.add({.method = http::Method::post,
                .path = "/api/v1/packs/apply",
                .name = "apply_packs",
                .tag = "packs",
                .summary = "Reads the packs again and asks for a run that makes their tables",
                .body = object({}),
                .status = 202,
                .answer = component("Run"),
                .failures = {409, 429},
                .handle = [&s](Call& call) { return apply_packs(s, call); }});
}

}  // namespace jutong::api

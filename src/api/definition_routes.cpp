// Definitions of resources and further names of columns, saved in the local pack.
#include <memory>

#include "api/guard.h"
#include "api/pack_mistakes.h"
#include "api/services.h"
#include "job/local_pack.h"

namespace jutong::api {

namespace {

constexpr std::size_t columns_max = 1000;

void add_components(Components& components) {
    components["Definition"] = object({{"resource", text()},
                                       {"pack", text()},
                                       {"file", text("Relative to the packs")},
                                       {"yaml", text("The document, as docs/formats/pack.md says")},
                                       {"writable", boolean()}});
    components["Mapping"] = object({{"columns", map_of(text_of(1, 100, "A field"), columns_max)}});
}

std::vector<Parameter> preconditions() {
    return {path_text("resource", "department.name"),
            {"If-Match", In::header, text_of(1, 200, "The ETag that was read")},
            {"If-None-Match", In::header, text_of(1, 200, "*: only where there is none yet")}};
}

// Whoever changes something says which state of it he has seen.
Done require_seen(Call const& call, std::optional<std::string> const& etag) {
    auto const changed = fail(Code::conflict, "http.precondition",
                              "It is not what you have read: read it again, and send its ETag as "
                              "If-Match");
    auto const match = call.request.header("if-match");
    if (!etag) return match.empty() ? Done() : changed;
    if (call.request.header("if-none-match") == "*" || match.empty() || !names_tag(match, *etag))
        return changed;
    return {};
}

json::object json_of(job::Definition const& definition) {
    return {{"resource", definition.resource},
            {"pack", definition.pack},
            {"file", definition.file},
            {"yaml", definition.yaml},
            {"writable", definition.writable}};
}

std::string tag_of(json::object const& body) { return etag_of(json::serialize(body)); }

http::Response marked(json::object const& body, int status) {
    auto response = json_response(body, status);
    response.headers.emplace_back("ETag", etag_of(response.body));
    return response;
}

Result<http::Response> show_definition(Services& services, job::LocalPack const& pack, Call& call) {
    auto const workplace = services.workplace();
    auto const definition = TRY(pack.definition(workplace->catalog(), call.text("resource")));
    return marked(json_of(definition), 200);
}

Result<http::Response> save_definition(Services& services, job::LocalPack& pack, Call& call) {
    auto const resource = call.text("resource");
    auto const yaml = std::string(call.body.at("yaml").as_string());
    auto is_new = true;
    auto const allow = [&](std::optional<job::Definition> const& now) -> Done {
        is_new = !now.has_value();
        std::optional<std::string> etag;
        if (now) etag = tag_of(json_of(*now));
        return require_seen(call, etag);
    };
    auto const problems = TRY(pack.save_definition(resource, yaml, allow));
    if (!problems.empty()) return pack_problem(call, problems);
    TRY(services.reload());
    auto const workplace = services.workplace();
    auto const saved = TRY(pack.definition(workplace->catalog(), resource));
    return marked(json_of(saved), is_new ? 201 : 200);
}

json::object json_of(job::LocalPack::Columns const& columns) {
    json::object all;
    for (auto const& [column, field] : columns) all[column] = field;
    return {{"columns", std::move(all)}};
}

Result<http::Response> show_mapping(Services& services, job::LocalPack const& pack, Call& call) {
    auto const workplace = services.workplace();
    auto const resource = call.text("resource");
    if (workplace->catalog().find_resource(resource) == nullptr)
        return fail(Code::not_found, "catalog.unknown_resource", "There is no such resource");
    auto const columns = TRY(pack.mapping(resource));
    return marked(json_of(columns), 200);
}

Result<http::Response> save_mapping(Services& services, job::LocalPack& pack, Call& call) {
    job::LocalPack::Columns columns;
    for (auto const& [column, field] : call.body.at("columns").as_object())
        columns.push_back({std::string(column), std::string(field.as_string())});
    auto const allow = [&](job::LocalPack::Columns const& now) -> Done {
        if (now.empty() && call.request.header("if-match").empty()) return {};
        return require_seen(call, tag_of(json_of(now)));
    };
    auto const problems = TRY(pack.save_mapping(call.text("resource"), columns, allow));
    if (!problems.empty()) return pack_problem(call, problems);
    TRY(services.reload());
    return marked(json_of(columns), 200);
}

}  // namespace

void add_definition_routes(Routes& routes, Services& s) {
    using http::Method;
    add_components(routes.components);
    auto const pack = std::make_shared<job::LocalPack>(s.settings);
    auto const resource = path_text("resource", "department.name");
    routes.add({.path = "/api/v1/definitions/{resource}",
                .name = "show_definition",
                .tag = "packs",
                .summary = "The YAML document that declares a resource",
                .parameters = {resource},
                .answer = component("Definition"),
                .failures = {404},
                .handle = [&s, pack](Call& call) { return show_definition(s, *pack, call); }});
    routes.add({.method = Method::put,
                .path = "/api/v1/definitions/{resource}",
                .name = "save_definition",
                .tag = "packs",
                .summary = "Saves a resource's document in the local pack, once it has no mistakes",
                .parameters = preconditions(),
                .body = object({{"yaml", text_of(1, job::definition_bytes_max)}}),
                .body_max = 4 * job::definition_bytes_max,
                .answer = component("Definition"),
                .failures = {403, 404, 412},
                .handle = [&s, pack](Call& call) { return save_definition(s, *pack, call); }});
    routes.add({.path = "/api/v1/mappings/{resource}",
                .name = "show_mapping",
                .tag = "packs",
                .summary = "Names of columns that the local pack adds to a resource",
                .parameters = {resource},
                .answer = component("Mapping"),
                .failures = {404},
                .handle = [&s, pack](Call& call) { return show_mapping(s, *pack, call); }});
    routes.add(
        {.method = Method::put,
         .path = "/api/v1/mappings/{resource}",
         .name = "save_mapping",
         .tag = "packs",
         .summary = "Says which further columns give which fields; they go before the packs'",
         .parameters = preconditions(),
         .body = component("Mapping"),
         .answer = component("Mapping"),
         .failures = {404, 412},
         .handle = [&s, pack](Call& call) { return save_mapping(s, *pack, call); }});
}

}  // namespace jutong::api

// The OpenAPI 3.1 description of the routes, and the same as a page to read.
#include <fmt/format.h>

#include "api/route.h"

namespace jutong::api {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

std::string_view place_of(In in) {
    return in == In::path ? "path" : in == In::query ? "query" : "header";
}

json::object failure(std::string_view about) {
    return {{"description", about},
            {"content", {{"application/problem+json", {{"schema", component("Problem")}}}}}};
}

json::object responses_of(Route const& route) {
    json::object content;
    if (route.answer) content["application/json"] = json::object{{"schema", *route.answer}};
    for (auto const& media : route.media)
        content[media] = json::object{{"schema", json::object{{"type", "string"}}}};
    json::object well{{"description", route.status == 202 ? "Accepted" : "OK"}};
    if (!content.empty()) well["content"] = std::move(content);
    json::object responses{{std::to_string(route.status), std::move(well)}};
    for (auto const status : route.failures)
        responses[std::to_string(status)] = failure(http::status_text(status));
    if (route.method == http::Method::get && route.media.empty())
        responses["304"] = json::object{{"description", "Not Modified"}};
    responses["default"] = failure("Why it was not done");
    return responses;
}

json::object operation_of(Route const& route) {
    json::object operation{
        {"operationId", route.name}, {"tags", json::array{route.tag}}, {"summary", route.summary}};
    json::array parameters;
    for (auto const& parameter : route.parameters) {
        auto schema = parameter.schema;
        json::object one{{"name", parameter.name},
                         {"in", place_of(parameter.in)},
                         {"required", parameter.required || parameter.in == In::path}};
        if (auto const* const about = schema.if_contains("description")) {
            one["description"] = *about;
            schema.erase("description");
        }
        one["schema"] = std::move(schema);
        parameters.push_back(std::move(one));
    }
    if (!parameters.empty()) operation["parameters"] = std::move(parameters);
    if (route.body)
        operation["requestBody"] = json::object{
            {"required", true}, {"content", {{"application/json", {{"schema", *route.body}}}}}};
    else if (!route.body_type.empty())
        operation["requestBody"] = json::object{
            {"required", true},
            {"content",
             {{route.body_type, {{"schema", {{"type", "string"}, {"format", "binary"}}}}}}}};
    operation["responses"] = responses_of(route);
    return operation;
}

std::string escaped_html(std::string_view text) {
    std::string out;
    for (auto const c : text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '&')
            out += "&amp;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

// A schema in a few words: integer (1–1000), Run, list of Run.
std::string in_words(Schema const& schema) {
    if (auto const* const ref = schema.if_contains("$ref")) {
        auto const name =
            std::string(ref->as_string().subview(21).data(), ref->as_string().size() - 21);
        return fmt::format("<a href=\"#{0}\">{0}</a>", escaped_html(name));
    }
    if (auto const* const either = schema.if_contains("anyOf"))
        return in_words(either->as_array().at(0).as_object()) + " | null";
    auto const* const type = schema.if_contains("type");
    if (type == nullptr) return "";
    auto const name = std::string(type->as_string());
    if (name == "array") return "list of " + in_words(schema.at("items").as_object());
    if (auto const* const values = schema.if_contains("enum")) {
        std::string all;
        for (auto const& value : values->as_array())
            all += (all.empty() ? "" : " | ") + escaped_html(value.as_string());
        return all;
    }
    if (name != "object") return name;
    if (auto const* const others = schema.if_contains("additionalProperties");
        others != nullptr && others->is_object())
        return "map of " + in_words(others->as_object());
    std::string all;
    if (auto const* const properties = schema.if_contains("properties"))
        for (auto const& [key, value] : properties->as_object())
            all += fmt::format("{}{}: {}", all.empty() ? "" : ", ", escaped_html(key),
                               in_words(value.as_object()));
    return "{ " + all + " }";
}

std::string about(Schema const& schema) {
    auto const* const text = schema.if_contains("description");
    return text == nullptr ? "" : escaped_html(text->as_string());
}

void append_route(std::string& page, Route const& route) {
    auto const into = std::back_inserter(page);
    fmt::format_to(
        into, "<section id=\"{}\"><h3><code class=\"{}\">{}</code> <code>{}</code></h3><p>{}</p>",
        route.name, lower(to_string(route.method)), to_string(route.method),
        escaped_html(route.path), escaped_html(route.summary));
    if (!route.parameters.empty()) {
        page += "<table><tr><th>参数</th><th>位置</th><th>类型</th><th>说明</th></tr>";
        for (auto const& p : route.parameters)
            fmt::format_to(into,
                           "<tr><td><code>{}</code>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                           p.name, p.required ? " *" : "", place_of(p.in), in_words(p.schema),
                           about(p.schema));
        page += "</table>";
    }
    if (route.body) page += "<p>请求体: " + in_words(*route.body) + "</p>";
    if (!route.body_type.empty()) page += "<p>请求体: " + route.body_type + "</p>";
    page += fmt::format("<p>{}: ", route.status);
    if (route.answer) page += in_words(*route.answer);
    for (auto const& media : route.media) page += " " + media;
    page += "</p></section>";
}

constexpr std::string_view page_style =
    "body{font:14px/1.6 system-ui,sans-serif;max-width:1000px;margin:24px auto;padding:0 16px}"
    "code{background:#f3f4f6;padding:1px 4px}table{border-collapse:collapse}"
    "td,th{border-bottom:1px solid #ddd;padding:4px 12px 4px 0;text-align:left;vertical-align:top}"
    "h3{margin:24px 0 0}nav a{margin-right:12px}.get{color:#0a5}.post{color:#1f5fbf}"
    ".put,.patch{color:#a60}.delete{color:#c22}";

}  // namespace

json::object openapi(Routes const& routes, std::string const& version) {
    json::object paths;
    for (auto const& route : routes.all) {
        auto& path = paths[route.path];
        if (path.is_null()) path = json::object();
        path.as_object()[lower(to_string(route.method))] = operation_of(route);
    }
    json::object schemas;
    for (auto const& [name, schema] : routes.components) schemas[name] = schema;
    return {{"openapi", "3.1.0"},
            {"info",
             {{"title", "Jutong 聚通"},
              {"version", version},
              {"description",
               "Errors are problem details (RFC 9457) with a stable `reason`. Lists "
               "take `limit` and `cursor`. Writing requests carry JSON and, where a "
               "browser sends one, an Origin of this server."}}},
            {"servers", json::array{json::object{{"url", "/"}}}},
            {"security", json::array{json::object(), json::object{{"token", json::array()}}}},
            {"paths", std::move(paths)},
            {"components",
             {{"schemas", std::move(schemas)},
              {"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

std::string docs_page(Routes const& routes, std::string const& version) {
    std::string page = fmt::format(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>聚通接口</title>"
        "<style>{}</style><h1>聚通接口 {}</h1><p>由路由表打印; 机器可读: "
        "<a href=\"/api/v1/openapi.json\">openapi.json</a></p>",
        page_style, version);
    std::string tag;
    for (auto const& route : routes.all) {
        if (route.tag != tag) page += "<h2>" + escaped_html(route.tag) + "</h2>";
        tag = route.tag;
        append_route(page, route);
    }
    page += "<h2>数据结构</h2>";
    for (auto const& [name, schema] : routes.components) {
        page += fmt::format("<section id=\"{0}\"><h3>{0}</h3><table>", escaped_html(name));
        if (auto const* const properties = schema.if_contains("properties"))
            for (auto const& [key, value] : properties->as_object())
                page += fmt::format("<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
                                    escaped_html(key), in_words(value.as_object()),
                                    about(value.as_object()));
        page += "</table></section>";
    }
    return page + "</html>";
}

}  // namespace jutong::api

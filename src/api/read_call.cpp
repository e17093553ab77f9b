#include "api/read_call.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace jutong::api {

namespace {

constexpr int json_depth_max = 32;

// A parameter's text as the JSON value that its schema is of; what is no number stays a text, and
// the schema says so.
json::value typed(std::string const& text, Schema const& schema) {
    auto const* const type = schema.if_contains("type");
    auto const name = type == nullptr ? std::string_view() : std::string_view(type->as_string());
    if (name == "integer") {
        std::int64_t value = 0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error == std::errc() && end == text.data() + text.size()) return value;
    }
    if (name == "boolean") {
        if (text == "true" || text == "1") return true;
        if (text == "false" || text == "0") return false;
    }
    return json::value(text);
}

void check_parameter(Parameter const& parameter, std::string const& text, ReadCall& out) {
    auto value = typed(text, parameter.schema);
    auto mistakes = mistakes_of(value, parameter.schema, {}, parameter.name);
    std::ranges::move(mistakes, std::back_inserter(out.mistakes));
    out.call.given[parameter.name] = std::move(value);
}

void read_path(Route const& route, std::string const& path, ReadCall& out) {
    auto const patterns = split(std::string_view(route.path).substr(1), '/');
    auto const steps = split(std::string_view(path).substr(1), '/');
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        if (!patterns[i].starts_with('{')) continue;
        auto const name = patterns[i].substr(1, patterns[i].size() - 2);
        auto const known = std::ranges::find(route.parameters, name, &Parameter::name);
        if (known != route.parameters.end()) check_parameter(*known, std::string(steps[i]), out);
    }
}

void read_query(Route const& route, http::Request const& request, ReadCall& out) {
    for (auto const& [name, value] : request.query) {
        auto const known = std::ranges::find_if(route.parameters, [&](Parameter const& p) {
            return p.in == In::query && p.name == name;
        });
        if (known == route.parameters.end()) {
            std::string names;
            for (auto const& parameter : route.parameters)
                if (parameter.in == In::query)
                    names += (names.empty() ? "" : ", ") + parameter.name;
            out.mistakes.push_back(
                {name, "unknown", "There is no such parameter",
                 names.empty() ? "Leave it out" : "Leave it out; there are: " + names});
        } else if (out.call.given.contains(name)) {
            out.mistakes.push_back({name, "once", "It is given twice", "Give it once"});
        } else {
            check_parameter(*known, value, out);
        }
    }
    for (auto const& parameter : route.parameters) {
        auto const header = request.header(parameter.name);
        if (parameter.in == In::header && !header.empty())
            check_parameter(parameter, std::string(header), out);
        if (parameter.required && !out.call.given.contains(parameter.name))
            out.mistakes.push_back({parameter.name, "required", "It is missing", "Give it"});
    }
}

std::string_view media_type(http::Request const& request) {
    auto const header = request.header("content-type");
    return trim(header.substr(0, header.find(';')));
}

bool reads_json_body(Components const& components, Route const& route, ReadCall& out) {
    auto const& request = out.call.request;
    if (media_type(request) != "application/json") {
        out.error = {Code::invalid, "http.media_type",
                     "The body must be JSON: Content-Type: application/json"};
        return false;
    }
    json::error_code error;
    json::parse_options options;
    options.max_depth = json_depth_max;
    out.call.body = json::parse(request.body, error, {}, options);
    if (error) {
        out.error = {Code::invalid, "api.json", "The body is not JSON: " + error.message()};
        return false;
    }
    auto mistakes = mistakes_of(out.call.body, *route.body, components);
    std::ranges::move(mistakes, std::back_inserter(out.mistakes));
    return true;
}

// role@organization, both of letters, digits, _ . and -.
bool is_actor(std::string_view text) {
    auto const at = text.find('@');
    auto const fit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
               c == '-' || c == '@';
    };
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.size() <= 100 &&
           text.find('@', at + 1) == std::string_view::npos && std::ranges::all_of(text, fit);
}

}  // namespace

ReadCall read_call(Route const& route, Components const& components, http::Request request) {
    ReadCall out;
    out.call.request = std::move(request);
    auto const& asked = out.call.request;
    if (asked.is_local) {
        out.call.actor = std::string(asked.header("jutong-actor"));
        if (!out.call.actor.empty() && !is_actor(out.call.actor)) {
            out.error = {Code::invalid, "http.actor", "Jutong-Actor must be role@organization"};
            return out;
        }
    }
    read_path(route, asked.path, out);
    read_query(route, asked, out);
    if (route.body) {
        if (!reads_json_body(components, route, out)) return out;
    } else if (!route.body_type.empty()) {
        if (media_type(asked) != route.body_type)
            out.error = {Code::invalid, "http.media_type",
                         "The body must be of Content-Type: " + route.body_type};
    } else if (!asked.body.empty()) {
        out.error = {Code::invalid, "api.body", "This page takes no body"};
    }
    if (!out.mistakes.empty() && out.error.reason.empty())
        out.error = {Code::invalid, "api.invalid",
                     "The request has mistakes; the first: " + out.mistakes.front().field + ": " +
                         out.mistakes.front().detail};
    return out;
}

}  // namespace jutong::api

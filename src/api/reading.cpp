#include "api/reading.h"

#include <algorithm>

namespace jutong::api {

namespace {

constexpr double good_min = 95, fair_min = 85;

}  // namespace

json::value or_null(std::optional<double> const& value) {
    return value ? json::value(*value) : json::value(nullptr);
}
json::value or_null(std::optional<Instant> const& at) {
    return at ? json::value(iso_time(*at)) : json::value(nullptr);
}

std::string department_title(catalog::Catalog const& catalog, std::string const& name) {
    auto const* const found = catalog.find_department(name);
    return found == nullptr ? name : found->title;
}
std::string resource_title(catalog::Catalog const& catalog, std::string const& name) {
    if (auto const* const found = catalog.find_resource(name)) return found->title;
    auto const* const library = catalog.find_library(name);  // a library may feed a library
    return library == nullptr ? name : library->title;
}
std::string field_title(catalog::Resource const& resource, std::string const& field) {
    auto const found = resource.find(field);
    return found ? resource.fields[*found].title : field;
}
std::string field_title(catalog::Library const& library, std::string const& field) {
    auto const found = std::ranges::find(library.fields, field, &catalog::LibraryField::name);
    return found == library.fields.end() ? field : found->title;
}

catalog::Library const* library_of(catalog::Catalog const& catalog,
                                   catalog::Resource const& resource) {
    catalog::Library const* best = nullptr;
    for (auto const& library : catalog.libraries)
        for (auto const& feed : library.feeds)
            if (feed.resource && feed.source == resource.name &&
                (best == nullptr || (library.is_base() && !best->is_base())))
                best = &library;
    return best;
}

std::string_view state_of(std::optional<double> const& score) {
    if (!score) return "unknown";
    return *score >= good_min ? "ok" : *score >= fair_min ? "attention" : "bad";
}

namespace {

// A day, or a time of it in UTC: 2026-03-01, 2026-03-01T08:00:00Z.
bool is_time(std::string_view text) {
    constexpr std::string_view shape = "0000-00-00T00:00:00.000000";
    constexpr std::size_t day_size = 10, minute_size = 16, second_size = 19;
    if (text.ends_with('Z') && text.size() > day_size) text.remove_suffix(1);
    if (text.size() != day_size && text.size() != minute_size && text.size() < second_size)
        return false;
    if (text.size() > shape.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const is_digit = text[i] >= '0' && text[i] <= '9';
        auto const is_gap = shape[i] == 'T' && text[i] == ' ';
        if (shape[i] == '0' ? !is_digit : text[i] != shape[i] && !is_gap) return false;
    }
    return true;
}

}  // namespace

Result<Site> asked_site(Services& services, Call const& call) {
    if (!call.has("as_of")) return services.workplace();
    auto const time = call.text("as_of");
    auto const unreadable = [] {
        return fail(Code::invalid, "lake.as_of",
                    "as_of must be a day or a time in UTC: 2026-03-01, 2026-03-01T08:00:00Z");
    };
    if (!is_time(time)) return unreadable();
    auto site = services.workplace_at(time);
    if (!site && site.error().reason == "lake.statement") return unreadable();
    return site;
}

Result<std::shared_ptr<job::Holdings const>> holdings(Services& services, Site const& site) {
    return services.holdings->get(site, "", [&] { return job::holdings_of(*site); });
}

Done require_department(catalog::Catalog const& catalog, std::string const& name) {
    if (name.empty() || catalog.find_department(name) != nullptr) return {};
    return fail(Code::not_found, "catalog.unknown_department",
                "There is no department " + name + "; GET /api/v1/departments lists them");
}

json::array json_of(std::vector<std::pair<governance::Dimension, double>> const& dimensions) {
    json::array out;
    for (auto const& [dimension, score] : dimensions)
        out.push_back({{"dimension", governance::to_string(dimension)},
                       {"title", governance::title_of(dimension)},
                       {"score", score}});
    return out;
}

void add_reading_components(Components& components) {
    components["Terms"] = choice({"unconditional", "conditional", "denied"});
    components["State"] = choice({"ok", "attention", "bad", "unknown"});
    components["Dimension"] =
        object({{"dimension", text("Of GB/T 36344")}, {"title", text()}, {"score", number()}});
    components["CityBrief"] = object({{"division", text("Code; empty: not known")},
                                      {"name", text()},
                                      {"subjects", integer()},
                                      {"score", nullable(number())},
                                      {"rows", integer("That a city's score judges")}});
    components["LineageNode"] =
        object({{"id", text()},
                {"kind", choice({"source", "resource", "library", "department"})},
                {"title", text()},
                {"detail", text()},
                maybe("href", text()),
                maybe("rows", integer())});
    components["LineageEdge"] =
        object({{"from", text()},
                {"to", text()},
                {"label", text()},
                {"fields", list_of(object({{"from", text()}, {"to", text()}}))}});
    components["Lineage"] = object({{"nodes", list_of(component("LineageNode"))},
                                    {"edges", list_of(component("LineageEdge"))}});
}

}  // namespace jutong::api

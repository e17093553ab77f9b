// Libraries: what does the state know about whom, and who says otherwise?
#include <algorithm>

#include "api/library_brief.h"
#include "api/lineage_json.h"
#include "api/reading.h"
#include "element/reference.h"
#include "job/library_page.h"
#include "job/personal.h"
#include "job/places.h"
#include "job/quality_examples.h"

namespace jutong::api {

namespace {

constexpr std::size_t city_digits = 4;

void add_components(Components& components) {
    std::vector<Property> brief = {{"library", text()},
                                   {"title", text()},
                                   {"kind", choice({"base", "theme", "special", "general"})},
                                   {"lead", text("The department that leads it")},
                                   {"lead_title", text()},
                                   {"subjects", integer()},
                                   {"added", integer("By the last fusion")},
                                   {"score", nullable(number("Of the resources that feed it"))},
                                   {"fused_at", nullable(time_text())},
                                   {"state", component("State")},
                                   maybe("awaits", text("Which data of whom it waits for"))};
    components["LibraryBrief"] = object(brief);
    components["LibraryField"] =
        object({{"name", text()},
                {"title", text()},
                {"element", text()},
                {"rule", choice({"authority", "recency", "agreement"})},
                {"filled", integer("Subjects that have a value")},
                {"order", list_of(object({{"resource", text()}, {"title", text()}}))}});
    brief.push_back({"number_element", nullable(text())});
    brief.push_back({"number_title", nullable(text())});
    brief.push_back({"fields", list_of(component("LibraryField"))});
    brief.push_back({"coverage", list_of(object({{"resource", text()},
                                                 {"title", text()},
                                                 {"provider_title", text()},
                                                 {"subjects", integer()},
                                                 {"enriches", boolean()}}))});
    brief.push_back({"by_city", list_of(component("CityBrief"))});
    brief.push_back({"conflicts", integer("Values that differ from the golden ones")});
    brief.push_back({"versions_from", nullable(time_text("Since when its history is kept"))});
    brief.push_back({"unlinked", integer("Rows that are of no subject yet")});
    brief.push_back({"links", boolean("Rows without a number are linked by other evidence")});
    components["Library"] = object(brief);
    components["Conflict"] = object({{"number", text("Masked")},
                                     {"field", text()},
                                     {"field_title", text()},
                                     {"chosen", text("Masked where personal")},
                                     {"chosen_resource", text()},
                                     {"chosen_title", text()},
                                     {"other", text("Masked where personal")},
                                     {"other_resource", text()},
                                     {"other_title", text()}});
    components["ConflictCount"] = object({{"library", text()},
                                          {"library_title", text()},
                                          {"provider", text()},
                                          {"provider_title", text()},
                                          {"resource", text()},
                                          {"resource_title", text()},
                                          {"field", text()},
                                          {"field_title", text()},
                                          {"conflicts", integer()}});
}

std::string provider_of(catalog::Catalog const& catalog, std::string const& source) {
    if (auto const* const resource = catalog.find_resource(source)) return resource->provider;
    auto const* const library = catalog.find_library(source);
    return library == nullptr ? "" : library->lead;
}

Result<http::Response> list_libraries(Services& s, Call&) {
    auto const site = s.workplace();
    auto const held = TRY(holdings(s, site));
    json::array items;
    for (std::size_t i = 0; i < site->catalog().libraries.size(); ++i)
        items.push_back(library_brief(site->catalog(), i, *held));
    return json_response({{"items", std::move(items)}});
}

json::array fields_of(catalog::Catalog const& catalog, catalog::Library const& library,
                      job::LibraryPage const& page) {
    json::array out;
    for (std::size_t i = 0; i < library.fields.size(); ++i) {
        auto const& field = library.fields[i];
        json::array order;
        for (auto const feed : field.order) {
            auto const& source = library.feeds[feed].source;
            order.push_back({{"resource", source}, {"title", resource_title(catalog, source)}});
        }
        out.push_back({{"name", field.name},
                       {"title", field.title},
                       {"element", field.element->name()},
                       {"rule", to_string(field.rule)},
                       {"filled", page.filled[i]},
                       {"order", std::move(order)}});
    }
    return out;
}

json::array coverage_of(catalog::Catalog const& catalog, catalog::Library const& library,
                        job::LibraryPage const& page) {
    json::array out;
    for (auto const& [resource, subjects] : page.coverage) {
        auto const feed = std::ranges::find(library.feeds, resource, &catalog::Feed::source);
        out.push_back(
            {{"resource", resource},
             {"title", resource_title(catalog, resource)},
             {"provider_title", department_title(catalog, provider_of(catalog, resource))},
             {"subjects", subjects},
             {"enriches", feed == library.feeds.end() || feed->enriches}});
    }
    return out;
}

Result<json::value> library_page(job::Workplace& workplace, catalog::Library const& library,
                                 job::Holdings const& held) {
    auto const& catalog = workplace.catalog();
    auto const place = static_cast<std::size_t>(&library - catalog.libraries.data());
    auto out = library_brief(catalog, place, held);
    auto const page = TRY(job::library_page(workplace, library));
    auto const& divisions = workplace.registry().reference().divisions();
    json::array cities;
    auto const counts = TRY(job::places_of(workplace, library));
    for (auto const& [city, subjects] : job::summed_by(counts, city_digits))
        cities.push_back({{"division", city},
                          {"name", divisions.full_name(city)},
                          {"subjects", subjects},
                          {"score", nullptr},
                          {"rows", 0}});
    out["subjects"] = page.subjects;
    out["number_element"] = nullptr;
    out["number_title"] = nullptr;
    if (library.number != nullptr) {
        out["number_element"] = library.number->name();
        out["number_title"] = library.number->title();
    }
    out["fields"] = fields_of(catalog, library, page);
    out["coverage"] = coverage_of(catalog, library, page);
    out["by_city"] = std::move(cities);
    out["conflicts"] = held.libraries[place].conflicts;
    out["unlinked"] = held.libraries[place].unlinked;
    out["links"] = library.link.has_value();
    out["versions_from"] = text_or_null(page.versions_from);
    return json::value(std::move(out));
}

Result<http::Response> show_library(Services& s, Cache<json::value>& cache, Call& call) {
    if (call.has("as_of")) {
        auto const then = TRY(asked_site(s, call));
        auto const* const library = TRY(job::library_named(then->catalog(), call.text("library")));
        auto const held = TRY(job::holdings_of(*then));
        return json_response(TRY(library_page(*then, *library, held)));
    }
    auto const site = s.workplace();
    auto const* const library = TRY(job::library_named(site->catalog(), call.text("library")));
    auto const held = TRY(holdings(s, site));
    auto const make = [&] { return library_page(*site, *library, *held); };
    return json_response(*TRY(cache.get(site, library->name, make)));
}

Result<http::Response> show_lineage(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const* const library = TRY(job::library_named(site->catalog(), call.text("library")));
    auto const held = TRY(holdings(s, site));
    return json_response(
        json_of(job::lineage_of(site->catalog(), *library), site->catalog(), *held));
}

// A value of a field of a library, masked where it is personal.
std::string shown(catalog::Library const& library, std::string const& field,
                  std::string const& value) {
    auto const found = std::ranges::find(library.fields, field, &catalog::LibraryField::name);
    if (found == library.fields.end() || value.empty()) return value;
    return job::is_personal(*found->element) ? job::masked(*found->element, value) : value;
}

Result<http::Response> list_conflicts(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const& catalog = site->catalog();
    auto const* const library = TRY(job::library_named(catalog, call.text("library")));
    TRY(require_department(catalog, call.text("provider")));
    auto const field = call.text("field");
    if (!field.empty() && std::ranges::find(library->fields, field, &catalog::LibraryField::name) ==
                              library->fields.end())
        return fail(Code::not_found, "catalog.unknown_field",
                    "The library " + library->name + " has no field " + field);
    auto conflicts = TRY(job::conflict_rows(
        *site, *library, {call.text("provider"), field, call.offset(), call.limit() + 1}));
    auto const has_more = conflicts.size() > call.limit();
    if (has_more) conflicts.pop_back();
    json::array items;
    for (auto const& conflict : conflicts) {
        auto const number = library->number != nullptr && job::is_personal(*library->number)
                                ? job::masked(*library->number, conflict.number)
                                : conflict.number;
        items.push_back({{"number", number},
                         {"field", conflict.field},
                         {"field_title", field_title(*library, conflict.field)},
                         {"chosen", shown(*library, conflict.field, conflict.chosen)},
                         {"chosen_resource", conflict.chosen_resource},
                         {"chosen_title", resource_title(catalog, conflict.chosen_resource)},
                         {"other", shown(*library, conflict.field, conflict.other)},
                         {"other_resource", conflict.other_resource},
                         {"other_title", resource_title(catalog, conflict.other_resource)}});
    }
    return page_response(call, std::move(items), has_more);
}

Result<json::value> all_conflicts(job::Workplace& workplace) {
    auto const& catalog = workplace.catalog();
    json::array items;
    for (auto const& count : TRY(job::conflicts_of(workplace, ""))) {
        auto const* const library = catalog.find_library(count.library);
        auto const provider = provider_of(catalog, count.resource);
        items.push_back({{"library", count.library},
                         {"library_title", library->title},
                         {"provider", provider},
                         {"provider_title", department_title(catalog, provider)},
                         {"resource", count.resource},
                         {"resource_title", resource_title(catalog, count.resource)},
                         {"field", count.field},
                         {"field_title", field_title(*library, count.field)},
                         {"conflicts", count.values}});
    }
    return json::value{{"items", std::move(items)}};
}

}  // namespace

void add_library_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    auto const cache = std::make_shared<Cache<json::value>>();  // shared by the handlers
    auto const name = path_text("library", "person …");
    routes.add({.path = "/api/v1/libraries",
                .name = "list_libraries",
                .tag = "libraries",
                .summary = "Libraries with their volume, freshness and score",
                .answer = items_of(component("LibraryBrief")),
                .failures = {503},
                .handle = [&s](Call& call) { return list_libraries(s, call); }});
    routes.add({.path = "/api/v1/libraries/{library}",
                .name = "show_library",
                .tag = "libraries",
                .summary = "One library: its fields, who fills them, where its subjects are",
                .parameters = {name, query("as_of", time_text("As it was at this time"))},
                .answer = component("Library"),
                .failures = {404, 503},
                .handle = [&s, cache](Call& call) { return show_library(s, *cache, call); }});
    routes.add({.path = "/api/v1/libraries/{library}/lineage",
                .name = "show_library_lineage",
                .tag = "libraries",
                .summary = "What feeds it, and what it feeds",
                .parameters = {name},
                .answer = component("Lineage"),
                .failures = {404, 503},
                .handle = [&s](Call& call) { return show_lineage(s, call); }});
    routes.add({.path = "/api/v1/libraries/{library}/conflicts",
                .name = "list_conflicts",
                .tag = "libraries",
                .summary = "Values of providers beside the golden ones that they differ from",
                .parameters = paged(
                    {name, query("provider", text_of(1, 200)), query("field", text_of(1, 200))}),
                .answer = page_of(component("Conflict")),
                .failures = {404, 503},
                .handle = [&s](Call& call) { return list_conflicts(s, call); }});
    routes.add({.path = "/api/v1/conflicts",
                .name = "count_conflicts",
                .tag = "libraries",
                .summary = "How many values of whom differ from the golden ones, most first",
                .answer = items_of(component("ConflictCount")),
                .failures = {503},
                .handle = [&s, cache](Call&) -> Result<http::Response> {
                    auto const site = s.workplace();
                    auto const make = [&] { return all_conflicts(*site); };
                    return json_response(*TRY(cache->get(site, "?conflicts", make)));
                }});
}

}  // namespace jutong::api

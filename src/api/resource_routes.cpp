// Resources: what is held, whose it is, whether it can be trusted.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "api/lineage_json.h"
#include "api/reading.h"
#include "api/search_words.h"
#include "job/library_page.h"
#include "job/personal.h"

namespace jutong::api {

namespace {

std::vector<std::string_view> const arrivals = {"in_time", "due", "overdue", "never",
                                                "unscheduled"};
std::vector<std::string_view> const sorts = {"title",         "score",    "rows",   "last_arrival",
                                             "provider",      "-title",   "-score", "-rows",
                                             "-last_arrival", "-provider"};

std::vector<Property> brief_properties() {
    return {{"resource", text()},
            {"title", text()},
            {"provider", text()},
            {"provider_title", text()},
            {"library", nullable(text())},
            {"library_title", nullable(text())},
            {"share", component("Terms")},
            {"open", component("Terms")},
            {"update", text("daily, weekly, monthly …")},
            {"rows", integer()},
            {"score", nullable(number())},
            {"before", nullable(number("After the run before its last"))},
            {"last_arrival", nullable(time_text())},
            {"due", nullable(text("The last day on which the next one is in time"))},
            {"arrival", choice(arrivals)},
            {"quarantined", integer()},
            {"personal", boolean("Has fields that tell who somebody is")}};
}

void add_components(Components& components) {
    auto properties = brief_properties();
    components["ResourceBrief"] = object(properties);
    components["ResourceField"] = object({{"name", text()},
                                          {"title", text()},
                                          {"element", text()},
                                          {"element_title", text()},
                                          {"required", boolean()},
                                          {"unique", boolean()},
                                          {"key", boolean("Of what identifies a row")},
                                          {"number", boolean("Of the subject's number")},
                                          {"share", component("Terms")},
                                          {"open", component("Terms")},
                                          {"sensitive", boolean()},
                                          {"checks", list_of(text())}});
    components["SourceInfo"] =
        object({{"kind", choice({"file", "connection"})},
                {"files", list_of(text())},
                maybe("connection", text()),
                maybe("table", text()),
                maybe("sheet", text()),
                {"columns", list_of(object({{"column", text()}, {"field", text()}}))}});
    for (auto const* const name :
         {"summary", "format", "level", "subject_area", "absent", "extract", "file"})
        properties.push_back({name, text()});
    properties.push_back({"line", integer("Of the definition in its file")});
    properties.push_back({"related", list_of(text())});
    properties.push_back({"fields", list_of(component("ResourceField"))});
    properties.push_back({"sources", list_of(component("SourceInfo"))});
    properties.push_back({"writable", boolean("Defined in the local pack")});
    properties.push_back(maybe("conditions", text()));
    properties.push_back(maybe("basis", text("Why it is denied, by which law")));
    components["Resource"] = object(properties);
}

json::object brief_of(catalog::Catalog const& catalog, catalog::Resource const& resource,
                      job::ResourceState const& state, Days today) {
    auto const* const library = library_of(catalog, resource);
    auto const is_personal = std::ranges::any_of(
        resource.fields, [](auto const& field) { return job::is_personal(field); });
    json::object out{{"resource", resource.name},
                     {"title", resource.title},
                     {"provider", resource.provider},
                     {"provider_title", department_title(catalog, resource.provider)},
                     {"library", nullptr},
                     {"library_title", nullptr},
                     {"share", to_string(resource.share.type)},
                     {"open", to_string(resource.open.type)},
                     {"update", resource.update},
                     {"rows", state.rows},
                     {"score", or_null(state.score)},
                     {"before", or_null(state.before)},
                     {"last_arrival", or_null(state.last_arrival)},
                     {"due", nullptr},
                     {"arrival", job::to_string(state.arrival(today))},
                     {"quarantined", state.quarantined},
                     {"personal", is_personal}};
    if (library != nullptr) {
        out["library"] = library->name;
        out["library_title"] = library->title;
    }
    if (state.due) out["due"] = iso_date(*state.due);
    return out;
}

bool feeds(catalog::Library const& library, catalog::Resource const& resource) {
    return std::ranges::any_of(library.feeds, [&](auto const& feed) {
        return feed.resource && feed.source == resource.name;
    });
}

bool matches(SearchWords const& words, catalog::Catalog const& catalog,
             catalog::Resource const& resource) {
    return words.matches(resource.title) || words.matches(resource.name) ||
           words.matches(department_title(catalog, resource.provider)) ||
           std::ranges::any_of(resource.fields, [&](auto const& field) {
               return words.matches(field.title) || words.fit(field.name) >= 4;
           });
}

void sort_briefs(json::array& items, std::string order) {
    auto const falls = order.starts_with('-');
    if (falls) order.erase(0, 1);
    auto const name = order == "provider" ? "provider_title" : order;
    // What has no value comes last, either way.
    auto const before = [&](json::value const& left, json::value const& right) {
        auto const& a = left.at(name);
        auto const& b = right.at(name);
        if (a.is_null() || b.is_null()) return !a.is_null() && b.is_null();
        auto const& low = falls ? b : a;
        auto const& high = falls ? a : b;
        if (low.is_string()) return low.as_string() < high.as_string();
        return low.to_number<double>() < high.to_number<double>();
    };
    std::stable_sort(items.begin(), items.end(), before);
}

Result<http::Response> list_resources(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const& catalog = site->catalog();
    TRY(require_department(catalog, call.text("department")));
    catalog::Library const* library = nullptr;
    if (call.has("library")) library = TRY(job::library_named(catalog, call.text("library")));
    auto const held = TRY(holdings(s, site));
    auto const today = job::china_day(s.clock.now());
    SearchWords const words(site->registry().reference(), call.text("q"));
    json::array items;
    for (std::size_t i = 0; i < catalog.resources.size(); ++i) {
        auto const& resource = catalog.resources[i];
        auto const& state = held->resources[i];
        if (call.has("department") && resource.provider != call.text("department")) continue;
        if (library != nullptr && !feeds(*library, resource)) continue;
        if (call.has("arrival") && job::to_string(state.arrival(today)) != call.text("arrival"))
            continue;
        if (matches(words, catalog, resource))
            items.push_back(brief_of(catalog, resource, state, today));
    }
    sort_briefs(items, call.text("sort", "title"));
    return page_response(call, std::move(items));
}

json::array fields_of(catalog::Resource const& resource) {
    auto const rules = governance::rules_of(resource);
    json::array out;
    for (std::size_t i = 0; i < resource.fields.size(); ++i) {
        auto const& field = resource.fields[i];
        json::array checks;
        for (auto const& rule : rules)
            if (rule.has_field && rule.field == i && rule.kind != governance::Kind::layout &&
                rule.kind != governance::Kind::key)
                checks.emplace_back(governance::title_of(rule, resource));
        auto const has = [i](std::vector<std::size_t> const& places) {
            return std::ranges::find(places, i) != places.end();
        };
        out.push_back({{"name", field.name},
                       {"title", field.title},
                       {"element", field.element->name()},
                       {"element_title", field.element->title()},
                       {"required", field.required},
                       {"unique", field.unique},
                       {"key", has(resource.key)},
                       {"number", has(resource.subject.number)},
                       {"share", to_string(field.share)},
                       {"open", to_string(field.open)},
                       {"sensitive", field.sensitive},
                       {"checks", std::move(checks)}});
    }
    return out;
}

json::array sources_of(catalog::Resource const& resource) {
    json::array out;
    for (auto const& source : resource.sources) {
        json::array columns, files;
        for (auto const& [column, field] : source.columns)
            columns.push_back({{"column", column}, {"field", field}});
        for (auto const& file : source.files) files.emplace_back(file);
        auto const is_file = source.connection.empty();
        json::object one{{"kind", is_file ? "file" : "connection"},
                         {"files", std::move(files)},
                         {"columns", std::move(columns)}};
        if (!is_file) one["connection"] = source.connection;
        if (!source.table.empty()) one["table"] = source.table;
        if (!source.sheet.empty()) one["sheet"] = source.sheet;
        out.push_back(one);
    }
    return out;
}

Result<http::Response> show_resource(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const& catalog = site->catalog();
    auto const* const resource = TRY(job::resource_named(catalog, call.text("resource")));
    auto const held = TRY(holdings(s, site));
    auto const place = static_cast<std::size_t>(resource - catalog.resources.data());
    auto out = brief_of(catalog, *resource, held->resources[place], job::china_day(s.clock.now()));
    out["summary"] = resource->summary;
    out["format"] = resource->format;
    out["level"] = resource->level;
    out["subject_area"] = resource->subject_area;
    out["absent"] = resource->absent == catalog::Absent::ended ? "ended" : "kept";
    out["extract"] = resource->extract == catalog::Extract::full ? "full" : "incremental";
    json::array related;
    for (auto const& name : resource->related) related.emplace_back(name);
    out["related"] = std::move(related);
    out["fields"] = fields_of(*resource);
    out["sources"] = sources_of(*resource);
    auto const& file = resource->place.file;
    out["writable"] = file.starts_with("local/");
    out["file"] = file;
    out["line"] = resource->place.line;
    if (!resource->share.conditions.empty()) out["conditions"] = resource->share.conditions;
    if (!resource->share.basis.empty()) out["basis"] = resource->share.basis;
    return json_response(out);
}

Result<http::Response> list_departments(Services& s, Call&) {
    auto const site = s.workplace();
    json::array items;
    for (auto const& department : site->catalog().departments) {
        auto const count = std::ranges::count(site->catalog().resources, department.name,
                                              &catalog::Resource::provider);
        items.push_back({{"name", department.name},
                         {"title", department.title},
                         {"resources", std::int64_t{count}}});
    }
    return json_response({{"items", std::move(items)}});
}

Result<http::Response> list_elements(Services& s, Call&) {
    static constexpr std::array<std::string_view, 7> kinds = {
        "text", "integer", "decimal", "boolean", "date", "timestamp", "money"};
    auto const site = s.workplace();
    json::array items;
    for (auto const* const element : site->registry().all())
        items.push_back({{"name", element->name()},
                         {"title", element->title()},
                         {"kind", kinds.at(static_cast<std::size_t>(element->kind()))}});
    return json_response({{"items", std::move(items)}});
}

Result<http::Response> show_lineage(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const* const resource = TRY(job::resource_named(site->catalog(), call.text("resource")));
    auto const held = TRY(holdings(s, site));
    return json_response(
        json_of(job::lineage_of(site->catalog(), *resource), site->catalog(), *held));
}

}  // namespace

void add_resource_routes(Routes& routes, Services& s) {
    add_reading_components(routes.components);
    add_components(routes.components);
    auto const name = path_text("resource", "samr.enterprise …");
    routes.add(
        {.path = "/api/v1/resources",
         .name = "list_resources",
         .tag = "resources",
         .summary = "What is held, whose it is, how fresh and how good",
         .parameters = paged({query("q", text_of(1, 100,
                                                 "Of titles, names, fields; "
                                                 "pinyin too")),
                              query("department", text_of(1, 200)),
                              query("library", text_of(1, 200)), query("arrival", choice(arrivals)),
                              query("sort", choice(sorts, "- before it: falling"))}),
         .answer = page_of(component("ResourceBrief")),
         .failures = {404, 503},
         .handle = [&s](Call& call) { return list_resources(s, call); }});
    routes.add({.path = "/api/v1/resources/{resource}",
                .name = "show_resource",
                .tag = "resources",
                .summary = "One resource with its fields and sources",
                .parameters = {name},
                .answer = component("Resource"),
                .failures = {404, 503},
                .handle = [&s](Call& call) { return show_resource(s, call); }});
    routes.add({.path = "/api/v1/resources/{resource}/lineage",
                .name = "show_resource_lineage",
                .tag = "resources",
                .summary = "Where it comes from and which libraries it feeds",
                .parameters = {name},
                .answer = component("Lineage"),
                .failures = {404, 503},
                .handle = [&s](Call& call) { return show_lineage(s, call); }});
    routes.add({.path = "/api/v1/departments",
                .name = "list_departments",
                .tag = "resources",
                .summary = "Departments, and how many resources they provide",
                .answer = items_of(
                    object({{"name", text()}, {"title", text()}, {"resources", integer()}})),
                .handle = [&s](Call& call) { return list_departments(s, call); }});
    routes.add(
        {.path = "/api/v1/elements",
         .name = "list_elements",
         .tag = "resources",
         .summary = "Data elements, by the names that fields may have",
         .answer = items_of(object(
             {{"name", text()}, {"title", text()}, {"kind", text("How values are stored")}})),
         .handle = [&s](Call& call) { return list_elements(s, call); }});
}

}  // namespace jutong::api

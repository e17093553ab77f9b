// One resource looked at closely: values, quality, arrivals, changes.
#include <fmt/format.h>

#include "api/reading.h"
#include "job/profile.h"
#include "job/quality_examples.h"

namespace jutong::api {

namespace {

constexpr int examples_per_rule = 3;

void add_components(Components& components) {
    components["FieldProfile"] = object(
        {{"field", text()},
         {"rows", integer()},
         {"nulls", integer()},
         {"distinct", integer("Approximate")},
         maybe("min", text()),
         maybe("max", text()),
         {"top",
          list_of(object({{"value", text("Masked where personal")}, {"rows", integer()}}))}});
    components["Measure"] = object({{"rule", text()},
                                    {"title", text()},
                                    {"field", text()},
                                    {"field_title", text()},
                                    {"dimension", text()},
                                    {"dimension_title", text()},
                                    {"a", integer("So many are as they should be")},
                                    {"b", integer("of so many")},
                                    {"score", number()},
                                    {"remedy", text()},
                                    {"on_failure", choice({"flag", "reject"})}});
    components["Example"] = object({{"rule", text()},
                                    {"file", text()},
                                    {"row", integer()},
                                    {"key", text("Masked where personal")},
                                    {"value", text("Masked where personal")}});
    components["ResourceQuality"] = object(
        {{"resource", text()},
         {"score", nullable(number())},
         {"before", nullable(number())},
         {"dimensions", list_of(component("Dimension"))},
         {"measures", list_of(component("Measure"))},
         {"trend", list_of(object({{"run", integer()}, {"at", time_text()}, {"score", number()}}))},
         {"examples", list_of(component("Example"))}});
    components["TableVersion"] =
        object({{"version", integer()}, {"at", time_text()}, {"author", text()}, {"text", text()}});
}

Result<http::Response> show_profile(Services& s, Cache<json::value>& cache, Call& call) {
    auto const site = s.workplace();
    auto const* const resource = TRY(job::resource_named(site->catalog(), call.text("resource")));
    auto const make = [&]() -> Result<json::value> {
        json::array fields;
        std::int64_t rows = 0;
        for (auto const& profile : TRY(job::profile_of(*site, *resource))) {
            json::array top;
            for (auto const& [value, count] : profile.top)
                top.push_back({{"value", value}, {"rows", count}});
            json::object one{{"field", profile.field},
                             {"rows", profile.rows},
                             {"nulls", profile.nulls},
                             {"distinct", profile.distinct},
                             {"top", std::move(top)}};
            if (!profile.min.empty()) one["min"] = profile.min;
            if (!profile.max.empty()) one["max"] = profile.max;
            rows = profile.rows;
            fields.push_back(std::move(one));
        }
        return json::value{{"resource", resource->name}, {"rows", rows}, {"fields", fields}};
    };
    return json_response(*TRY(cache.get(site, "profile " + resource->name, make)));
}

json::object measure_json(governance::Measure const& m, catalog::Resource const& resource,
                          job::RuleBook const& book) {
    return {
        {"rule", m.rule},
        {"title", book.title(m.rule)},
        {"field", m.field},
        {"field_title", field_title(resource, m.field)},
        {"dimension", governance::to_string(m.dimension)},
        {"dimension_title", governance::title_of(m.dimension)},
        {"a", m.a},
        {"b", m.b},
        {"score", m.b == 0 ? 100.0 : 100.0 * static_cast<double>(m.a) / static_cast<double>(m.b)},
        {"remedy", book.remedy(m.rule)},
        {"on_failure", book.rejects(m.rule) ? "reject" : "flag"}};
}

Result<json::value> quality_page(job::Workplace& workplace, catalog::Resource const& resource) {
    job::RuleBook const book(resource);
    json::array measures, dimensions, trend, examples;
    json::value score = nullptr, before = nullptr;
    for (auto const& quality : TRY(job::quality_of(workplace, resource.name))) {
        score = quality.score;
        for (auto const& measure : quality.measures)
            measures.push_back(measure_json(measure, resource, book));
        dimensions = json_of(governance::dimension_scores(quality.measures));
    }
    for (auto const& run : TRY(job::scores_by(workplace, job::QualityBy::run, resource.name))) {
        auto at = run.title + ":00Z";  // 2026-11-23 14:29
        at[at.find(' ')] = 'T';
        trend.push_back({{"run", std::stoll(run.name)}, {"at", at}, {"score", run.score}});
        before = or_null(run.before);
    }
    for (auto const& example : TRY(job::examples_of(workplace, resource, examples_per_rule)))
        examples.push_back({{"rule", example.rule},
                            {"file", example.file},
                            {"row", example.row},
                            {"key", example.key},
                            {"value", example.value}});
    return json::value{{"resource", resource.name},
                       {"score", score},
                       {"before", before},
                       {"dimensions", std::move(dimensions)},
                       {"measures", std::move(measures)},
                       {"trend", std::move(trend)},
                       {"examples", std::move(examples)}};
}

Result<http::Response> show_quality(Services& s, Cache<json::value>& cache, Call& call) {
    auto const site = s.workplace();
    auto const* const resource = TRY(job::resource_named(site->catalog(), call.text("resource")));
    auto const make = [&] { return quality_page(*site, *resource); };
    return json_response(*TRY(cache.get(site, "quality " + resource->name, make)));
}

// The rows of a query, each of which is one JSON text; one more than asked for tells that there are
// more.
Result<http::Response> page_of_rows(Call const& call, lake::Table const& table) {
    json::array items;
    for (auto const& row : table.rows)
        if (items.size() < call.limit()) items.push_back(json::parse(row[0].value_or("null")));
    return page_response(call, std::move(items), table.rows.size() > call.limit());
}

std::string page_sql(Call const& call) {
    return fmt::format(" LIMIT {} OFFSET {}", call.limit() + 1, call.offset());
}

Result<http::Response> list_arrivals(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const* const resource = TRY(job::resource_named(site->catalog(), call.text("resource")));
    auto session = TRY(site->lake().session());
    auto const rows = TRY(session.query(
        "SELECT to_json({\"run\": run, resource: resource, file: file, \"at\": strftime(loaded_at "
        "AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ'), read: read, accepted: accepted, quarantined: "
        "quarantined, flagged: flagged, added: added, changed: changed, ended: ended}) FROM "
        "meta.load WHERE resource = $1 ORDER BY load DESC" +
            page_sql(call),
        {resource->name}));
    return page_of_rows(call, rows);
}

Result<http::Response> list_changes(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const* const resource = TRY(job::resource_named(site->catalog(), call.text("resource")));
    auto session = TRY(site->lake().session());
    auto const rows = TRY(session.query(
        fmt::format("SELECT to_json({{version: version, \"at\": \"at\", author: author, text: "
                    "text}}) FROM ({}) ORDER BY version DESC{}",
                    site->lake().commits_sql("clean", resource->table()), page_sql(call))));
    return page_of_rows(call, rows);
}

}  // namespace

void add_resource_page_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    auto const cache = std::make_shared<Cache<json::value>>();  // shared by the handlers
    auto const name = path_text("resource", "samr.enterprise …");
    routes.add({.path = "/api/v1/resources/{resource}/profile",
                .name = "show_resource_profile",
                .tag = "resources",
                .summary = "Its values at a glance: empty ones, different ones, frequent ones",
                .parameters = {name},
                .answer = object({{"resource", text()},
                                  {"rows", integer()},
                                  {"fields", list_of(component("FieldProfile"))}}),
                .failures = {404, 503},
                .handle = [&s, cache](Call& call) { return show_profile(s, *cache, call); }});
    routes.add({.path = "/api/v1/resources/{resource}/quality",
                .name = "show_resource_quality",
                .tag = "resources",
                .summary = "Its score, every measure, how it went, rows that fail",
                .parameters = {name},
                .answer = component("ResourceQuality"),
                .failures = {404, 503},
                .handle = [&s, cache](Call& call) { return show_quality(s, *cache, call); }});
    routes.add({.path = "/api/v1/resources/{resource}/arrivals",
                .name = "list_arrivals",
                .tag = "resources",
                .summary = "Files that were loaded, the latest first",
                .parameters = paged({name}),
                .answer = page_of(component("Arrival")),
                .failures = {404, 503},
                .handle = [&s](Call& call) { return list_arrivals(s, call); }});
    routes.add({.path = "/api/v1/resources/{resource}/changes",
                .name = "list_changes",
                .tag = "resources",
                .summary = "Versions of its table, the latest first",
                .parameters = paged({name}),
                .answer = page_of(component("TableVersion")),
                .failures = {404, 503},
                .handle = [&s](Call& call) { return list_changes(s, call); }});
}

}  // namespace jutong::api

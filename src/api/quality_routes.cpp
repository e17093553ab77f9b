// Quality: who should mend what first?
#include <algorithm>
#include <array>

#include "api/reading.h"
#include "job/losses.h"
#include "job/quality_examples.h"
#include "job/quality_export.h"
#include "job/quality_notice.h"

namespace jutong::api {

namespace {

std::vector<std::string_view> const by_words = {"resource", "department", "city", "run"};
constexpr std::array by_kinds = {job::QualityBy::resource, job::QualityBy::department,
                                 job::QualityBy::city, job::QualityBy::run};
// Pages of ours to print: they have their style in them, and nothing else.
constexpr std::string_view page_policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

void add_components(Components& components) {
    components["QualityScore"] =
        object({{"name", text("Resource, department, code of the city, or run")},
                {"title", text()},
                {"score", number()},
                {"before", nullable(number("Of a run: of the one before"))},
                {"resources", integer()},
                {"a", integer()},
                {"b", integer()},
                {"dimensions", list_of(component("Dimension"))}});
    components["Loss"] = object({{"resource", text()},
                                 {"resource_title", text()},
                                 {"provider", text()},
                                 {"provider_title", text()},
                                 {"rule", text()},
                                 {"title", text()},
                                 {"field_title", text()},
                                 {"dimension", text()},
                                 {"rows", integer("That fail")},
                                 {"score_loss", number("Points of its resource's score")},
                                 {"remedy", text()}});
    components["Notice"] = object({{"department", text()},
                                   {"title", text()},
                                   {"rules", integer()},
                                   {"failures", integer()},
                                   {"deadline", text()},
                                   {"provisional", boolean("The calendar of its year is not "
                                                           "published yet")}});
}

http::Response html_response(std::string page) {
    http::Response response{200,
                            {{"Content-Type", "text/html; charset=utf-8"},
                             {"Content-Security-Policy", std::string(page_policy)}}};
    response.body = std::move(page);
    return response;
}

Result<json::value> scores(job::Workplace& workplace, job::QualityBy by,
                           std::string const& resource) {
    auto const held = TRY(job::scores_by(workplace, by, resource));
    json::array items;
    for (auto const& score : held)
        items.push_back({{"name", score.name},
                         {"title", score.title},
                         {"score", score.score},
                         {"before", or_null(score.before)},
                         {"resources", score.resources},
                         {"a", score.a},
                         {"b", score.b},
                         {"dimensions", json_of(score.dimensions)}});
    return json::value{{"items", std::move(items)}};
}

Result<http::Response> show_scores(Services& s, Cache<json::value>& cache, Call& call) {
    auto const site = s.workplace();
    auto const resource = call.text("resource"), word = call.text("by", "resource");
    if (!resource.empty()) TRY(job::resource_named(site->catalog(), resource));
    auto const place = std::ranges::find(by_words, word) - by_words.begin();
    auto const by = by_kinds.at(static_cast<std::size_t>(place));
    auto const make = [&] { return scores(*site, by, resource); };
    return json_response(*TRY(cache.get(site, word + " " + resource, make)));
}

Result<json::value> losses(job::Workplace& workplace, std::string const& department) {
    auto const& catalog = workplace.catalog();
    json::array items;
    for (auto const& loss : TRY(job::losses_of(workplace, department))) {
        auto const& resource = *catalog.find_resource(loss.resource);
        job::RuleBook const book(resource);
        items.push_back({{"resource", resource.name},
                         {"resource_title", resource.title},
                         {"provider", resource.provider},
                         {"provider_title", department_title(catalog, resource.provider)},
                         {"rule", loss.measure.rule},
                         {"title", book.title(loss.measure.rule)},
                         {"field_title", field_title(resource, loss.measure.field)},
                         {"dimension", governance::to_string(loss.measure.dimension)},
                         {"rows", loss.rows},
                         {"score_loss", loss.points},
                         {"remedy", book.remedy(loss.measure.rule)}});
    }
    return json::value(std::move(items));
}

Result<http::Response> list_losses(Services& s, Cache<json::value>& cache, Call& call) {
    auto const site = s.workplace();
    auto const department = call.text("department");
    TRY(require_department(site->catalog(), department));
    auto const all =
        TRY(cache.get(site, "losses " + department, [&] { return losses(*site, department); }));
    json::array items = all->as_array();
    if (items.size() > call.limit()) items.resize(call.limit());
    return json_response({{"items", std::move(items)}});
}

Result<http::Response> list_notices(Services& s, Call&) {
    auto const site = s.workplace();
    json::array items;
    for (auto const& notice : TRY(job::notices_of(*site)))
        items.push_back({{"department", notice.department},
                         {"title", notice.title},
                         {"rules", notice.rules},
                         {"failures", notice.failures},
                         {"deadline", notice.deadline},
                         {"provisional", notice.is_provisional}});
    return json_response({{"items", std::move(items)}});
}

// The resource that a report is asked for; empty: of all.
Result<std::string> wanted_resource(job::Workplace const& workplace, Call const& call) {
    auto const name = call.text("resource");
    if (!name.empty()) TRY(job::resource_named(workplace.catalog(), name));
    return name;
}

Result<http::Response> export_measures(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const resource = TRY(wanted_resource(*site, call));
    http::Response response{200,
                            {{"Content-Type", "text/csv; charset=utf-8"},
                             {"Content-Disposition", "attachment; filename=\"quality.csv\""}}};
    response.body = TRY(job::quality_csv(*site, resource));
    return response;
}

}  // namespace

void add_quality_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    auto const cache = std::make_shared<Cache<json::value>>();  // shared by the handlers
    auto const of = query("resource", text_of(1, 200, "Only of this one"));
    routes.add({.path = "/api/v1/quality",
                .name = "show_quality",
                .tag = "quality",
                .summary = "Scores by GB/T 36344",
                .parameters = {query("by", choice(by_words)), of},
                .answer = items_of(component("QualityScore")),
                .failures = {404, 503},
                .handle = [&s, cache](Call& call) { return show_scores(s, *cache, call); }});
    routes.add(
        {.path = "/api/v1/quality/losses",
         .name = "list_losses",
         .tag = "quality",
         .summary = "The rules that most rows fail, and what they cost",
         .parameters = {query("department", text_of(1, 200)), query("limit", integer_of(1, 1000))},
         .answer = items_of(component("Loss")),
         .failures = {404, 503},
         .handle = [&s, cache](Call& call) { return list_losses(s, *cache, call); }});
    routes.add({.path = "/api/v1/quality/notices",
                .name = "list_notices",
                .tag = "quality",
                .summary = "Departments that have something to mend, and by when",
                .answer = items_of(component("Notice")),
                .failures = {503},
                .handle = [&s](Call& call) { return list_notices(s, call); }});
    routes.add({.path = "/api/v1/quality/notices/{department}",
                .name = "show_notice",
                .tag = "quality",
                .summary = "The notice to one department, to print",
                .parameters = {path_text("department", "psb …")},
                .media = {"text/html"},
                .failures = {404, 503},
                .handle = [&s](Call& call) -> Result<http::Response> {
                    auto const site = s.workplace();
                    return html_response(TRY(job::notice_page(*site, call.text("department"))));
                }});
    routes.add({.path = "/api/v1/quality/report",
                .name = "show_quality_report",
                .tag = "quality",
                .summary = "All scores as one page, to print",
                .parameters = {of},
                .media = {"text/html"},
                .failures = {404, 503},
                .handle = [&s](Call& call) -> Result<http::Response> {
                    auto const site = s.workplace();
                    auto const resource = TRY(wanted_resource(*site, call));
                    return html_response(TRY(job::quality_page(*site, resource)));
                }});
    routes.add({.path = "/api/v1/quality/export",
                .name = "export_quality",
                .tag = "quality",
                .summary = "Every measure with its A and B, as a table",
                .parameters = {of},
                .media = {"text/csv"},
                .failures = {404, 503},
                .handle = [&s](Call& call) { return export_measures(s, call); }});
}

}  // namespace jutong::api

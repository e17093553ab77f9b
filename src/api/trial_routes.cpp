// A file tried out on a definition that is not saved yet, or on a resource.
#include <semaphore>

#include "api/incoming.h"
#include "api/pack_mistakes.h"
#include "api/services.h"
#include "job/local_pack.h"
#include "job/quality.h"
#include "job/quality_examples.h"
#include "job/trial.h"

namespace jutong::api {

namespace {

constexpr std::ptrdiff_t trials_at_once_max = 2;
constexpr std::int64_t rows_usual = 10'000;

void add_components(Components& components) {
    components["Measure"] = object({{"rule", text()},
                                    {"title", text()},
                                    {"field", text()},
                                    {"field_title", text()},
                                    {"dimension", text("Of GB/T 36344")},
                                    {"dimension_title", text()},
                                    {"a", integer("As it should be")},
                                    {"b", integer("Judged")},
                                    {"score", number("0 to 100")},
                                    {"remedy", text()},
                                    {"on_failure", choice({"flag", "reject"})}});
    components["RawCell"] =
        object({{"column", text()}, {"field", nullable(text())}, {"text", text()}});
    components["ParsedValue"] = object({{"field", text()},
                                        {"title", text()},
                                        {"value", nullable(text())},
                                        {"reasons", list_of(text())}});
    components["RowReason"] =
        object({{"reason", text()},
                {"title", text()},
                {"field", text()},
                {"remedy", text()},
                {"marks", list_of(list_of(integer("From, to: code points of the raw text")))}});
    components["QuarantineRow"] = object({{"run", integer()},
                                          {"file", text()},
                                          {"row", integer()},
                                          {"raw", list_of(component("RawCell"))},
                                          {"parsed", list_of(component("ParsedValue"))},
                                          {"reasons", list_of(component("RowReason"))}});
    components["TrialColumn"] = object({{"name", text()}, {"title", text()}});
    components["TrialPreview"] = object({{"columns", list_of(component("TrialColumn"))},
                                         {"rows", list_of(list_of(nullable(text())))}});
    components["Trial"] = object({{"read", integer()},
                                  {"accepted", integer()},
                                  {"quarantined", integer()},
                                  {"flagged", integer()},
                                  {"measures", list_of(component("Measure"))},
                                  {"failing", list_of(component("QuarantineRow"))},
                                  {"notes", list_of(text())},
                                  {"preview", component("TrialPreview")}});
}

json::object json_of(governance::Measure const& measure, catalog::Resource const& resource,
                     job::RuleBook const& rules) {
    auto const field = resource.find(measure.field);
    auto const dimension = measure.dimension;
    auto const share =
        measure.b > 0 ? static_cast<double>(measure.a) / static_cast<double>(measure.b) : 1.0;
    return {{"rule", measure.rule},
            {"title", rules.title(measure.rule)},
            {"field", measure.field},
            {"field_title", field ? resource.fields[*field].title : ""},
            {"dimension", governance::to_string(dimension)},
            {"dimension_title", governance::title_of(dimension)},
            {"a", measure.a},
            {"b", measure.b},
            {"score", 100 * share},
            {"remedy", rules.remedy(measure.rule)},
            {"on_failure", rules.rejects(measure.rule) ? "reject" : "flag"}};
}

json::value or_null(std::optional<std::string> const& text) {
    return text ? json::value(*text) : json::value(nullptr);
}

json::object json_of(job::FailingRow const& row) {
    json::array raw, parsed, reasons;
    for (auto const& [column, field, text] : row.raw)
        raw.push_back({{"column", column}, {"field", or_null(field)}, {"text", text}});
    for (auto const& [field, title, value, given] : row.parsed) {
        json::array names(given.begin(), given.end());
        parsed.push_back({{"field", field},
                          {"title", title},
                          {"value", or_null(value)},
                          {"reasons", std::move(names)}});
    }
    for (auto const& [reason, title, field, remedy, places] : row.reasons) {
        json::array marks;
        for (auto const& [from, to] : places) marks.push_back(json::array{from, to});
        reasons.push_back({{"reason", reason},
                           {"title", title},
                           {"field", field},
                           {"remedy", remedy},
                           {"marks", std::move(marks)}});
    }
    return {{"run", row.run},
            {"file", row.file},
            {"row", row.row},
            {"raw", std::move(raw)},
            {"parsed", std::move(parsed)},
            {"reasons", std::move(reasons)}};
}

json::object preview_of(job::Trial const& trial, catalog::Resource const& resource) {
    json::array columns, rows;
    for (auto const& field : resource.fields)
        columns.push_back({{"name", field.name}, {"title", field.title}});
    for (auto const& values : trial.rows) {
        json::array row;
        for (auto const& value : values) row.push_back(or_null(value));
        rows.push_back(std::move(row));
    }
    return {{"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

json::object json_of(job::Trial const& trial, catalog::Resource const& resource) {
    job::RuleBook const rules(resource);
    json::array measures, failing, notes;
    for (auto const& measure : trial.measures)
        measures.push_back(json_of(measure, resource, rules));
    for (auto const& row : trial.failing) failing.push_back(json_of(row));
    for (auto const& note : trial.notes) notes.emplace_back(note);
    return {{"read", trial.outcome.read},
            {"accepted", trial.outcome.accepted},
            {"quarantined", trial.outcome.quarantined},
            {"flagged", trial.outcome.flagged},
            {"measures", std::move(measures)},
            {"failing", std::move(failing)},
            {"notes", std::move(notes)},
            {"preview", preview_of(trial, resource)}};
}

std::string text_in(Call const& call, std::string_view name) {
    auto const* const value = call.body.as_object().if_contains(name);
    return value == nullptr ? std::string() : std::string(value->as_string());
}

// The resource that is tried, and the packs that it is declared in.
struct Tried {
    job::PackContent content;
    std::string resource;
    pack::Problems problems;
};

Result<Tried> tried_in(Services& services, job::LocalPack const& pack, Call const& call) {
    Tried tried;
    auto const yaml = text_in(call, "yaml");
    tried.resource = text_in(call, "resource");
    if (yaml.empty() == tried.resource.empty())
        return fail(Code::invalid, "trial.definition", "Say `yaml`, or `resource`");
    if (!yaml.empty()) {
        tried.resource = TRY(job::resource_declared_in(yaml, tried.problems));
        if (!tried.problems.empty()) return tried;
        tried.content = TRY(pack.content_with(tried.resource, yaml, tried.problems));
    } else {
        tried.content =
            TRY(job::read_content(job::pack_folders(services.settings), tried.problems));
    }
    return tried;
}

Result<http::Response> try_out(Services& services, job::LocalPack const& pack, Call& call) {
    auto const upload = TRY(complete_upload(services, call));
    auto const tried = TRY(tried_in(services, pack, call));
    if (!tried.problems.empty()) return pack_problem(call, tried.problems);
    auto const* const resource = TRY(job::resource_named(tried.content.catalog, tried.resource));
    auto const found = TRY(job::files_for(*resource, upload.file));
    auto const* const given = call.body.as_object().if_contains("limit");
    auto const limit = given == nullptr ? rows_usual : given->as_int64();
    auto const workplace = services.workplace();
    Progress silent;
    auto const trial = TRY(job::try_file(workplace->lake(), tried.content, *resource,
                                         found.files.front(), limit, silent));
    return json_response(json_of(trial, *resource));
}

}  // namespace

void add_trial_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    auto const pack = std::make_shared<job::LocalPack>(s.settings);
    auto const free =
        std::make_shared<std::counting_semaphore<trials_at_once_max>>(trials_at_once_max);
    auto const handle = [&s, pack, free](Call& call) -> Result<http::Response> {
        if (!free->try_acquire())
            return fail(Code::limited, "trial.busy", "Other files are being tried out; try again");
        std::shared_ptr<void> const held(nullptr, [&](void*) { free->release(); });
        return try_out(s, *pack, call);
    };
    routes.add({.method = http::Method::post,
                .path = "/api/v1/trial",
                .name = "try_out",
                .tag = "connecting",
                .summary = "What would come of a file; nothing is stored",
                .body = object({{"upload", text_of(1, 64, "An upload that is complete")},
                                maybe("yaml", text_of(1, job::definition_bytes_max,
                                                      "A definition, not saved yet; or:")),
                                maybe("resource", text_of(1, 200, "One that there is")),
                                maybe("limit", integer_of(1, job::trial_rows_max,
                                                          "Rows; 10,000 if not said"))}),
                .body_max = 4 * job::definition_bytes_max,
                .answer = component("Trial"),
                .failures = {403, 404, 409, 429},
                .handle = handle});
}

}  // namespace jutong::api

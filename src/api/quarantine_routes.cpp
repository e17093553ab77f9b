// The quarantine: why was this row refused, and what is to be done?
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "api/purpose.h"
#include "api/reading.h"
#include "api/scratch_folder.h"
#include "base/file.h"
#include "ingest/rejects.h"
#include "job/quality_examples.h"
#include "job/quarantine.h"

namespace jutong::api {

namespace {

void add_components(Components& components) {
    components["QuarantineReason"] = object({{"resource", text()},
                                             {"resource_title", text()},
                                             {"provider", text()},
                                             {"reason", text("element.id_number.check_digit …")},
                                             {"title", text("The rule")},
                                             {"field", text()},
                                             {"field_title", text()},
                                             {"rows", integer()},
                                             {"verdict", choice({"rejected", "flagged"})},
                                             {"remedy", text()}});
    components["QuarantineRow"] =
        object({{"run", integer()},
                {"file", text()},
                {"row", integer()},
                {"raw", list_of(object({{"column", text()},
                                        {"field", nullable(text())},
                                        {"text", text("Masked where personal")}}))},
                {"parsed", list_of(object({{"field", text()},
                                           {"title", text()},
                                           {"value", nullable(text("Masked where personal"))},
                                           {"reasons", list_of(text())}}))},
                {"reasons", list_of(object({{"reason", text()},
                                            {"title", text()},
                                            {"field", text()},
                                            {"remedy", text()},
                                            {"marks", list_of(list_of(integer()))}}))}});
}

Result<http::Response> list_reasons(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const& catalog = site->catalog();
    auto const name = call.text("resource"), department = call.text("department");
    if (!name.empty()) TRY(job::resource_named(catalog, name));
    TRY(require_department(catalog, department));
    json::array items;
    for (auto const& reason : TRY(job::quarantine_reasons(*site, name, department))) {
        auto const& resource = *catalog.find_resource(reason.resource);
        items.push_back({{"resource", resource.name},
                         {"resource_title", resource.title},
                         {"provider", resource.provider},
                         {"reason", reason.reason},
                         {"title", reason.title},
                         {"field", reason.field},
                         {"field_title", field_title(resource, reason.field)},
                         {"rows", reason.rows},
                         {"verdict", reason.is_rejected ? "rejected" : "flagged"},
                         {"remedy", reason.remedy}});
    }
    return page_response(call, std::move(items));
}

json::object json_of(job::QuarantineRow const& row, catalog::Resource const& resource,
                     job::RuleBook const& book) {
    json::array raw, parsed, reasons;
    for (auto const& [column, field, text] : row.raw)
        raw.push_back({{"column", column}, {"field", text_or_null(field)}, {"text", text}});
    for (auto const& value : row.parsed) {
        json::array why;
        for (auto const& reason : value.reasons) why.emplace_back(reason);
        json::object one{{"field", value.field},
                         {"title", field_title(resource, value.field)},
                         {"value", nullptr},
                         {"reasons", std::move(why)}};
        if (value.value) one["value"] = *value.value;
        parsed.push_back(std::move(one));
    }
    for (auto const& [reason, field, marks] : row.reasons) {
        json::array places;
        for (auto const& [from, to] : marks)
            places.push_back(
                json::array{static_cast<std::int64_t>(from), static_cast<std::int64_t>(to)});
        auto const rule = job::rule_of(reason, field);
        reasons.push_back({{"reason", reason},
                           {"title", book.title(rule)},
                           {"field", field},
                           {"remedy", book.remedy(rule)},
                           {"marks", std::move(places)}});
    }
    return {{"run", row.run},
            {"file", row.file},
            {"row", row.row},
            {"raw", std::move(raw)},
            {"parsed", std::move(parsed)},
            {"reasons", std::move(reasons)}};
}

Result<http::Response> list_rows(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const* const resource = TRY(job::resource_named(site->catalog(), call.text("resource")));
    TRY(record_reveal(s, call, "quarantine " + resource->name));
    job::QuarantineFilter const filter{call.text("reason"), call.offset(), call.limit() + 1,
                                       call.has("purpose")};
    auto rows = TRY(job::quarantine_rows(*site, *resource, filter));
    auto const has_more = rows.size() > call.limit();
    if (has_more) rows.pop_back();
    job::RuleBook const book(*resource);
    json::array items;
    for (auto const& row : rows) items.push_back(json_of(row, *resource, book));
    return page_response(call, std::move(items), has_more);
}

// The rejects file of one of the provider's files, made anew: its rows change as corrections come.
Result<http::Response> download(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const* const resource = TRY(job::resource_named(site->catalog(), call.text("resource")));
    TRY(record_reveal(s, call, "rejects " + resource->name));
    auto const folder = TRY(ScratchFolder::make(s.settings.data));
    auto const files = TRY(
        ingest::write_rejects(site->lake(), *resource, site->kept(), folder.path(), std::nullopt));
    std::string names;
    auto const wanted = call.text("file");
    ingest::RejectFile const* chosen = nullptr;
    for (auto const& file : files) {
        auto const name = file.path.filename().string();
        names += (names.empty() ? "" : ", ") + name;
        if (wanted.empty() ? chosen == nullptr || file.rows > chosen->rows : name == wanted)
            chosen = &file;
    }
    if (chosen == nullptr)
        return fail(Code::not_found, "quarantine.file",
                    files.empty() ? "No row of it is rejected"
                                  : "There is no such file; there "
                                    "are: " +
                                        names);
    http::Response response{200, {{"Content-Type", "text/csv"}}};
    response.headers.emplace_back(
        "Content-Disposition",
        "attachment; filename*=UTF-8''" + http::percent_encoded(chosen->path.filename().string()));
    response.body = TRY(read_file(chosen->path));
    return response;
}

}  // namespace

void add_quarantine_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    auto const name = path_text("resource", "samr.enterprise …");
    routes.add({.path = "/api/v1/quarantine",
                .name = "list_quarantine",
                .tag = "quarantine",
                .summary = "Why rows were refused or flagged, the most rows first",
                .parameters = paged(
                    {query("resource", text_of(1, 200)), query("department", text_of(1, 200))}),
                .answer = page_of(component("QuarantineReason")),
                .failures = {404, 503},
                .handle = [&s](Call& call) { return list_reasons(s, call); }});
    routes.add({.path = "/api/v1/quarantine/{resource}/rows",
                .name = "list_quarantined_rows",
                .tag = "quarantine",
                .summary = "Rows as they were sent, beside what was read of them",
                .parameters = paged({name,
                                     query("reason", text_of(1, 200,
                                                             "Only these; of flagged "
                                                             "rows too")),
                                     purpose_parameter()}),
                .answer = page_of(component("QuarantineRow")),
                .failures = {404, 503},
                .handle = [&s](Call& call) { return list_rows(s, call); }});
    routes.add({.path = "/api/v1/quarantine/{resource}/download",
                .name = "download_rejects",
                .tag = "quarantine",
                .summary = "Rejected rows in the provider's own layout, to correct and send again",
                .parameters = {name,
                               query("file", text_of(1, 500,
                                                     "Where there are several; else the "
                                                     "one of most rows")),
                               purpose_parameter()},
                .media = {"text/csv"},
                .failures = {404, 503},
                .handle = [&s](Call& call) { return download(s, call); }});
}

}  // namespace jutong::api

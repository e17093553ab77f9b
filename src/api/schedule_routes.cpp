// What runs by itself: schedules, backups, alerts.
#include "api/services.h"
#include "job/alert_book.h"
#include "job/backup.h"

namespace jutong::api {

namespace {

void add_components(Components& components) {
    components["Schedule"] =
        object({{"resource", text()},
                {"title", text()},
                {"provider_title", text()},
                {"update", text("daily, weekly, monthly …")},
                {"source", text("The folder or connection it comes from by itself; empty: none")},
                {"automatic", boolean()},
                {"last", nullable(time_text("The last arrival"))},
                {"due", nullable(text("The last day on which the next is in time"))},
                {"next_run", nullable(time_text("When it is fetched next"))},
                {"arrival", choice({"in_time", "due", "overdue", "never", "unscheduled"})}});
    components["Backup"] = object({{"folder", text("Its name")},
                                   {"at", time_text()},
                                   {"files", integer()},
                                   {"bytes", integer()},
                                   {"checked_at", nullable(time_text())}});
    components["Alert"] =
        object({{"id", text()},
                {"kind", choice({"overdue", "score_falling", "run_failed", "disk", "unfed"})},
                {"state", choice({"ok", "attention", "bad", "unknown"})},
                {"title", text()},
                {"detail", text()},
                {"href", text("A page of the console")},
                {"since", time_text()},
                {"told", nullable(time_text("When somebody was told"))}});
}

json::value time_or_null(std::optional<Instant> const& at) {
    return at ? json::value(iso_time(*at)) : json::value(nullptr);
}

Result<http::Response> list_schedules(Services& services) {
    auto const workplace = services.workplace();
    json::array items;
    for (auto const& one : TRY(services.scheduler->schedules())) {
        auto const* const provider = workplace->catalog().find_department(one.provider);
        items.push_back({{"resource", one.resource},
                         {"title", one.title},
                         {"provider_title", provider == nullptr ? one.provider : provider->title},
                         {"update", one.update},
                         {"source", one.source},
                         {"automatic", one.automatic},
                         {"last", time_or_null(one.last)},
                         {"due", one.due ? json::value(iso_date(*one.due)) : json::value(nullptr)},
                         {"next_run", time_or_null(one.next_run)},
                         {"arrival", job::to_string(one.arrival)}});
    }
    return json_response({{"items", std::move(items)}});
}

http::Response list_backups(Services& services) {
    json::array items;
    for (auto const& backup : job::list_backups(operation::backups_of(services.settings.data)))
        items.push_back({{"folder", backup.folder.filename().string()},
                         {"at", iso_time(backup.at)},
                         {"files", backup.files},
                         {"bytes", backup.bytes},
                         {"checked_at", nullptr}});
    return json_response({{"items", std::move(items)}});
}

Result<http::Response> list_alerts(Services& services, Call& call) {
    auto const workplace = services.workplace();
    json::array items;
    for (auto const& alert : TRY(job::alerts_in(workplace->store())))
        items.push_back(
            {{"id", alert.id},
             {"kind", alert.kind},
             {"state", alert.state},
             {"title", alert.title},
             {"detail", alert.detail},
             {"href", alert.href},
             {"since", alert.since},
             {"told", alert.told.empty() ? json::value(nullptr) : json::value(alert.told)}});
    return page_response(call, std::move(items));
}

}  // namespace

void add_schedule_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    routes.add({.path = "/api/v1/schedules",
                .name = "list_schedules",
                .tag = "schedules",
                .summary = "When each resource comes, and what is fetched by itself",
                .answer = items_of(component("Schedule")),
                .handle = [&s](Call&) { return list_schedules(s); }});
    routes.add({.path = "/api/v1/backups",
                .name = "list_backups",
                .tag = "schedules",
                .summary = "Backups that are whole, the latest first",
                .answer = items_of(component("Backup")),
                .handle = [&s](Call&) -> Result<http::Response> { return list_backups(s); }});
    routes.add({.path = "/api/v1/alerts",
                .name = "list_alerts",
                .tag = "schedules",
                .summary = "What needs somebody, the worst first",
                .parameters = paged(),
                .answer = page_of(component("Alert")),
                .handle = [&s](Call& call) { return list_alerts(s, call); }});
}

}  // namespace jutong::api

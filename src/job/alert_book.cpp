#include "job/alert_book.h"

#include <set>

namespace jutong::job {

namespace {

constexpr Instant minute = 60'000'000;
constexpr int doublings_max = 10;

constexpr std::string_view schema = R"(
CREATE TABLE IF NOT EXISTS job_alert (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, title TEXT NOT NULL,
    detail TEXT NOT NULL, href TEXT NOT NULL, since TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS job_alert_message (
    alert TEXT NOT NULL, channel TEXT NOT NULL, told TEXT, tries INTEGER NOT NULL,
    tried INTEGER NOT NULL, PRIMARY KEY (alert, channel));
)";

constexpr std::string_view columns =
    "SELECT a.id, a.kind, a.state, a.title, a.detail, a.href, a.since, (SELECT min(told) FROM "
    "job_alert_message m WHERE m.alert = a.id) FROM job_alert a ";

std::vector<Alert> alerts_of(std::vector<store::Row> const& rows) {
    std::vector<Alert> alerts;
    for (auto const& row : rows)
        alerts.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),
                          row.text(5), row.text(6), row.text(7)});
    return alerts;
}

}  // namespace

Result<std::vector<Alert>> alerts_in(store::Store& store) {
    TRY(store.run_script(schema));
    auto const rows = TRY(store.query(
        std::string(columns) +
        "ORDER BY CASE a.state WHEN 'bad' THEN 0 ELSE 1 END, a.since, a.id LIMIT 10000"));
    return alerts_of(rows);
}

Done keep_alerts(store::Store& store, std::vector<Alert> const& alerts, Instant now) {
    auto const known = TRY(alerts_in(store));
    std::set<std::string> ids;
    for (auto const& alert : alerts) ids.insert(alert.id);
    auto const work = [&]() -> Done {
        for (auto const& alert : known) {
            if (ids.contains(alert.id)) continue;
            TRY(store.run("DELETE FROM job_alert WHERE id = ?1", {alert.id}));
            TRY(store.run("DELETE FROM job_alert_message WHERE alert = ?1", {alert.id}));
        }
        for (auto const& a : alerts)
            TRY(store.run(
                "INSERT INTO job_alert (id, kind, state, title, detail, href, since) VALUES (?1, "
                "?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE SET state = ?3, title = ?4, "
                "detail = ?5, href = ?6",
                {a.id, a.kind, a.state, a.title, a.detail, a.href,
                 a.since.empty() ? iso_time(now) : a.since}));
        return {};
    };
    return store.transaction(work);
}

Result<std::vector<Alert>> untold_alerts(store::Store& store, std::string const& channel,
                                         Instant now) {
    TRY(store.run_script(schema));
    std::vector<Alert> out;
    for (auto& alert :
         alerts_of(TRY(store.query(std::string(columns) + "ORDER BY a.since, a.id")))) {
        auto const rows = TRY(store.query(
            "SELECT told, tries, tried FROM job_alert_message WHERE alert = ?1 AND channel = ?2",
            {alert.id, channel}));
        auto is_due = rows.empty();
        if (!is_due && rows[0].is_null(0) && rows[0].integer(1) < message_tries_max) {
            // 1, 2, 4 … minutes after the last try.
            auto const tries = std::min<std::int64_t>(rows[0].integer(1), doublings_max);
            is_due = now >= rows[0].integer(2) + (minute << (tries - 1));
        }
        if (is_due) out.push_back(std::move(alert));
    }
    return out;
}

Done note_message(store::Store& store, std::string const& channel, std::string const& alert,
                  bool is_told, Instant now) {
    store::Value const told = is_told ? store::Value(iso_time(now)) : store::Value();
    return store.run(
        "INSERT INTO job_alert_message (alert, channel, told, tries, tried) VALUES (?1, ?2, ?3, 1, "
        "?4) ON CONFLICT (alert, channel) DO UPDATE SET told = ?3, tries = "
        "job_alert_message.tries + 1, tried = ?4",
        {alert, channel, told, now});
}

}  // namespace jutong::job

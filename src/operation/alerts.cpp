#include "operation/alerts.h"

#include "base/log.h"

namespace jutong::operation {

namespace {

// One that does not answer is not asked for all the others too.
constexpr int failures_at_once_max = 2;

}  // namespace

Done look_after_alerts(store::Store& store, std::vector<Need> const& needs,
                       std::vector<std::unique_ptr<Messenger>> const& messengers,
                       Clock const& clock) {
    std::vector<job::Alert> alerts;
    for (auto const& need : needs)
        alerts.push_back({need.id, std::string(to_string(need.kind)),
                          need.is_bad ? "bad" : "attention", need.title, need.detail, need.href,
                          need.since});
    TRY(job::keep_alerts(store, alerts, clock.now()));
    for (auto const& messenger : messengers) {
        auto failures = 0;
        auto const channel = messenger->channel();
        for (auto const& alert : TRY(job::untold_alerts(store, channel, clock.now()))) {
            auto const sent = messenger->send(alert);
            TRY(job::note_message(store, channel, alert.id, sent.has_value(), clock.now()));
            if (sent) continue;
            log(Level::warning, "alert.message",
                {{"channel", channel}, {"alert", alert.id}, {"what", sent.error().message}});
            if (++failures == failures_at_once_max) break;
        }
    }
    return {};
}

}  // namespace jutong::operation

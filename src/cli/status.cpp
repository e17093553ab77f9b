// jutong status: what is in the data directory and what goes on.
#include <fmt/format.h>

#include "cli/command.h"
#include "job/alert_book.h"
#include "lake/merge.h"

namespace jutong::cli {

namespace {

constexpr int runs_shown = 5;

json::array show_runs(Terminal& terminal, std::vector<ingest::Run> const& runs) {
    TextTable table{{"run", "state", "started", "ended", "command", "message"}, {Align::left}, {}};
    json::array all;
    for (auto const& run : runs) {
        table.rows.push_back(
            {std::to_string(run.id), run.state, run.started, run.ended, run.command, run.message});
        all.push_back({{"run", run.id},
                       {"state", run.state},
                       {"started", run.started},
                       {"ended", run.ended},
                       {"command", run.command},
                       {"message", run.message}});
    }
    terminal.heading("Runs");
    terminal.table(table);
    return all;
}

Done status(Context& context, Arguments const&) {
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::read, context.clock));
    auto& terminal = context.terminal;
    auto session = TRY(workplace->lake().session());
    auto const holder = FileLock::holder(job::lock_of(context.settings.data));
    terminal.line(
        fmt::format("{}  version {}  {}", std::filesystem::absolute(context.settings.data).string(),
                    TRY(workplace->lake().version()),
                    holder ? fmt::format("pid {} is writing", *holder) : "nobody is writing"));
    json::array packs;
    for (auto const& applied : TRY(job::applied_packs(workplace->store()))) {
        auto changed = true;
        for (auto const& pack : workplace->catalog().packs)
            if (pack.name == applied.name) changed = pack.hash != applied.hash;
        terminal.line(
            fmt::format("pack {} {} {}", applied.name, applied.version,
                        changed ? "changed since it was applied: jutong pack apply" : "applied"));
        packs.push_back(
            {{"name", applied.name}, {"version", applied.version}, {"changed", changed}});
    }
    TextTable table{{"library", "title", "subjects"}, {Align::left, Align::left, Align::right}, {}};
    json::array libraries;
    for (auto const& library : workplace->catalog().libraries) {
        auto const subjects = TRY(lake::count(
            session, "SELECT count(*) AS n FROM library." + lake::quoted_name(library.name)));
        table.rows.push_back({library.name, library.title, grouped(subjects)});
        libraries.push_back({{"library", library.name}, {"subjects", subjects}});
    }
    terminal.heading("Libraries");
    terminal.table(table);
    auto const rows =
        TRY(lake::count(session, "SELECT coalesce(sum(read), 0)::BIGINT AS n FROM meta.load"));
    auto const quarantined = TRY(
        lake::count(session, "SELECT coalesce(sum(quarantined), 0)::BIGINT AS n FROM meta.load"));
    terminal.line(
        fmt::format("{} rows read, {} of them in quarantine", grouped(rows), grouped(quarantined)));
    json::array alerts;
    TextTable needed{{"alert", "since", "told"}, {Align::left}, {}};
    for (auto const& alert : TRY(job::alerts_in(workplace->store()))) {
        needed.rows.push_back({alert.title, alert.since, alert.told});
        alerts.push_back({{"id", alert.id},
                          {"kind", alert.kind},
                          {"state", alert.state},
                          {"title", alert.title},
                          {"since", alert.since},
                          {"told", alert.told}});
    }
    if (!alerts.empty()) {
        terminal.heading("Alerts, as the server saw them last");
        terminal.table(needed);
    }
    auto const runs = show_runs(terminal, TRY(workplace->runs().last(runs_shown)));
    terminal.object({{"writer", holder ? json::value(*holder) : json::value(nullptr)},
                     {"packs", packs},
                     {"libraries", libraries},
                     {"read", rows},
                     {"quarantined", quarantined},
                     {"alerts", alerts},
                     {"runs", runs}});
    return {};
}

}  // namespace

Command status_command() {
    return {"status",        "What the data directory holds, and what goes on in it",
            "jutong status", {},
            status,          {}};
}

}  // namespace jutong::cli

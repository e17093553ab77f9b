#include "cli/shown.h"

#include <fmt/format.h>

namespace jutong::cli {

std::string share(std::int64_t a, std::int64_t b) {
    if (b == 0) return "–";
    // Cut, not rounded: 100.00 % means all.
    auto const hundredths =
        static_cast<std::int64_t>(static_cast<double>(a) / static_cast<double>(b) * 10'000);
    return fmt::format("{}.{:02} %", hundredths / 100, hundredths % 100);
}

void show_loads(Terminal& terminal, job::Ingested const& ingested) {
    if (ingested.loads.empty() && ingested.failures.empty()) return;
    TextTable table{{"resource", "file", "read", "accepted", "quarantined", "flagged", "repaired",
                     "added", "changed", "ended", "s"},
                    {Align::left, Align::left, Align::right},
                    {}};
    std::int64_t skipped = 0;
    for (auto const& result : ingested.loads) {
        auto const& l = result.load;
        if (result.skipped) {
            ++skipped;
            continue;
        }
        auto const& o = l.outcome;
        table.rows.push_back({l.resource, l.file, grouped(o.read), grouped(o.accepted),
                              grouped(o.quarantined), grouped(o.flagged), grouped(o.repaired),
                              grouped(l.added), grouped(l.changed), grouped(l.ended),
                              fmt::format("{:.1f}", l.seconds)});
    }
    terminal.heading(fmt::format("Loaded {} files (run {})", table.rows.size(), ingested.run));
    if (!table.rows.empty()) terminal.table(table);
    if (skipped > 0) terminal.line(fmt::format("{} files were in the lake already", skipped));
    for (auto const& result : ingested.loads)
        for (auto const& note : result.notes)
            terminal.line(fmt::format("{}: {}", result.load.file, note));
    for (auto const& note : ingested.notes) terminal.line(note);
    for (auto const& failure : ingested.failures)
        terminal.line(terminal.bad(fmt::format("refused: {}: {} [{}]", failure.file,
                                               failure.error.message, failure.error.reason)));
}

void show_fusions(Terminal& terminal, std::vector<fusion::FusionResult> const& results) {
    TextTable table{{"library", "rows", "subjects", "touched", "broken numbers", "mended", "linked",
                     "unlinked", "conflicts", "added", "changed", "ended", "s"},
                    {Align::left, Align::right},
                    {}};
    for (auto const& r : results) {
        if (r.skipped)
            table.rows.push_back({r.library, "", grouped(r.subjects), "", "", "", "", "", "", "",
                                  "", "", "unchanged"});
        else
            table.rows.push_back({r.library, grouped(r.rows), grouped(r.subjects),
                                  grouped(r.touched), grouped(r.broken), grouped(r.mended),
                                  grouped(r.linked), grouped(r.unlinked), grouped(r.conflicts),
                                  grouped(r.added), grouped(r.changed), grouped(r.ended),
                                  fmt::format("{:.1f}", r.seconds)});
    }
    terminal.heading("Libraries: one record per number");
    terminal.table(table);
}

static json::array json_of(std::vector<std::string> const& texts) {
    json::array out;
    for (auto const& text : texts) out.push_back(json::string(text));
    return out;
}

json::object json_of(job::Ingested const& ingested) {
    json::array loads;
    for (auto const& result : ingested.loads) {
        auto const& l = result.load;
        auto const& o = l.outcome;
        json::object load{{"resource", l.resource}, {"file", l.file}, {"skipped", result.skipped}};
        if (!result.skipped)
            load = {{"resource", l.resource},
                    {"file", l.file},
                    {"skipped", false},
                    {"sha256", l.sha256},
                    {"encoding", l.encoding},
                    {"delimiter", l.delimiter},
                    {"read", o.read},
                    {"accepted", o.accepted},
                    {"quarantined", o.quarantined},
                    {"flagged", o.flagged},
                    {"repaired", o.repaired},
                    {"added", l.added},
                    {"changed", l.changed},
                    {"ended", l.ended},
                    {"complete", l.complete},
                    {"seconds", l.seconds},
                    {"notes", json_of(result.notes)}};
        loads.push_back(load);
    }
    json::array failures;
    for (auto const& failure : ingested.failures)
        failures.push_back({{"resource", failure.resource},
                            {"file", failure.file},
                            {"code", to_string(failure.error.code)},
                            {"reason", failure.error.reason},
                            {"message", failure.error.message}});
    return {{"run", ingested.run},
            {"loads", loads},
            {"failures", failures},
            {"notes", json_of(ingested.notes)}};
}

json::array json_of(std::vector<fusion::FusionResult> const& results) {
    json::array out;
    for (auto const& r : results)
        out.push_back({{"library", r.library},
                       {"skipped", r.skipped},
                       {"full", r.full},
                       {"touched", r.touched},
                       {"rows", r.rows},
                       {"subjects", r.subjects},
                       {"broken", r.broken},
                       {"mended", r.mended},
                       {"linked", r.linked},
                       {"unlinked", r.unlinked},
                       {"conflicts", r.conflicts},
                       {"added", r.added},
                       {"changed", r.changed},
                       {"ended", r.ended},
                       {"seconds", r.seconds}});
    return out;
}

}  // namespace jutong::cli

// jutong fsck: does everything hold that must?
#include "job/fsck.h"

#include <fmt/format.h>

#include "cli/command.h"

namespace jutong::cli {

namespace {

Done fsck(Context& context, Arguments const&) {
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::read, context.clock));
    auto const findings = TRY(job::check_all(*workplace, context.progress));
    std::size_t faults = 0;
    json::array all;
    TextTable table{{"", "check", "looked at"}, {Align::left, Align::left, Align::right}, {}};
    for (auto const& finding : findings) {
        faults += finding.faults.size();
        auto const ok = finding.faults.empty();
        table.rows.push_back({ok ? context.terminal.good("✓") : context.terminal.bad("✗"),
                              finding.check, grouped(finding.looked)});
        for (auto const& fault : finding.faults)
            table.rows.push_back({"", "  " + context.terminal.bad(fault), ""});
        json::array of_finding(finding.faults.begin(), finding.faults.end());
        all.push_back(
            {{"check", finding.check}, {"looked", finding.looked}, {"faults", of_finding}});
    }
    context.terminal.table(table);
    context.terminal.object({{"findings", all}, {"clean", faults == 0}});
    if (faults > 0)
        return fail(
            Code::corrupt, "fsck.faults",
            fmt::format("{} faults; restore from a backup or load the files again", faults));
    context.terminal.line(context.terminal.good("clean"));
    return {};
}

}  // namespace

Command fsck_command() {
    return {"fsck",
            "Check the whole data directory: files, loads, quarantine, keys, origins",
            "jutong fsck --data var",
            {},
            fsck,
            {}};
}

}  // namespace jutong::cli

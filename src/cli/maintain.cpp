// jutong maintain: what need not be kept any longer.
#include "job/maintain.h"

#include <fmt/format.h>

#include "cli/command.h"
#include "job/main_job.h"

namespace jutong::cli {

namespace {

std::string days_of(std::optional<std::int64_t> const& days) {
    return days ? grouped(*days) : "for ever";
}

Done maintain(Context& context, Arguments const& arguments) {
    auto const dry_run = arguments.has("--dry-run");
    auto const workplace = TRY(job::Workplace::open(
        context.settings, dry_run ? job::Access::read : job::Access::write, context.clock));
    job::Maintained done;
    if (dry_run) {
        done = TRY(job::maintain(*workplace, job::Change::none, context.progress));
    } else {
        auto const work = [&](std::int64_t) -> Done {
            TRY(job::apply_packs(*workplace));
            done = TRY(job::maintain(*workplace, job::Change::made, context.progress));
            return {};
        };
        TRY(job::as_run(*workplace, "maintain", work));
    }
    auto const& retention = workplace->catalog().retention;
    TextTable table{
        {"what", "days", dry_run ? "would go" : "gone"}, {Align::left, Align::right}, {}};
    json::object counts;
    for (auto const& [name, title, days, count] :
         {std::tuple{"versions", "versions of the lake", retention.versions, done.versions},
          {"quarantine", "rows of the quarantine", retention.quarantine, done.quarantined},
          {"kept", "kept files", retention.kept, done.kept_files},
          {"runs", "records of runs", retention.runs, done.runs},
          {"reports", "reports", retention.reports, done.reports}}) {
        table.rows.push_back({title, days_of(days), grouped(count)});
        counts[name] = count;
    }
    context.terminal.table(table);
    context.terminal.object({{"dry_run", dry_run}, {"gone", counts}});
    return {};
}

}  // namespace

Command maintain_command() {
    return {"maintain",
            "Drop what the packs' retention no longer asks to keep, and merge small data files",
            "jutong maintain --dry-run",
            {{"--dry-run", "", "Only show what would go"}},
            maintain,
            {}};
}

}  // namespace jutong::cli

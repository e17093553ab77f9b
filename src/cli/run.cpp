// jutong run: the main job.
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/shown.h"
#include "job/main_job.h"
#include "job/quality.h"

namespace jutong::cli {

namespace {

void show_next_steps(Context& context, std::filesystem::path const& report) {
    auto& out = context.terminal;
    auto const data = context.settings.data == "./var"
                          ? std::string()
                          : " --data " + context.settings.data.string();
    out.heading("What to try next");
    out.line(fmt::format("  open {}", std::filesystem::absolute(report).string()));
    out.line(
        fmt::format("  scripts/jutong{} quality                      # scores; quality RESOURCE "
                    "shows failing rows",
                    data));
    out.line(fmt::format(
        "  scripts/jutong{} sql \"select number, name from library.person limit 5\"", data));
    out.line(
        fmt::format("  scripts/jutong{} lookup NUMBER                # one subject, with the "
                    "origin of every value",
                    data));
}

Done run(Context& context, Arguments const& arguments) {
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::write, context.clock));
    std::optional<std::filesystem::path> from;
    if (arguments.has("--from")) from = arguments.text("--from");
    auto const job = TRY(job::run_main_job(*workplace, from, context.progress));
    show_loads(context.terminal, job.ingested);
    show_fusions(context.terminal, job.fused);
    json::object object = json_of(job.ingested);
    object["libraries"] = json_of(job.fused);
    object["report"] = job.report.string();
    context.terminal.object(object);
    show_next_steps(context, job.report);
    return job.ingested.outcome();
}

}  // namespace

Command run_command() {
    return {
        "run",
        "The main job: apply packs, ingest every source found in DIR, measure, fuse, report",
        "jutong demo generate --out demo && jutong run --from demo",
        {{"--from", "DIR",
          "Folder of the departments' files; without it the connections of the packs' sources are "
          "read, and what is in the lake is fused again"}},
        run,
        {}};
}

}  // namespace jutong::cli

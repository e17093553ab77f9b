// jutong fuse: libraries from what is in the lake.
#include "cli/command.h"
#include "cli/shown.h"
#include "job/main_job.h"

namespace jutong::cli {

namespace {

Done fuse(Context& context, Arguments const& arguments) {
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::write, context.clock));
    std::vector<fusion::FusionResult> results;
    auto const work = [&](std::int64_t run) -> Done {
        TRY(job::apply_packs(*workplace));
        results = TRY(job::fuse_libraries(*workplace, run, arguments.texts("LIBRARY"),
                                          arguments.has("--full"), context.progress));
        return {};
    };
    TRY(job::as_run(*workplace, "fuse", work));
    show_fusions(context.terminal, results);
    context.terminal.object({{"libraries", json_of(results)}});
    return {};
}

}  // namespace

Command fuse_command() {
    return {"fuse",
            "Fuse libraries by number: what changed since the last time, or everything",
            "jutong fuse person legal_entity --full",
            {{"LIBRARY…", "LIBRARY", "Libraries of the packs; all where none is named"},
             {"--full", "", "Even where no feed has changed"}},
            fuse,
            {}};
}

}  // namespace jutong::cli

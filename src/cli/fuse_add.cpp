// jutong fuse add: rows into what fuse --keep-rows has kept, and out of it.
#include <fmt/format.h>

#include "cli/command.h"
#include "job/link_add.h"
#include "job/passing_lake.h"

namespace jutong::cli {

Done fuse_add(Context& context, Arguments const& arguments) {
    job::LinkInputs inputs;
    for (auto const& file : arguments.texts("--input")) inputs.files.emplace_back(file);
    inputs.id = arguments.text("--id");
    auto const removed = arguments.text("--remove");
    if (inputs.files.empty() && removed.empty())
        return fail(Code::invalid, "cli.usage", "Say what comes (--input) or goes (--remove)");
    pack::Problems problems;
    auto const content = TRY(job::read_content(job::pack_folders(context.settings), problems));
    auto const lake = TRY(job::PassingLake::make(*content.registry, context.settings.threads));
    auto const done =
        TRY(job::add_rows(arguments.text("--in"), inputs, removed, *content.registry,
                          job::threads_of(context.settings), lake->get(), context.progress));
    auto& terminal = context.terminal;
    terminal.line(fmt::format("rows: {} new, {} changed, {} the same, {} removed", done.added,
                              done.changed, done.same, done.removed));
    if (done.unknown > 0)
        terminal.line(fmt::format("{} rows to be removed are not there", done.unknown));
    terminal.line(
        fmt::format("clusters: {} made, {} joined to others, {} split, {} ended; {} rows decided "
                    "anew, {} looked at",
                    done.made, done.joined, done.split, done.ended, done.decided, done.looked_at));
    terminal.line(fmt::format("{} rows are {} subjects", done.rows, done.clusters));
    terminal.object({{"new", done.added},
                     {"changed", done.changed},
                     {"same", done.same},
                     {"removed", done.removed},
                     {"unknown", done.unknown},
                     {"decided", done.decided},
                     {"looked_at", done.looked_at},
                     {"clusters_made", done.made},
                     {"clusters_joined", done.joined},
                     {"clusters_split", done.split},
                     {"clusters_ended", done.ended},
                     {"rows", done.rows},
                     {"clusters", done.clusters}});
    return {};
}

}  // namespace jutong::cli

// jutong fuse --input --splink: a model that was trained with Splink, used as it is.
#include <fmt/format.h>

#include "base/file.h"
#include "cli/command.h"
#include "job/link_kept.h"
#include "job/passing_lake.h"
#include "job/splink_run.h"

namespace jutong::cli {

Done fuse_splink(Context& context, Arguments const& arguments) {
    for (auto const* const option :
         {"--plan", "--golden", "--ignore", "--dedupe", "--link", "--keep-rows"})
        if (arguments.has(option))
            return fail(Code::invalid, "cli.usage",
                        fmt::format("{} does not go with --splink; the model says it", option));
    std::filesystem::path const folder = arguments.text("--out");
    if (folder.empty())
        return fail(Code::invalid, "cli.usage", "Say where the result goes: --out DIR");
    auto const text = TRY(read_file(arguments.text("--splink")));
    auto const model = TRY(job::read_splink_model(text));
    job::LinkInputs inputs;
    for (auto const& file : arguments.texts("--input")) inputs.files.emplace_back(file);
    inputs.id = arguments.text("--id");
    auto const one = inputs.files.size() == 1;
    if (one != (model.scope == job::SplinkScope::dedupe))
        return fail(Code::invalid, "cli.usage",
                    one ? "The model links tables; give it two inputs or more"
                        : "The model is for one table (dedupe_only); give it one input");
    auto const one_to_one = arguments.has("--one-to-one");
    if (one_to_one && model.scope != job::SplinkScope::link)
        return fail(Code::invalid, "cli.usage", "--one-to-one needs a model of link_only");
    pack::Problems problems;
    auto const content = TRY(job::read_content(job::pack_folders(context.settings), problems));
    auto const lake = TRY(job::PassingLake::make(*content.registry, context.settings.threads));
    TRY(job::forget_kept(folder));
    auto const result =
        TRY(job::run_splink(inputs, model, one_to_one, folder, lake->get(), context.progress));
    context.terminal.line(
        fmt::format("{} rows of {} inputs are {} subjects by the Splink model; {} pairs, {} links",
                    result.rows, inputs.files.size(), result.clusters, result.pairs, result.links));
    context.terminal.line(fmt::format(
        "{}/clusters.parquet, links.parquet, guards.parquet, pairs.parquet", folder.string()));
    context.terminal.object({{"rows", result.rows},
                             {"clusters", result.clusters},
                             {"pairs_compared", result.pairs},
                             {"links", result.links}});
    return {};
}

}  // namespace jutong::cli

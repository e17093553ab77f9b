// jutong fuse --input and jutong fuse evaluate: linkage over files, with nothing set up.
#include <cmath>

#include <fmt/format.h>

#include "base/file.h"
#include "cli/command.h"
#include "job/link_tables.h"
#include "job/passing_lake.h"

namespace jutong::cli {

namespace {

json::object json_of(linkage::Linked const& linked) {
    json::array fields;
    for (auto const& field : linked.fields)
        fields.push_back({{"column", field.column().name},
                          {"kind", linkage::to_string(field.kind())},
                          {"information_bits", field.information()}});
    auto const& b = linked.blocking;
    auto const& c = linked.cluster;
    return {{"fields", fields},
            {"blocking",
             {{"all_pairs", b.all_pairs},
              {"blocks", b.blocks},
              {"block_rows_max", b.block_rows_max},
              {"blocks_split", b.blocks_split},
              {"blocks_left_out", b.blocks_left_out},
              {"rows_without_block", b.rows_without_block}}},
            {"pairs_compared", linked.pairs_compared},
            {"pairs_kept", linked.pairs_kept},
            {"rounds", linked.estimate.rounds},
            {"matches_expected", linked.estimate.matches},
            {"partners_expected", c.partners},
            {"alone_expected", c.alone},
            {"core_links", c.core_links},
            {"attached", c.attached},
            {"bridges_cut", c.bridges_cut},
            {"links", linked.links.size()}};
}

// The model as a file: what each agreement is worth, in pairs of one subject and in pairs of those
// who share something.
json::object model_of(linkage::Linked const& linked) {
    auto const name_of = [&](int field) -> json::value {
        if (field < 0) return nullptr;
        return json::string(linked.fields[static_cast<std::size_t>(field)].column().name);
    };
    json::array classes, fields;
    for (auto const& one : linked.classes)
        classes.push_back({{"shares", name_of(one.anchor)}, {"prior_bits", one.prior}});
    for (std::size_t i = 0; i < linked.fields.size(); ++i) {
        auto const& field = linked.fields[i];
        auto const& c = linked.comparisons[i];
        json::array levels;
        for (std::size_t l = 0; l < c.levels; ++l) {
            auto const names = field.levels();
            auto const is_exchange = c.crossed >= 0 && l + 1 == c.levels;
            json::array shares;
            for (auto const& one : linked.classes) shares.push_back(one.shares[i][l]);
            levels.push_back({{"level", is_exchange        ? "exchanged"
                                        : l < names.size() ? names[l]
                                                           : "goes together less"},
                              {"u", linked.strangers[i][l]},
                              {"bits", linked.classes.front().bits[i][l]},
                              {"shares", shares}});
        }
        fields.push_back({{"column", field.column().name},
                          {"kind", linkage::to_string(field.kind())},
                          {"exchanged_with", name_of(c.crossed)},
                          {"levels", levels}});
    }
    return {{"classes", classes}, {"fields", fields}};
}

}  // namespace

Done fuse_files(Context& context, Arguments const& arguments) {
    if (arguments.has("LIBRARY") || arguments.has("--full"))
        return fail(Code::invalid, "cli.usage", "Either libraries of a data directory or --input");
    pack::Problems problems;
    auto const content = TRY(job::read_content(job::pack_folders(context.settings), problems));
    job::LinkInputs inputs;
    for (auto const& file : arguments.texts("--input")) inputs.files.emplace_back(file);
    inputs.id = arguments.text("--id");
    inputs.ignored = arguments.texts("--ignore");
    auto const out = arguments.text("--out");
    if (out.empty())
        return fail(Code::invalid, "cli.usage", "Say where the result goes: --out DIR");
    linkage::Options options;
    options.one_to_one = arguments.has("--one-to-one");
    if (arguments.has("--link") || options.one_to_one) options.scope = linkage::Scope::across;
    if (options.scope == linkage::Scope::across && inputs.files.size() < 2)
        return fail(Code::invalid, "cli.usage",
                    "--link and --one-to-one need two inputs or more: --input A --input B");
    if (options.scope == linkage::Scope::across && arguments.has("--dedupe"))
        return fail(Code::invalid, "cli.usage", "Either --dedupe or --link");
    options.threads = job::threads_of(context.settings);
    auto const lake = TRY(job::PassingLake::make(*content.registry, context.settings.threads));
    auto records = TRY(job::read_tables(inputs, *content.registry, lake->get(), context.progress));
    auto const linked =
        TRY(linkage::link(records, content.registry->reference(), options, context.progress));
    TRY(job::write_clusters(records, linked, out, lake->get()));
    TRY(write_file(std::filesystem::path(out) / "model.json", json::serialize(model_of(linked))));
    std::int64_t clusters = 0;
    for (linkage::Row row = 0; row < records.rows(); ++row)
        if (linked.clusters[row] == linked.places[row]) ++clusters;
    auto object = json_of(linked);
    object["rows"] = records.rows();
    object["clusters"] = clusters;
    context.terminal.line(fmt::format("{} rows of {} inputs are {} subjects; {} links",
                                      records.rows(), records.sources.size(), clusters,
                                      linked.links.size()));
    context.terminal.line(out + "/clusters.parquet, links.parquet");
    context.terminal.object(object);
    return {};
}

Done evaluate_clusters(Context& context, Arguments const& arguments) {
    pack::Problems problems;
    auto const content = TRY(job::read_content(job::pack_folders(context.settings), problems));
    auto const lake = TRY(job::PassingLake::make(*content.registry, context.settings.threads));
    auto const result =
        TRY(job::evaluate(arguments.text("--truth"), arguments.text("--clusters"), lake->get()));
    context.terminal.line(fmt::format("precision {:.5f}   recall {:.5f}   F1 {:.5f}",
                                      result.precision(), result.recall(), result.f1()));
    context.terminal.line(fmt::format("{} pairs found, {} true, {} right", result.found,
                                      result.true_pairs, result.right));
    context.terminal.object({{"precision", result.precision()},
                             {"recall", result.recall()},
                             {"f1", result.f1()},
                             {"found", result.found},
                             {"true", result.true_pairs},
                             {"right", result.right}});
    return {};
}

}  // namespace jutong::cli

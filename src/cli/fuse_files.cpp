// jutong fuse --input and jutong fuse evaluate: linkage over files, with nothing set up.
#include <optional>

#include <fmt/format.h>

#include "base/file.h"
#include "cli/command.h"
#include "job/link_kept.h"
#include "job/link_plan.h"
#include "job/link_report.h"
#include "job/link_tables.h"
#include "job/passing_lake.h"

namespace jutong::cli {

namespace {

json::object json_of(linkage::BlockingReport const& blocking) {
    return {{"all_pairs", blocking.all_pairs},
            {"blocks", blocking.blocks},
            {"pairs_max", blocking.pairs_max},
            {"block_rows_max", blocking.block_rows_max},
            {"blocks_split", blocking.blocks_split},
            {"blocks_left_out", blocking.blocks_left_out},
            {"rows_without_block", blocking.rows_without_block}};
}

json::object json_of(linkage::Linked const& linked, linkage::Records const& records) {
    json::array fields;
    for (auto const& field : linked.fields)
        fields.push_back({{"column", field.column().name},
                          {"kind", linkage::to_string(field.kind())},
                          {"information_bits", field.information()}});
    auto const& c = linked.cluster;
    json::array left_out, numbers;
    for (auto const& use : linked.columns)
        if (use.use != linkage::Use::compared)
            left_out.push_back({{"column", use.name}, {"why", linkage::to_string(use.use)}});
    for (auto const& guard : linked.guards)
        numbers.push_back(json::string(records.columns[guard.column].name));
    return {{"fields", fields},
            {"not_compared", left_out},
            {"guards",
             {{"columns", numbers},
              {"numbers_kept_apart", c.numbers_kept_apart},
              {"bridges_cut", c.bridges_cut},
              {"sizes_kept", c.sizes_kept},
              {"taken", c.taken}}},
            {"blocking", json_of(linked.blocking)},
            {"pairs_compared", linked.pairs_compared},
            {"pairs_kept", linked.pairs_kept},
            {"repeats", linked.repeats},
            {"recall_max", linked.recall_max ? json::value(*linked.recall_max) : nullptr},
            {"rounds", linked.estimate.rounds},
            {"matches_expected", linked.estimate.matches},
            {"partners_expected", c.partners},
            {"alone_expected", c.alone},
            {"core_links", c.core_links},
            {"attached", c.attached},
            {"bridges_cut", c.bridges_cut},
            {"links", linked.links.size()}};
}

// Nothing where none is named.
Result<std::optional<job::LinkScope>> scope_of(Arguments const& arguments, std::size_t inputs) {
    std::optional<job::LinkScope> out;
    if (arguments.has("--dedupe")) out = job::LinkScope::dedupe;
    if (!arguments.has("--link") && !arguments.has("--one-to-one")) return out;
    if (out) return fail(Code::invalid, "cli.usage", "Either --dedupe or --link");
    if (inputs < 2)
        return fail(Code::invalid, "cli.usage",
                    "--link and --one-to-one need two inputs or more: --input A --input B");
    return arguments.has("--one-to-one") ? job::LinkScope::one_to_one : job::LinkScope::link;
}

// What the arguments name, and what it is read with.
struct Tables {
    job::LinkInputs inputs;
    std::optional<job::LinkScope> scope;
    job::PackContent content;
    std::unique_ptr<job::PassingLake> lake;
    job::Survey survey;
};

Result<Tables> open_tables(Context& context, Arguments const& arguments) {
    job::LinkInputs inputs;
    for (auto const& file : arguments.texts("--input")) inputs.files.emplace_back(file);
    inputs.id = arguments.text("--id");
    inputs.ignored = arguments.texts("--ignore");
    auto const scope = TRY(scope_of(arguments, inputs.files.size()));
    pack::Problems problems;
    auto content = TRY(job::read_content(job::pack_folders(context.settings), problems));
    auto lake = TRY(job::PassingLake::make(*content.registry, context.settings.threads));
    auto survey = TRY(job::survey_inputs(inputs.files, content, lake->get()));
    return Tables{std::move(inputs), scope, std::move(content), std::move(lake), std::move(survey)};
}

std::int64_t clusters_in(linkage::Linked const& linked) {
    std::int64_t clusters = 0;
    for (std::size_t row = 0; row < linked.clusters.size(); ++row)
        if (linked.clusters[row] == linked.places[row]) ++clusters;
    return clusters;
}

}  // namespace

Done fuse_files(Context& context, Arguments const& arguments) {
    if (arguments.has("LIBRARY") || arguments.has("--full"))
        return fail(Code::invalid, "cli.usage", "Either libraries of a data directory or --input");
    std::filesystem::path const folder = arguments.text("--out");
    if (folder.empty())
        return fail(Code::invalid, "cli.usage", "Say where the result goes: --out DIR");
    auto tables = TRY(open_tables(context, arguments));
    auto& [inputs, scope, content, lake, survey] = tables;
    job::LinkPlan plan;
    if (arguments.has("--plan"))
        plan = TRY(job::read_plan(arguments.text("--plan"), survey, *content.registry));
    linkage::Options options;
    TRY(job::apply(plan, survey, inputs, scope, options));
    options.threads = job::threads_of(context.settings);
    auto records = TRY(job::read_tables(inputs, *content.registry, lake->get(), context.progress));
    TRY(job::check(records, options));
    auto const linked =
        TRY(linkage::link(records, content.registry->reference(), options, context.progress));
    TRY(job::forget_kept(folder));
    TRY(job::write_clusters(records, linked, folder, lake->get()));
    TRY(write_file(folder / "model.json", json::serialize(linkage::to_json(linked.learned))));
    TRY(job::write_link_report(records, linked, options, survey, folder / "report.html"));
    if (arguments.has("--golden"))
        TRY(job::write_golden(inputs, linked, folder / "golden.parquet", lake->get(),
                              context.progress));
    if (arguments.has("--keep-rows"))
        TRY(job::write_kept(records, linked, options, folder, lake->get()));
    auto const clusters = clusters_in(linked);
    auto object = json_of(linked, records);
    object["rows"] = records.rows();
    object["clusters"] = clusters;
    context.terminal.line(fmt::format("{} rows of {} inputs are {} subjects; {} links",
                                      records.rows(), records.sources.size(), clusters,
                                      linked.links.size()));
    auto const& c = linked.cluster;
    if (!c.refusals.empty())
        context.terminal.line(fmt::format(
            "guards refused {} links: {} by a different number, {} as weak bridges, {} by size, "
            "{} for a better partner",
            c.refusals.size(), c.numbers_kept_apart, c.bridges_cut, c.sizes_kept, c.taken));
    context.terminal.line(
        fmt::format("{}/clusters.parquet, links.parquet, guards.parquet, {}{}"
                    "model.json, report.html",
                    folder.string(), arguments.has("--golden") ? "golden.parquet, " : "",
                    arguments.has("--keep-rows") ? "rows.parquet, " : ""));
    context.terminal.object(object);
    return {};
}

namespace {

json::object json_of(job::LinkProposal const& proposal) {
    json::array columns;
    for (auto const& column : proposal.columns) {
        auto const& seen = column.surveyed;
        json::object one{
            {"column", seen.title},    {"element", nullptr}, {"confidence", seen.confidence},
            {"guard", seen.is_number}, {"compare", nullptr}, {"why_not", job::why_not(column)}};
        if (seen.element != nullptr) one["element"] = seen.element->name();
        if (job::why_not(column).empty()) one["compare"] = linkage::to_string(column.use->kind);
        columns.push_back(std::move(one));
    }
    return {{"rows", proposal.rows},
            {"pairs", proposal.pairs},
            {"columns", columns},
            {"blocking", json_of(proposal.blocking)}};
}

}  // namespace

Done suggest_plan(Context& context, Arguments const& arguments) {
    auto const tables = TRY(open_tables(context, arguments));
    auto const& [inputs, scope, content, lake, survey] = tables;
    auto const proposal = TRY(job::propose(inputs, scope.value_or(job::LinkScope::dedupe), survey,
                                           *content.registry, lake->get(), context.progress));
    auto const yaml = job::yaml_of(proposal);
    auto const out = arguments.text("--out");
    if (out.empty())
        context.terminal.line(yaml);
    else
        TRY(write_file(out, yaml));
    auto object = json_of(proposal);
    object["yaml"] = yaml;
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

// What linkage would do by itself, written as a plan.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "job/link_plan.h"
#include "job/link_rows.h"
#include "linkage/unify.h"

namespace jutong::job {

namespace {

std::string yaml_of(LinkProposal::Column const& column) {
    auto const& seen = column.surveyed;
    auto out = fmt::format("  - column: {}\n", pack::yaml_text(seen.title));
    auto const why = why_not(column);
    if (!why.empty()) {
        out += fmt::format("    compare: ignore   # {}\n", why);
        return out;
    }
    if (seen.element != nullptr)
        out += fmt::format("    element: {}   # {} {:.0f} %\n", seen.element->name(),
                           seen.element->title(), 100 * seen.confidence);
    out += fmt::format("    compare: {}   # {} 个不同的值，{:.1f} 比特\n",
                       linkage::to_string(column.use->kind), column.use->values,
                       column.use->information);
    if (seen.element != nullptr && is_identifying(*seen.element))
        out += seen.is_number
                   ? "    guard: true   # 号码不同且都有效的两行不是同一主体\n"
                   : "    guard: false   # 看不出是谁的号码；若是各行主体自己的，改为 true\n";
    return out;
}

}  // namespace

std::string why_not(LinkProposal::Column const& column) {
    if (column.is_id) return "各行自己的编号（--id）";
    if (column.ignored) return "--ignore";
    if (!column.use) return fmt::format("只在 {} 里", fmt::join(column.surveyed.inputs, "、"));
    switch (column.use->use) {
        case linkage::Use::compared:
            return "";
        case linkage::Use::empty:
            return "全空";
        case linkage::Use::constant:
            return "只有一个值";
        case linkage::Use::telling_little:
            return "几乎都是同一个值";
        case linkage::Use::sequence:
            return "连续的顺序号，每行一个";
        case linkage::Use::surplus:
            return fmt::format("列太多，只比较信息最多的 {} 列", linkage::fields_max);
    }
    return "";
}

Result<LinkProposal> propose(LinkInputs const& inputs, LinkScope scope, Survey const& survey,
                             element::Registry const& registry, lake::Lake& lake,
                             Progress& progress) {
    LinkProposal out;
    auto read = inputs;
    linkage::Options options;
    TRY(apply({}, survey, read, scope, options));
    auto records = TRY(read_tables(read, registry, lake, progress));
    for (auto& column : records.columns) linkage::unify(column);
    auto uses = linkage::choose_columns(records, options.columns);
    linkage::put_in_order(records, 1);
    auto const fields = linkage::fields_of(records, registry.reference(), options.columns, uses, 1);
    out.id = inputs.id;
    out.scope = scope;
    out.rows = records.rows();
    out.pairs = linkage::pairs_in(records, options.scope);
    out.blocking = linkage::Candidates::make(records, fields, options.scope).report();
    for (auto const& surveyed : survey.columns) {
        auto& column = out.columns.emplace_back();
        column.surveyed = surveyed;
        column.is_id = !inputs.id.empty() && surveyed.name == plain_name(inputs.id);
        column.ignored = std::ranges::any_of(
            inputs.ignored, [&](auto const& name) { return plain_name(name) == surveyed.name; });
        auto const use = std::ranges::find(uses, surveyed.name, &linkage::ColumnUse::name);
        if (use != uses.end()) column.use = *use;
    }
    return out;
}

std::string yaml_of(LinkProposal const& proposal) {
    auto const& b = proposal.blocking;
    auto out =
        fmt::format("# jutong fuse --plan：{} 行，{:.0f} 对；照此运行，结果与不写计划时相同。\n",
                    proposal.rows, proposal.pairs);
    out += b.all_pairs ? std::string("# 行数不多，每一对都比较。\n")
                       : fmt::format(
                             "# 分块：{} 块，至多 {} 对；每块至多 {} 行，更大的 {} 块按两个键再分"
                             "，仍过大而略去 {} 块；{} 行不在任何块里。\n",
                             b.blocks, b.pairs_max, b.block_rows_max, b.blocks_split,
                             b.blocks_left_out, b.rows_without_block);
    out += fmt::format("scope: {}   # dedupe、link 或 one-to-one\n", to_string(proposal.scope));
    if (!proposal.id.empty()) out += "id: " + pack::yaml_text(proposal.id) + "\n";
    out += "columns:\n";
    for (auto const& column : proposal.columns)
        if (!column.is_id && !column.surveyed.name.empty()) out += yaml_of(column);
    return out;
}

}  // namespace jutong::job

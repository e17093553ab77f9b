// A plan of linkage: what the engine would else propose by itself, in a file (docs/guide/link.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "element/registry.h"
#include "job/link_survey.h"
#include "job/link_tables.h"
#include "linkage/link.h"
#include "pack/document.h"

namespace jutong::job {

inline constexpr std::uint64_t plan_pairs_min = 1000, plan_pairs_max = 10'000'000'000;
inline constexpr std::size_t plan_cluster_rows_max = 1'000'000;
// Categories are compared by a table of each with each.
inline constexpr std::size_t plan_categories_max = 1000;

// How an element's values are compared; nothing: as they look.
std::optional<linkage::Kind> kind_of(element::Element const& element);

enum class LinkScope : std::uint8_t { dedupe, link, one_to_one };
std::string_view to_string(LinkScope scope);

struct PlannedColumn {
    std::string name;               // plain
    std::vector<std::string> also;  // plain: other inputs call it so
    bool ignored = false;
    linkage::KnownColumn known;
    pack::Place place;
};

struct LinkPlan {
    std::string id;
    std::optional<LinkScope> scope;
    std::uint64_t pairs_max = 0;  // 0: as many as the rows are worth
    linkage::ClusterLimits limits;
    bool has_thresholds = false;
    std::vector<PlannedColumn> columns;
};

// What is not in it is as without a plan. Fails with file.missing (not_found), and with the reason
// of the first mistake (invalid) and all of them as its message, each with file, line and remedy:
// pack.yaml, pack.unknown_key …, fuse.plan.column, fuse.plan.element, fuse.plan.value.
Result<LinkPlan> read_plan(std::filesystem::path const& file, Survey const& survey,
                           element::Registry const& registry);

// What the plan says of how inputs are read and linked. Scope and id of the plan must be those
// that are set already, or none be: else fails with fuse.plan.scope, fuse.plan.id (invalid); with
// fuse.plan.value (invalid) where thresholds would have no effect.
Done apply(LinkPlan const& plan, Survey const& survey, LinkInputs& inputs,
           std::optional<LinkScope> scope, linkage::Options& options);

// Categories with too many values. Fails with fuse.plan.categories (limited).
Done check(linkage::Records const& records, linkage::Options const& options);

// What linkage would do with these inputs by itself.
struct LinkProposal {
    struct Column {
        SurveyedColumn surveyed;
        std::optional<linkage::ColumnUse>
            use;  // nothing: not in all inputs, or ignored by the user
        bool is_id = false;
        bool ignored = false;
    };
    std::vector<Column> columns;
    std::string id;
    LinkScope scope = LinkScope::dedupe;
    linkage::Row rows = 0;
    double pairs = 0;  // of the scope
    linkage::BlockingReport blocking;
};
Result<LinkProposal> propose(LinkInputs const& inputs, LinkScope scope, Survey const& survey,
                             element::Registry const& registry, lake::Lake& lake,
                             Progress& progress);
// As a plan that read_plan reads, with what was seen as comments.
std::string yaml_of(LinkProposal const& proposal);
// Why a column is not compared, in Chinese; empty where it is.
std::string why_not(LinkProposal::Column const& column);

}  // namespace jutong::job

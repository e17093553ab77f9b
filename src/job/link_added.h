// The results of a run after rows were added: for the sources of this module alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/result.h"
#include "job/link_search.h"
#include "lake/lake.h"
#include "linkage/regroup.h"

namespace jutong::job {

struct Decision {
    linkage::Regrouped regrouped;
    std::vector<std::int64_t> before;      // by place in its rows: the cluster that was; -1: none
    std::vector<std::uint8_t> is_changed;  // by row of the index
};

// rows.parquet, clusters.parquet, links.parquet and guards.parquet in `made`, from those in
// `folder` and what was decided; `kept` has it already. Fails with fuse.kept.damaged (corrupt), and
// as write_parquet does.
Done write_added(KeptIndex const& kept, Decision const& decision,
                 std::filesystem::path const& folder, std::filesystem::path const& made,
                 lake::Lake& lake);

}  // namespace jutong::job

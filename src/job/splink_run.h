// jutong fuse --splink: pairs weighed as a Splink model says, by the engine that Splink uses too,
// so that weights are equal to the last digits; then clustered as every linkage is.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/progress.h"
#include "base/result.h"
#include "job/link_tables.h"
#include "job/passing_lake.h"
#include "job/splink_model.h"

namespace jutong::job {

struct SplinkResult {
    std::size_t rows = 0;
    std::int64_t pairs = 0;  // that the rules made
    std::int64_t links = 0;
    std::int64_t clusters = 0;
    linkage::ClusterReport cluster;
};

// Pairs that the rules of a model may make at the most.
inline constexpr double splink_pairs_max = 1e10;

// Writes clusters.parquet, links.parquet and guards.parquet, and pairs.parquet: every pair with its
// weight and that of each comparison, in Splink's names. Cells are text as they are written, empty
// ones null. The model's SQL reads no files: `lake` does not either from here on. Fails with
// fuse.splink (invalid) where a rule or level cannot be used on these tables, with the engine's
// reason, or makes too many pairs, counted before they are made (limited); fuse.id, and as
// open_inputs does.
Result<SplinkResult> run_splink(LinkInputs const& inputs, SplinkModel const& model, bool one_to_one,
                                std::filesystem::path const& folder, lake::Lake& lake,
                                Progress& progress);

}  // namespace jutong::job

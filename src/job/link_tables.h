// jutong fuse --input: entity resolution over files, with nothing set up (interfaces.md, Fusion
// alone).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "element/registry.h"
#include "lake/lake.h"
#include "linkage/link.h"

namespace jutong::job {

struct LinkInputs {
    std::vector<std::filesystem::path> files;
    std::string id;                    // a column; empty: rows are known by their number
    std::vector<std::string> ignored;  // columns that say nothing of the subject
    // Other names of columns and those they are read as; linkage::plain_text of both.
    std::vector<std::pair<std::string, std::string>> renamed;
};

// The rows of all files under the columns that they share. A source is a file's stem. Fails with
// fuse.source (two equal stems), fuse.column (a column that no file has), fuse.columns (no column
// that all have), fuse.id (an id that repeats), fuse.empty (no rows at all) (invalid), fuse.rows
// (limited), and as ingest::open_unknown does.
Result<linkage::Records> read_tables(LinkInputs const& inputs, element::Registry const& registry,
                                     lake::Lake& lake, Progress& progress);

// The same under the columns named, plain; one that a file does not have says nothing. Fails with
// fuse.columns (invalid) for a file that has none of them; no rows at all are none.
Result<linkage::Records> read_columns(LinkInputs const& inputs,
                                      std::vector<std::string> const& columns,
                                      element::Registry const& registry, lake::Lake& lake,
                                      Progress& progress);

// clusters.parquet, links.parquet and guards.parquet (what was refused, and why) in `folder`, which
// is made.
Done write_clusters(linkage::Records const& records, linkage::Linked const& linked,
                    std::filesystem::path const& folder, lake::Lake& lake);

// One row for each cluster: cluster_id, how many rows it has, and every column of the inputs but
// the id; of each the most frequent value, of equally frequent ones the longest, then the smallest.
// Reads the inputs again. Fails with fuse.changed (conflict) where they have other rows than
// before.
Done write_golden(LinkInputs const& inputs, linkage::Linked const& linked,
                  std::filesystem::path const& file, lake::Lake& lake, Progress& progress);

// Pairs of rows: those that a file of clusters puts together, and those that are together in truth.
struct Evaluation {
    std::int64_t found = 0;
    std::int64_t true_pairs = 0;
    std::int64_t right = 0;

    double precision() const;
    double recall() const;
    double f1() const;
};

// `truth`: of any format, either source, record_id and a cluster's name in a third column, or
// left_source, left_id, right_source, right_id; where there is no column of sources, ids must be
// unique over all sources, or the two columns be of the two sources in order of their names. Fails
// with fuse.truth (invalid).
Result<Evaluation> evaluate(std::filesystem::path const& truth,
                            std::filesystem::path const& clusters, lake::Lake& lake);

}  // namespace jutong::job

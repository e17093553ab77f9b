// Who a record may be, of the rows that a run of linkage has kept.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "element/registry.h"
#include "job/link_kept.h"
#include "job/link_tables.h"
#include "lake/lake.h"
#include "linkage/index.h"

namespace jutong::job {

// The kept rows, ready to be searched. Safe from any thread.
struct KeptIndex {
    linkage::Index index;
    KeptRules rules;
    std::vector<std::string> sources;
    std::vector<std::uint32_t> source;           // by row: which of the sources
    std::vector<std::string> ids;                // by row
    std::vector<std::int64_t> places, clusters;  // by row; -1: not there
    std::vector<linkage::Column> numbers;        // of guards, that are not compared

    std::string const& source_of(linkage::Row row) const { return sources[source[row]]; }
    // By column of columns_of(learned); empty: none.
    std::string_view value(linkage::Row row, std::size_t column) const;
    // That the record is the subject of this cluster: what its rows have of the probability.
    double probability_of(std::int64_t cluster, linkage::Found const& found) const;
};

// Fails as read_kept and Index::make do.
Result<KeptIndex> index_kept(std::filesystem::path const& folder, element::Registry const& registry,
                             lake::Lake& lake, Progress& progress);

// What is known of a record, COLUMN=VALUE each, as plain values by field. Fails with cli.usage
// (no COLUMN=VALUE), fuse.column (a column that is not compared, or that is named twice),
// fuse.search.value (a value that says nothing) (invalid).
Result<std::vector<std::string>> read_asked(std::vector<std::string> const& known,
                                            linkage::Learned const& learned,
                                            element::Registry const& registry);

struct FoundRows {
    std::int64_t asked = 0;
    std::int64_t known = 0;   // the subject of some cluster, likelier than not
    std::int64_t nobody = 0;  // of the rows, likelier than not
    std::int64_t undecided = 0;
    std::int64_t candidates = 0;  // of all
    std::int64_t cut_short = 0;   // searches that ended at their limits
};

// Every row of the inputs is asked for, on `threads` threads. Writes record_id, rank (from 1),
// source, id, cluster_id, weight, probability, nobody in the order of the rows; a row that has no
// candidate has one line, in which only record_id and nobody are said. Fails as read_columns and
// Index::find do.
Result<FoundRows> search_rows(KeptIndex const& kept, LinkInputs const& inputs, std::size_t limit,
                              int threads, std::filesystem::path const& out,
                              element::Registry const& registry, lake::Lake& lake,
                              Progress& progress);

}  // namespace jutong::job

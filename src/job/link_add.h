// Rows that are added to those of a run, changed in it or taken out of it.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/progress.h"
#include "base/result.h"
#include "element/registry.h"
#include "job/link_tables.h"
#include "lake/lake.h"

namespace jutong::job {

struct AddedRows {
    std::int64_t added = 0, changed = 0, same = 0, removed = 0;
    std::int64_t unknown = 0;             // to be removed, but not there
    std::int64_t decided = 0;             // rows whose cluster was decided anew
    std::int64_t looked_at = 0;           // those, and all rows that they might have gone to
    std::int64_t made = 0;                // clusters with a new id
    std::int64_t joined = 0;              // clusters that are part of another now
    std::int64_t split = 0;               // clusters whose rows are in several now
    std::int64_t ended = 0;               // clusters with no row left
    std::int64_t rows = 0, clusters = 0;  // that there are now
};

// Takes the rows of the inputs into what a run has kept in the folder, and those of `removed` out
// of it first (empty: none; a table with the columns source and record_id, or record_id alone where
// there is one source). A row that is there already is replaced where a column of the input says
// something else, and stays where none does. The results in the folder are the old or the new ones
// as a whole (see KeptChange). Fails with
// fuse.add.one_to_one (invalid), fuse.add.id (invalid) where rows of a source that is there have no
// ids of their own, fuse.add.removed (invalid) for a table of other columns, fuse.add.element
// (invalid) where the packs lack an element of the model, data.locked (conflict), and as read_kept,
// read_columns and linkage::regroup do.
Result<AddedRows> add_rows(std::filesystem::path const& folder, LinkInputs const& inputs,
                           std::filesystem::path const& removed, element::Registry const& registry,
                           int threads, lake::Lake& lake, Progress& progress);

}  // namespace jutong::job

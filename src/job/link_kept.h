// What a run of linkage leaves to later ones: rows.parquet, which together with model.json is
// enough to search for a record and to add rows, without the inputs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "element/registry.h"
#include "job/made_rows.h"
#include "lake/lake.h"
#include "linkage/index.h"
#include "linkage/link.h"

namespace jutong::job {

// How the rows were linked, and what numbers are left.
struct KeptRules {
    linkage::Scope scope = linkage::Scope::all;
    bool one_to_one = false;
    linkage::ClusterLimits limits;
    std::int64_t next = 0;  // neither a place nor a cluster's id, now or before; nor is any above
};

struct KeptRows {
    linkage::Learned learned;
    KeptRules rules;
    linkage::Records records;                    // columns: those of columns_of(learned)
    std::vector<std::int64_t> places, clusters;  // by row
};

// The model's columns, then those of its guards that it does not compare.
std::vector<std::string> columns_of(linkage::Learned const& learned);

// rows.parquet of a run. Fails as write_parquet does.
Done write_kept(linkage::Records const& records, linkage::Linked const& linked,
                linkage::Options const& options, std::filesystem::path const& folder,
                lake::Lake& lake);
// The same of rows that `make` gives: their place, source, record_id, place, cluster_id, values.
Done write_kept(KeptRules const& rules, std::vector<std::string> const& columns, std::size_t rows,
                MadeRows::Make make, std::filesystem::path const& file, lake::Lake& lake);

// Before other results go into the folder: what was kept is not of them. Fails with file.write
// (unavailable).
Done forget_kept(std::filesystem::path const& folder);

// A change of what a folder has kept, and of the results beside it: new files are made in a folder
// of their own, which is given another name once all are whole and synced. From then on the change
// has happened: its files are moved to where they belong, at once, or, should the process end
// before that, by whoever opens the folder next. One at a time.
class KeptChange {
public:
    // Fails with fuse.kept (not_found), data.locked (conflict), file.write (unavailable).
    static Result<std::unique_ptr<KeptChange>> begin(std::filesystem::path const& folder);
    // What was not committed is gone.
    ~KeptChange();
    KeptChange(KeptChange const&) = delete;
    KeptChange& operator=(KeptChange const&) = delete;

    // Where the new files are made.
    std::filesystem::path made() const;
    // Fails with file.write (unavailable).
    Done commit();

private:
    KeptChange(std::filesystem::path folder, FileLock lock)
        : folder_(std::move(folder)), lock_(std::move(lock)) {}

    std::filesystem::path folder_;
    FileLock lock_;
};

// Finishes a change first whose process ended. Fails with fuse.kept (not_found) where the folder
// has no kept rows, fuse.kept.damaged (corrupt), fuse.kept.version (invalid) for rows of another
// version of this program, and as read_file and linkage::read_model do.
Result<KeptRows> read_kept(std::filesystem::path const& folder, lake::Lake& lake);

}  // namespace jutong::job

// One file into the lake: kept, read, checked, and committed whole or not at all.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "catalog/catalog.h"
#include "ingest/fetch.h"
#include "ingest/kept.h"
#include "ingest/tables.h"
#include "lake/lake.h"

namespace jutong::ingest {

struct LoadOptions {
    bool dry_run = false;               // read and check, write nothing
    bool again = false;                 // even what is in the lake already
    std::optional<std::int64_t> limit;  // rows; a load that it cut short may be done again
};

struct LoadResult {
    Load load;
    bool skipped = false;  // this content is in the lake already
    std::vector<governance::Measure> measures;
    std::vector<std::string> notes;          // what was left out, and why
    std::vector<CityMeasure> city_measures;  // where the resource tells the city of a row
};

class Loader {
public:
    // Borrows all; the tables must exist (make_tables).
    Loader(lake::Lake& lake, catalog::Catalog const& catalog, element::Registry const& registry,
           KeptFiles kept, Progress& progress)
        : lake_(lake),
          catalog_(catalog),
          registry_(registry),
          kept_(std::move(kept)),
          progress_(progress) {}

    // `name` is what rows are traced by. Rows whose key is new are added, rows that differ replace
    // the ones before them, equal rows stay untouched; where the resource says so, rows that are
    // absent end. A file of corrections ends nothing. Of an incremental extract the newest version
    // of each row counts, and what it deletes ends. Fails as Input::open and Source::open do;
    // nothing is left behind then.
    Result<LoadResult> load(std::int64_t run, catalog::Resource const& resource, Input const& input,
                            std::string const& name, LoadOptions const& options);

    // The same for rows of a connection, with where the next reading goes on, in one transaction.
    // Skipped where the last reading of this source gave the same rows and no file was loaded
    // since.
    Result<LoadResult> load(std::int64_t run, catalog::Resource const& resource,
                            Fetched const& fetched, LoadOptions const& options);

    // Where the next reading of a source goes on; nothing where all of it must be read: the first
    // time, after a load that a limit cut short, or once the declarations changed.
    Result<std::optional<std::string>> watermark(catalog::Resource const& resource,
                                                 catalog::Source const& source);

private:
    // Bytes at hand, and what they are.
    struct Given {
        std::filesystem::path path;
        std::string name, sha256;
        std::int64_t bytes = 0;
        Fetched const* fetched = nullptr;  // null: a file
    };
    Result<LoadResult> load(std::int64_t run, catalog::Resource const& resource, Given const& given,
                            LoadOptions const& options);
    Done take(lake::Session& session, catalog::Resource const& resource, Given const& given,
              LoadOptions const& options, LoadResult& result);
    // That the same rows, or none, came of a source again.
    Done note_fetch(lake::Session& session, std::int64_t run, catalog::Resource const& resource,
                    Fetched const& fetched);
    // Is the content in the lake already? Fails with ingest.file.erased (invalid).
    Result<bool> is_there(lake::Session& session, catalog::Resource const& resource,
                          Given const& given, Load const& load);

    // What the rules of the resource need besides itself.
    Result<governance::Check::Means> means_for(catalog::Resource const& resource);

    lake::Lake& lake_;
    catalog::Catalog const& catalog_;
    element::Registry const& registry_;
    KeptFiles kept_;
    Progress& progress_;
    std::unique_ptr<lake::Calculator> calculator_;  // made when first needed, as are the cities
    std::unique_ptr<governance::Cities> cities_;
};

// The measures of an outcome, by rule, and those of the load as a whole.
std::vector<governance::Measure> measures_of(Outcome const& outcome,
                                             std::vector<governance::Rule> const& rules,
                                             catalog::Resource const& resource);

// The rows of a resource as they were received, read again from the kept files: the table function
// jt_raw('resource').
Result<std::unique_ptr<lake::Feed>> raw_feed(lake::Lake& lake, catalog::Catalog const& catalog,
                                             KeptFiles const& kept, std::string const& resource);

}  // namespace jutong::ingest

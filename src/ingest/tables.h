// The lake tables of a resource, and those that record its loads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "governance/rules.h"
#include "ingest/loading.h"
#include "lake/lake.h"

namespace jutong::ingest {

// Makes what is missing: clean.R, quarantine.R, the view raw.R, new columns of clean.R; and
// meta.load, meta.measure, meta.measure_city, meta.measure_table, meta.tally, meta.erasure,
// meta.erased_file, meta.fetch. In meta.load `let_go` is how many rows of its quarantine were
// erased or outlived, `kept` whether its file is still kept. Call inside a transaction. Fails with
// ingest.table.changed (conflict) where a field's type differs from its column's.
Done make_tables(lake::Session& session, std::vector<catalog::Resource> const& resources);

// A load: one file of one resource, taken in by one run.
struct Load {
    std::int64_t load = 0;
    std::int64_t run = 0;
    std::string resource, file, sha256;
    std::int64_t bytes = 0;
    std::string layout;  // fingerprint of the declarations that shaped it
    std::string encoding, delimiter;
    std::vector<std::string> unmapped;
    bool complete = true;  // false: a limit cut it short
    Outcome outcome;
    std::int64_t added = 0, changed = 0, ended = 0;
    double seconds = 0;
};

// One measure of the rows of one city; `city` has four digits, or none.
struct CityMeasure {
    std::string rule, city;
    std::int64_t a = 0, b = 0;
};

// Writes the load with its measures and tallies. Call inside the transaction of its rows.
Done record_load(lake::Session& session, Load const& load,
                 std::vector<governance::Measure> const& measured,
                 std::vector<CityMeasure> const& by_city);

// What a load from a connection reached. The same content found again is recorded with the load it
// was then.
struct Fetch {
    std::int64_t load = 0, run = 0;
    std::string resource, source;          // the source's name
    std::optional<std::string> watermark;  // greatest value of its column that only grows
    bool is_full = true;                   // all rows were asked for
};
// Call inside the transaction of the load.
Done record_fetch(lake::Session& session, Fetch const& fetch);

struct LastFetch {
    std::int64_t load = 0;
    std::string sha256, layout;  // of the load
    bool complete = false;
    std::optional<std::string> watermark;
    bool others_since = false;  // files were loaded into the resource after it
};
// Nothing where nothing was fetched yet.
Result<std::optional<LastFetch>> last_fetch(lake::Session& session, std::string const& resource,
                                            std::string const& source);

// Was this content taken in completely under the same declarations?
Result<bool> is_loaded(lake::Session& session, std::string const& resource,
                       std::string const& sha256, std::string const& layout);
// Was a subject erased from what was kept of this content?
Result<bool> is_erased(lake::Session& session, std::string const& sha256);
// Is there a load of this content?
Result<bool> is_kept(lake::Session& session, std::string const& sha256);
Result<std::int64_t> next_load(lake::Session& session);

// What decides how a file of the resource is read, as one hash.
std::string fingerprint(catalog::Resource const& resource, std::vector<std::string> const& missing);

}  // namespace jutong::ingest

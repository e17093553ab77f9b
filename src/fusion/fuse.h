// Fusion of a library: all rows of its feeds that bear one number become one golden record, with
// the origin of every value.
#pragma once

#include <cstdint>
#include <string>

#include "base/progress.h"
#include "catalog/catalog.h"
#include "lake/lake.h"

namespace jutong::fusion {

struct FusionResult {
    std::string library;
    bool skipped = false;      // nothing changed since the last fusion
    bool full = false;         // every subject was fused again
    std::int64_t touched = 0;  // subjects that were
    // As the library stands now:
    std::int64_t rows = 0;  // of all feeds
    std::int64_t subjects = 0;
    std::int64_t broken = 0;     // rows whose number was sent but is not valid
    std::int64_t mended = 0;     // of these, rows whose number was repaired
    std::int64_t linked = 0;     // rows without a valid number that other evidence ties
    std::int64_t unlinked = 0;   // rows that nothing ties to a subject
    std::int64_t conflicts = 0;  // values of a provider that differ from the golden one
    // What this fusion did to golden records:
    std::int64_t added = 0, changed = 0, ended = 0;
    double seconds = 0;
};

struct FusionOptions {
    bool full = false;                           // even where nothing changed
    std::size_t memory_bytes_max = 2ULL << 30U;  // of rows in work, then to disk
    int threads = 2;
};

// Makes library.L, origin.L and what stands behind them where they are missing. Inside a
// transaction.
Done make_tables(lake::Session& session, catalog::Catalog const& catalog);

// One library, in one transaction: the subjects whose rows changed since its last fusion, or all
// where its declarations did or most rows; the same result to the row. Fails with fusion.limit
// (limited) where ids outgrow an origin, run.cancelled.
Result<FusionResult> fuse(lake::Lake& lake, catalog::Catalog const& catalog,
                          catalog::Library const& library, std::int64_t run,
                          FusionOptions const& options, Progress& progress);

}  // namespace jutong::fusion

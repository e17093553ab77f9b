// The first half of a fusion: from the tables of the feeds to partitions of rows.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "fusion/fuse.h"
#include "fusion/plan.h"
#include "fusion/repair.h"
#include "fusion/rows.h"
#include "fusion/touched.h"
#include "lake/lake.h"

namespace jutong::fusion {

class Gathering {
public:
    // Reads the feeds as of `version`. Borrows all.
    Gathering(lake::Lake& lake, Plan const& plan, std::int64_t version,
              FusionOptions const& options, Progress& progress);

    // All rows.
    Done run();
    // Only the rows of numbers that the changes touch; touches further ones where a number may now
    // be mended to them, or no longer.
    Done run(Changes& changes);

    Partitions& partitions() { return partitions_; }

    std::int64_t broken() const { return repair_.broken(); }

private:
    struct Hand;

    Done read_all_broken();
    Done read_broken(lake::Session& session, std::uint8_t place);
    Done read_feeds();
    Done read_feed(lake::Session& session, std::uint8_t place);
    Done read_linked();
    Done read_linked(lake::Session& session, std::uint8_t place);
    Done take(lake::Batch const& batch, Hand& hand);
    Done flush(std::size_t place, std::string& buffer);
    Done add_mended();

    lake::Lake& lake_;
    Plan const& plan_;
    std::int64_t version_;
    FusionOptions const& options_;
    Progress& progress_;
    Touched const* touched_ = nullptr;  // null: all numbers
    std::vector<std::string> wanted_;   // numbers to read where not all are
    NumberRepair repair_;
    Partitions partitions_;
    std::atomic<std::int64_t> rows_ = 0;
};

}  // namespace jutong::fusion

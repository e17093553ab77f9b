// Runs: who started what work when, and how it ended. Kept in the store.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace jutong::ingest {

struct Run {
    std::int64_t id = 0;
    std::string command, state;  // running, done, failed, cancelled, interrupted
    std::int64_t pid = 0;
    std::string started, ended, message;
};

class Runs {
public:
    static Result<Runs> open(store::Store& store, Clock const& clock);

    // Whoever starts holds the data directory's lock: runs that still say they run were
    // interrupted, and are marked so.
    Result<std::int64_t> start(std::string const& command);
    Done finish(std::int64_t id, Done const& outcome);
    Result<std::vector<Run>> last(int count);

private:
    Runs(store::Store& store, Clock const& clock) : store_(&store), clock_(&clock) {}

    store::Store* store_;
    Clock const* clock_;
};

}  // namespace jutong::ingest

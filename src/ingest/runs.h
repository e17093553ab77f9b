// Runs: who started what work when, and how it ended. Kept in the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace jutong::ingest {

struct Run {
    std::int64_t id = 0;
    std::string command, state;  // queued, running, done, failed, cancelled, interrupted
    std::int64_t pid = 0;
    std::string started, ended, message;
};

class Runs {
public:
    static Result<Runs> open(store::Store& store, Clock const& clock);

    // Whoever starts holds the data directory's lock: runs that still say they run were
    // interrupted, and are marked so.
    Result<std::int64_t> start(std::string const& command);

    // A run that waits; the next start() of the Runs that has taken it is this run. Fails with
    // run.taken (conflict) where it waits no longer.
    Result<std::int64_t> enqueue(std::string const& command);
    Done take(std::int64_t id);
    // A run that has not begun will not.
    Done drop(std::int64_t id);

    Done finish(std::int64_t id, Done const& outcome);
    Result<std::vector<Run>> last(int count);
    // Fails with run.unknown (not_found).
    Result<Run> find(std::int64_t id);

private:
    Runs(store::Store& store, Clock const& clock) : store_(&store), clock_(&clock) {}

    store::Store* store_;
    Clock const* clock_;
    std::optional<std::int64_t> taken_;  // what the next start() is
};

}  // namespace jutong::ingest

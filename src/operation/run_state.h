// Runs as the server keeps them in the store: who asked for what, why it failed, what was said. For
// the sources of this module alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "operation/run_request.h"
#include "store/store.h"

namespace jutong::operation {

class RunState {
public:
    static Result<std::unique_ptr<RunState>> open(store::Store& store, Clock const& clock);

    // A run that waits, with its request; or the one that the key made before.
    Result<std::int64_t> add(RunRequest const& request, std::string const& actor,
                             std::string const& key);
    Result<std::optional<std::int64_t>> find_key(std::string const& key);
    Done drop(std::int64_t run) { return runs_.drop(run); }
    // Those that wait, the oldest first.
    Result<std::vector<std::int64_t>> waiting();
    Result<RunView> find(std::int64_t run);
    Result<std::vector<RunView>> list(std::int64_t before, std::size_t count,
                                      std::string const& state, std::string const& command);
    // What was said in it and why it failed. `waits_again`: a stop interrupted it, the next start
    // goes on with it.
    Done close(std::int64_t run, std::string const& reason, std::vector<RunLine> const& log,
               bool waits_again);
    Result<std::vector<RunLine>> log_of(std::int64_t run);
    // For runs of other processes on the same store.
    Done say_progress(std::int64_t run, RunProgress const& progress);
    Done ask_to_cancel(std::int64_t run);
    Result<bool> is_asked_to_cancel(std::int64_t run);

    // The run of a command that as_run() did not begin, such as a backup.
    ingest::Runs& runs() { return runs_; }

private:
    RunState(store::Store& store, ingest::Runs runs) : store_(store), runs_(runs) {}
    store::Store& store_;
    ingest::Runs runs_;
};

}  // namespace jutong::operation

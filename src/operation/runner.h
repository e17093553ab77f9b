// Runs that people and schedules start: a queue that outlives the process, one run at a time, with
// live progress, cancelling and going on.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "job/workplace.h"
#include "operation/run_request.h"

namespace jutong::operation {

struct RunEvent {
    std::int64_t run = 0;
    enum class Kind : std::uint8_t { progress, log, state } kind = Kind::state;
    json::object data;
    bool is_last = false;  // the run has ended
};

inline constexpr std::size_t waiting_runs_max = 100;
inline constexpr std::size_t log_lines_max = 2000;

class Runner {
public:
    // `settings` are those of the data directory; the folders of uploads and backups are below it.
    struct Options {
        job::Settings settings;
        std::function<Done(job::Workplace&, Progress&)> after;  // each run that changed the lake
        // Can rows of the resource be fetched from a connection? Asked where a request names no
        // file.
        std::function<bool(std::string const& resource)> is_fetched = {};
        std::filesystem::path inbox = {};  // also read from, besides that of the data directory
    };

    // What waited or was interrupted by a stop when the process before ended goes on.
    static Result<std::unique_ptr<Runner>> start(Options options, Clock const& clock);
    // The run under way is interrupted: what it has committed stays, and it goes on at the next
    // start.
    ~Runner();

    // Puts a run into the queue; durable when this returns. `key`: the same key gives the same run
    // again. Fails with run.already (conflict) where the same waits or runs, run.queue (limited),
    // run.upload (not_found), run.folder (invalid).
    Result<RunView> request(RunRequest const& request, std::string const& actor,
                            std::string const& key = {});

    // Fails with run.ended (conflict), run.unknown (not_found).
    Result<RunView> cancel(std::int64_t run);
    // Asks for the same again; fails with run.not_resumable (conflict) where it ended well.
    Result<RunView> resume(std::int64_t run, std::string const& actor);

    Result<RunView> find(std::int64_t run);
    // The latest first, from the one before `before` (0: the last).
    Result<std::vector<RunView>> list(std::int64_t before, std::size_t count,
                                      std::string const& state, std::string const& command);
    Result<std::vector<RunLine>> log_of(std::int64_t run);

    // Is told of everything from now on, from any thread: it must not wait. It may be told once
    // more while forget() is called, so it holds what it needs weakly.
    using Listener = std::function<void(RunEvent const&)>;
    std::int64_t listen(Listener listener);
    void forget(std::int64_t listener);

    std::int64_t waiting() const;
    bool is_running() const;

    struct Impl;

private:
    explicit Runner(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// Folders of a data directory that only the server uses.
std::filesystem::path uploads_of(std::filesystem::path const& data);
std::filesystem::path backups_of(std::filesystem::path const& data);
std::filesystem::path inbox_of(std::filesystem::path const& data);

}  // namespace jutong::operation

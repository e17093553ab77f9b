// What runs by itself: resources that are due and can be fetched, files that appear in the inbox,
// backups. All it does is ask the runner.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "job/holdings.h"
#include "operation/runner.h"

namespace jutong::operation {

// Who asks for what is asked by itself.
inline constexpr std::string_view schedule_actor = "schedule@jutong";
inline constexpr std::size_t inbox_files_max = 10'000;

struct Schedule {
    std::string resource, title, provider, update;
    std::string source;  // the connection or folder it comes from by itself; empty: nothing
    bool automatic = false;
    std::optional<Instant> last, next_run;
    std::optional<Days> due;
    job::Arrival arrival = job::Arrival::unscheduled;
};

class Scheduler {
public:
    struct Options {
        std::vector<std::filesystem::path> inboxes;  // watched
        int backup_every_days = 0;                   // 0: no backups by itself
        int backups_kept = 7;
        // The connection that rows of a resource can be fetched from; empty: none.
        std::function<std::string(catalog::Resource const&)> fetched_from;
    };
    using Workplaces = std::function<std::shared_ptr<job::Workplace>()>;

    // Borrows runner and clock. Fails as the store does.
    static Result<std::unique_ptr<Scheduler>> open(Options options, Workplaces workplaces,
                                                   Runner& runner, Clock const& clock);

    // Asks for what is to be done now; what was missed meanwhile is done once. Called again and
    // again, by one thread. Where one thing cannot be done the others are, and the first failure is
    // given.
    Done look();

    bool is_on() const { return !options_.inboxes.empty(); }
    // Every resource, in the catalogue's order. From any thread.
    Result<std::vector<Schedule>> schedules() const;

private:
    struct File {
        std::int64_t bytes = 0, changed = 0;
        bool operator==(File const&) const = default;
    };
    using Files = std::map<std::string, File>;  // by path

    Scheduler(Options options, Workplaces workplaces, Runner& runner, Clock const& clock)
        : options_(std::move(options)),
          workplaces_(std::move(workplaces)),
          runner_(runner),
          clock_(clock) {}
    Done look_at_inbox(std::filesystem::path const& inbox);
    Done fetch_what_is_due();
    Done back_up();
    Result<bool> was_taken(store::Store& store, std::string const& path, File const& file) const;
    Result<std::optional<Instant>> next_fetch(store::Store& store, Schedule const& schedule,
                                              int cycle_days) const;

    Options options_;
    Workplaces workplaces_;
    Runner& runner_;
    Clock const& clock_;
    std::map<std::filesystem::path, Files> seen_;  // by inbox, at the last look
};

}  // namespace jutong::operation

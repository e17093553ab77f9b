// What the server does without being asked: schedules and alerts, on one thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "operation/alerts.h"
#include "operation/scheduler.h"

namespace jutong::app {

struct BackgroundOptions {
    bool schedules = true;
    int look_seconds = 10;
    std::filesystem::path inbox;  // besides that of the data directory
    int backup_every_days = 0, backups_kept = 7;
    operation::MessengerOptions messages;
};

class Background {
public:
    using Workplaces = operation::Scheduler::Workplaces;

    // Borrows runner and clock. Fails as messengers() and Scheduler::open do.
    static Result<std::unique_ptr<Background>> start(BackgroundOptions options,
                                                     Workplaces workplaces,
                                                     operation::Runner& runner, Clock const& clock);
    ~Background();

    operation::Scheduler const& scheduler() const { return *scheduler_; }

private:
    Background(BackgroundOptions options, Workplaces workplaces, operation::Runner& runner,
               Clock const& clock);
    void work();
    void look();

    BackgroundOptions options_;
    Workplaces workplaces_;
    operation::Runner& runner_;
    Clock const& clock_;
    std::unique_ptr<operation::Scheduler> scheduler_;
    std::vector<std::unique_ptr<operation::Messenger>> messengers_;
    Instant next_alerts_ = 0;
    std::mutex mutex_;  // guards stopping_
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace jutong::app

#include "app/background.h"

#include "base/log.h"
#include "job/connections.h"

namespace jutong::app {

namespace {

constexpr Instant alerts_every = 60'000'000;  // looking for them reads much

std::string fetched_from(catalog::Resource const& resource) {
    for (auto const& source : resource.sources)
        if (!source.connection.empty()) return source.connection;
    return {};
}

void note(std::string_view what, Done const& done) {
    if (done) return;
    log(Level::warning, what, {{"reason", done.error().reason}, {"what", done.error().message}});
}

}  // namespace

Background::Background(BackgroundOptions options, Workplaces workplaces, operation::Runner& runner,
                       Clock const& clock)
    : options_(std::move(options)),
      workplaces_(std::move(workplaces)),
      runner_(runner),
      clock_(clock) {}

Result<std::unique_ptr<Background>> Background::start(BackgroundOptions options,
                                                      Workplaces workplaces,
                                                      operation::Runner& runner,
                                                      Clock const& clock) {
    auto made = std::unique_ptr<Background>(
        new Background(std::move(options), std::move(workplaces), runner, clock));
    auto& b = *made;
    operation::Scheduler::Options scheduling;
    if (b.options_.schedules) {
        auto const own = operation::inbox_of(b.workplaces_()->settings().data);
        TRY(make_folder(own));
        scheduling.inboxes.push_back(own);
        if (!b.options_.inbox.empty()) scheduling.inboxes.push_back(b.options_.inbox);
        scheduling.fetched_from = fetched_from;
        scheduling.backup_every_days = b.options_.backup_every_days;
        scheduling.backups_kept = b.options_.backups_kept;
    }
    b.scheduler_ = TRY(operation::Scheduler::open(scheduling, b.workplaces_, runner, clock));
    b.messengers_ = TRY(operation::messengers(b.options_.messages));
    b.thread_ = std::thread([&b] { b.work(); });
    return made;
}

Background::~Background() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Background::work() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        try {
            look();
        } catch (std::exception const& e) {
            log(Level::error, "background.exception", {{"what", std::string_view(e.what())}});
        }
        lock.lock();
        changed_.wait_for(lock, std::chrono::seconds(options_.look_seconds),
                          [&] { return stopping_; });
    }
}

void Background::look() {
    note("schedule.failed", scheduler_->look());
    if (clock_.now() < next_alerts_) return;
    next_alerts_ = clock_.now() + alerts_every;
    auto const workplace = workplaces_();
    auto const needs = operation::find_needs(*workplace, runner_);
    if (needs)
        note("alert.failed",
             operation::look_after_alerts(workplace->store(), *needs, messengers_, clock_));
    else
        note("alert.failed", fail(needs.error()));
}

}  // namespace jutong::app

#include "operation/runner.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "operation/perform.h"
#include "operation/run_state.h"
#include "operation/uploads.h"

namespace jutong::operation {

namespace {

using Steady = std::chrono::steady_clock;
constexpr auto told_every = std::chrono::milliseconds(250);
constexpr auto looked_every = std::chrono::seconds(1);

bool is_folder_name(std::string const& name) {
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_';
    });
}

}  // namespace

fs::path uploads_of(fs::path const& data) { return data / "uploads"; }
fs::path backups_of(fs::path const& data) { return data / "backups"; }
fs::path inbox_of(fs::path const& data) { return data / "inbox"; }

// The progress of the run under way, told to those who listen.
class LiveRun final : public Progress {
public:
    LiveRun(Runner::Impl& runner, std::int64_t run, Clock const& clock)
        : runner_(runner), run_(run), clock_(clock) {}

    void step(std::string_view what, std::int64_t total) override;
    void at(std::int64_t done, std::int64_t rows) override;
    void note(std::string_view line) override;

    RunProgress now() const;
    std::vector<RunLine> log() const;
    std::int64_t run() const { return run_; }

private:
    void tell_progress(RunProgress const& progress) const;
    static double since(Steady::time_point start) {
        return std::chrono::duration<double>(Steady::now() - start).count();
    }

    Runner::Impl& runner_;
    std::int64_t const run_;
    Clock const& clock_;
    mutable std::mutex mutex_;  // guards all below
    RunProgress progress_;
    Steady::time_point began_ = Steady::now(), told_;
    std::vector<RunLine> log_;
};

struct Runner::Impl {
    Impl(Options o, Clock const& c) : options(std::move(o)), clock(c) {}

    void work();
    void watch();
    void perform_next(std::int64_t run);
    Done execute(RunView const& view, LiveRun& live);
    void tell(RunEvent const& event);
    void tell_state(std::int64_t run);
    RunView with_progress(RunView view) const;
    Done check(RunRequest const& request) const;

    Options options;
    Clock const& clock;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<RunState> state;

    mutable std::mutex mutex;  // guards the three below
    std::condition_variable changed;
    bool stopping = false;
    std::shared_ptr<LiveRun> live;  // also held by who looks at it while it ends

    std::mutex listening;  // guards the two below
    std::map<std::int64_t, Listener> listeners;
    std::int64_t next_listener = 1;

    std::mutex requesting;  // one request is looked at and added at a time
    std::thread worker, watcher;
};

void LiveRun::step(std::string_view what, std::int64_t total) {
    RunProgress now;
    auto is_first = false;
    {
        std::lock_guard const lock(mutex_);
        is_first = progress_.step.empty() && progress_.steps.empty();
        if (!progress_.step.empty())
            progress_.steps.push_back({progress_.step, since(began_), progress_.rows});
        progress_.step = std::string(what);
        progress_.done = progress_.rows = 0;
        progress_.total = total;
        began_ = told_ = Steady::now();
        progress_.seconds = 0;
        now = progress_;
    }
    if (is_first) runner_.tell_state(run_);
    tell_progress(now);
}

void LiveRun::at(std::int64_t done, std::int64_t rows) {
    RunProgress now;
    {
        std::lock_guard const lock(mutex_);
        progress_.done = done;
        progress_.rows = rows;
        if (Steady::now() - told_ < told_every) return;
        told_ = Steady::now();
        progress_.seconds = since(began_);
        now = progress_;
    }
    tell_progress(now);
}

void LiveRun::note(std::string_view line) {
    RunLine const said{iso_time(clock_.now()), std::string(line)};
    {
        std::lock_guard const lock(mutex_);
        if (log_.size() >= log_lines_max) return;
        log_.push_back(said);
    }
    runner_.tell({run_, RunEvent::Kind::log, {{"at", said.at}, {"line", said.line}}});
}

RunProgress LiveRun::now() const {
    std::lock_guard const lock(mutex_);
    auto progress = progress_;
    progress.seconds = since(began_);
    return progress;
}

std::vector<RunLine> LiveRun::log() const {
    std::lock_guard const lock(mutex_);
    return log_;
}

void LiveRun::tell_progress(RunProgress const& progress) const {
    auto data = json_of(progress);
    data["run"] = run_;
    runner_.tell({run_, RunEvent::Kind::progress, std::move(data)});
}

void Runner::Impl::tell(RunEvent const& event) {
    // Told outside of the lock: a listener may be the last to hold what forgets it.
    std::vector<Listener> told;
    {
        std::lock_guard const lock(listening);
        for (auto const& [id, listener] : listeners) told.push_back(listener);
    }
    for (auto const& listener : told) listener(event);
}

void Runner::Impl::tell_state(std::int64_t run) {
    auto const view = state->find(run);
    if (!view) return;
    auto const& now = view->run.state;
    tell({run, RunEvent::Kind::state, json_of(*view), now != "queued" && now != "running"});
}

RunView Runner::Impl::with_progress(RunView view) const {
    std::lock_guard const lock(mutex);
    if (!live || live->run() != view.run.id || view.run.state == "queued") return view;
    // Its work may be recorded already: it has ended once lookups have followed it, too.
    view.run.state = "running";
    view.run.ended.clear();
    view.resumable = false;
    view.progress = live->now();
    return view;
}

// Takes runs as they come, and again after a while where another process was writing.
void Runner::Impl::work() {
    while (true) {
        auto const waiting = state->waiting();
        {
            std::unique_lock lock(mutex);
            if (!stopping && (!waiting || waiting->empty())) changed.wait_for(lock, looked_every);
            if (stopping) return;
        }
        if (waiting && !waiting->empty()) perform_next(waiting->front());
    }
}

Done Runner::Impl::execute(RunView const& view, LiveRun& now) {
    auto settings = options.settings;
    if (view.request.command == "backup") {
        auto& runs = state->runs();
        TRY(runs.take(view.run.id));
        auto const id = TRY(runs.start(view.run.command));
        auto const done = perform_backup(settings, view.request, now);
        TRY(runs.finish(id, done));
        return done;
    }
    auto const workplace = TRY(job::Workplace::open(settings, job::Access::write, clock));
    TRY(workplace->runs().take(view.run.id));
    auto done = perform(*workplace, view.request, now);
    if (options.after) TRY(options.after(*workplace, now));
    return done;
}

void Runner::Impl::perform_next(std::int64_t run) {
    auto const view = state->find(run);
    if (!view) return;
    auto const now = std::make_shared<LiveRun>(*this, run, clock);
    {
        std::lock_guard const lock(mutex);
        if (stopping) return;
        live = now;
    }
    auto done = Done();
    try {
        done = execute(*view, *now);
    } catch (std::exception const& e) {
        done = fail(Code::internal, "program.exception", e.what());
    }
    auto stopped = false;
    {
        std::lock_guard const lock(mutex);
        live.reset();
        stopped = stopping && !done && done.error().reason == "run.cancelled";
    }
    if (!done && (done.error().reason == "data.locked" || done.error().reason == "run.taken")) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, looked_every);
        return;  // another process writes, or has taken it
    }
    // A run that failed before it began must not wait for ever.
    if (!done && state->find(run).value_or(RunView()).run.state == "queued") {
        auto& runs = state->runs();
        if (runs.take(run) && runs.start(view->run.command)) (void)runs.finish(run, done);
    }
    auto const reason = done ? std::string() : done.error().reason;
    if (auto const closed = state->close(run, reason, now->log(), stopped); !closed)
        log(Level::error, "run.record", {{"run", run}, {"reason", closed.error().reason}});
    log(done ? Level::info : Level::warning, "run.ended",
        {{"run", run}, {"command", view->run.command}, {"reason", reason}});
    tell_state(run);
}

// Tells other processes of this one's run, and hears whether they want it to stop.
void Runner::Impl::watch() {
    std::unique_lock lock(mutex);
    while (!stopping) {
        changed.wait_for(lock, looked_every);
        auto const now = live;
        if (!now || options.settings.database.empty()) continue;
        lock.unlock();
        (void)state->say_progress(now->run(), now->now());
        if (state->is_asked_to_cancel(now->run()).value_or(false)) now->cancel();
        lock.lock();
    }
}

Runner::Runner(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Runner>> Runner::start(Options options, Clock const& clock) {
    auto impl = std::make_unique<Impl>(std::move(options), clock);
    auto const& settings = impl->options.settings;
    auto const embedded = settings.database.empty();
    impl->store = TRY(store::Store::open(embedded ? (settings.data / "store.sqlite").string()
                                                  : settings.database));
    impl->state = TRY(RunState::open(*impl->store, clock));
    // Who has the data directory for itself knows that what still runs was cut off.
    if (embedded)
        TRY(impl->store->run(
            "UPDATE ingest_run SET state = 'interrupted' WHERE state = 'running'"));
    impl->worker = std::thread([i = impl.get()] { i->work(); });
    impl->watcher = std::thread([i = impl.get()] { i->watch(); });
    return std::unique_ptr<Runner>(new Runner(std::move(impl)));
}

Runner::~Runner() {
    {
        std::lock_guard const lock(impl_->mutex);
        impl_->stopping = true;
        if (impl_->live) impl_->live->cancel();
    }
    impl_->changed.notify_all();
    impl_->worker.join();
    impl_->watcher.join();
}

Done Runner::Impl::check(RunRequest const& request) const {
    auto const& data = options.settings.data;
    if (request.command == "backup" && !is_folder_name(request.to))
        return fail(Code::invalid, "run.folder",
                    "A backup's name has letters, digits, - and _, at most 64");
    auto const is_fetched = request.upload.empty() && request.from.empty() && options.is_fetched &&
                            options.is_fetched(request.resource);
    if (request.command == "ingest" && request.upload.empty() == request.from.empty() &&
        !is_fetched)
        return fail(Code::invalid, "run.source", "Say `upload`, or `from`");
    if (!request.upload.empty()) {
        auto const upload = TRY(Uploads(data).find(request.upload));
        if (!upload.complete())
            return fail(Code::conflict, "run.upload", "The upload is not complete yet");
    }
    if (request.from.empty()) return {};
    std::error_code error;
    auto const from = fs::weakly_canonical(request.from, error);
    auto const inside = [&](fs::path const& folder) {
        if (folder.empty()) return false;
        auto const inbox = fs::weakly_canonical(folder, error);
        return std::ranges::mismatch(inbox, from).in1 == inbox.end();
    };
    if ((inside(inbox_of(data)) || inside(options.inbox)) && fs::exists(from)) return {};
    return fail(Code::invalid, "run.folder",
                "Files are read from the inbox only, which is " + inbox_of(data).string() +
                    (options.inbox.empty() ? "" : " or " + options.inbox.string()));
}

Result<RunView> Runner::request(RunRequest const& request, std::string const& actor,
                                std::string const& key) {
    auto& impl = *impl_;
    TRY(impl.check(request));
    std::lock_guard const lock(impl.requesting);
    if (auto const known = TRY(impl.state->find_key(key))) return find(*known);
    auto const waiting = TRY(impl.state->waiting());
    if (waiting.size() >= waiting_runs_max)
        return fail(Code::limited, "run.queue", "Too many runs wait already");
    for (auto const& other : TRY(impl.state->list(0, waiting_runs_max, "", ""))) {
        auto const open = other.run.state == "queued" || other.run.state == "running";
        if (open && other.request == request)
            return fail(Code::conflict, "run.already",
                        "The same is being done already: run " + std::to_string(other.run.id));
    }
    auto const run = TRY(impl.state->add(request, actor, key));
    auto view = TRY(impl.state->find(run));
    impl.tell_state(run);
    impl.changed.notify_all();
    return view;
}

Result<RunView> Runner::cancel(std::int64_t run) {
    auto& impl = *impl_;
    auto view = TRY(impl.state->find(run));
    if (view.run.state == "queued" && impl.state->drop(run)) {
        view = TRY(impl.state->find(run));
        impl.tell_state(run);
        return view;
    }
    {
        std::lock_guard const lock(impl.mutex);
        auto const has_ended = view.run.state != "queued" && view.run.state != "running";
        if (!has_ended && impl.live && impl.live->run() == run) {
            impl.live->cancel();
            return view;
        }
    }
    if (view.run.state != "running")
        return fail(Code::conflict, "run.ended", "The run has ended already");
    TRY(impl.state->ask_to_cancel(run));
    return view;
}

Result<RunView> Runner::resume(std::int64_t run, std::string const& actor) {
    auto const view = TRY(impl_->state->find(run));
    if (!view.resumable)
        return fail(Code::conflict, "run.not_resumable",
                    "Only a run that failed, was cancelled or interrupted goes on");
    return request(view.request, actor);
}

Result<RunView> Runner::find(std::int64_t run) {
    return impl_->with_progress(TRY(impl_->state->find(run)));
}

Result<std::vector<RunView>> Runner::list(std::int64_t before, std::size_t count,
                                          std::string const& state, std::string const& command) {
    auto views = TRY(impl_->state->list(before, count, state, command));
    for (auto& view : views) view = impl_->with_progress(std::move(view));
    return views;
}

Result<std::vector<RunLine>> Runner::log_of(std::int64_t run) {
    {
        std::lock_guard const lock(impl_->mutex);
        if (impl_->live && impl_->live->run() == run) return impl_->live->log();
    }
    return impl_->state->log_of(run);
}

std::int64_t Runner::listen(Listener listener) {
    std::lock_guard const lock(impl_->listening);
    impl_->listeners.emplace(impl_->next_listener, std::move(listener));
    return impl_->next_listener++;
}

void Runner::forget(std::int64_t listener) {
    std::lock_guard const lock(impl_->listening);
    impl_->listeners.erase(listener);
}

std::int64_t Runner::waiting() const {
    auto const runs = impl_->state->waiting();
    return runs ? static_cast<std::int64_t>(runs->size()) : 0;
}

bool Runner::is_running() const {
    std::lock_guard const lock(impl_->mutex);
    return impl_->live != nullptr;
}

}  // namespace jutong::operation

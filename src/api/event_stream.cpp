#include "api/event_stream.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace jutong::api {

namespace {

constexpr std::size_t backlog_max = 1000;  // a client that reads so slowly is let go
constexpr auto heartbeat = std::chrono::seconds(15);
std::atomic<std::size_t> open_streams = 0;

std::string written(operation::RunEvent const& event) {
    using Kind = operation::RunEvent::Kind;
    auto const name = event.kind == Kind::progress ? "progress"
                      : event.kind == Kind::log    ? "log"
                                                   : "state";
    return std::string("event: ") + name + "\ndata: " + json::serialize(event.data) + "\n\n";
}

class EventStream final : public http::BodyStream,
                          public std::enable_shared_from_this<EventStream> {
public:
    EventStream(operation::Runner& runner, std::int64_t run) : runner_(runner), run_(run) {
        ++open_streams;
    }
    ~EventStream() override {
        if (listener_ != 0) runner_.forget(listener_);
        --open_streams;
    }

    void begin() {
        listener_ = runner_.listen([weak = weak_from_this()](operation::RunEvent const& event) {
            if (auto const self = weak.lock()) self->take(event);
        });
    }

    void take(operation::RunEvent const& event) {
        if (run_ != 0 && event.run != run_) return;
        std::unique_lock lock(mutex_);
        if (queue_.size() >= backlog_max) ended_ = true;
        queue_.push_back(written(event));
        if (event.is_last && run_ != 0) ended_ = true;
        give(lock);
    }

    void next(Ready ready) override {
        std::unique_lock lock(mutex_);
        ready_ = std::move(ready);
        asked_ = std::chrono::steady_clock::now();
        if (!queue_.empty() || ended_) give(lock);
    }

    void stop() override {
        std::unique_lock lock(mutex_);
        ended_ = true;
        give(lock);
    }

    // A word now and then, so that a client that is gone is noticed and proxies keep the line.
    void beat() {
        std::unique_lock lock(mutex_);
        if (!ready_ || std::chrono::steady_clock::now() - asked_ < heartbeat) return;
        queue_.emplace_back(": still here\n\n");
        give(lock);
    }

private:
    void give(std::unique_lock<std::mutex>& lock) {
        if (!ready_) return;
        std::string all;
        for (auto const& event : queue_) all += event;
        queue_.clear();
        if (all.empty() && !ended_) return;
        auto const ready = std::exchange(ready_, nullptr);
        lock.unlock();
        ready(std::move(all));
    }

    operation::Runner& runner_;
    std::int64_t const run_;
    std::int64_t listener_ = 0;
    std::mutex mutex_;  // guards all below
    std::deque<std::string> queue_;
    Ready ready_;
    std::chrono::steady_clock::time_point asked_;
    bool ended_ = false;
};

// One thread beats for all streams.
class Heart {
public:
    Heart() : thread_([this] { beat(); }) {}
    ~Heart() {
        {
            std::lock_guard const lock(mutex_);
            ending_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    void add(std::weak_ptr<EventStream> stream) {
        std::lock_guard const lock(mutex_);
        streams_.push_back(std::move(stream));
    }

private:
    void beat() {
        std::unique_lock lock(mutex_);
        while (!ending_) {
            changed_.wait_for(lock, heartbeat / 3);
            std::erase_if(streams_, [](auto const& weak) { return weak.expired(); });
            auto const streams = streams_;
            lock.unlock();
            for (auto const& weak : streams)
                if (auto const stream = weak.lock()) stream->beat();
            lock.lock();
        }
    }

    std::mutex mutex_;  // guards the two below
    std::vector<std::weak_ptr<EventStream>> streams_;
    bool ending_ = false;
    std::condition_variable changed_;
    std::thread thread_;
};

}  // namespace

Result<http::Response> event_response(operation::Runner& runner, std::int64_t run,
                                      operation::RunEvent const* first) {
    static Heart heart;
    if (open_streams >= event_streams_max)
        return fail(Code::limited, "http.streams", "Too many listen already; ask now and then");
    auto const stream = std::make_shared<EventStream>(runner, run);
    stream->begin();
    if (first != nullptr) stream->take(*first);
    heart.add(stream);
    http::Response response{200,
                            {{"Content-Type", "text/event-stream"},
                             {"Cache-Control", "no-store"},
                             {"X-Accel-Buffering", "no"}}};
    response.stream = stream;
    return response;
}

}  // namespace jutong::api

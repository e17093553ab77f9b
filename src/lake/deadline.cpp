#include "lake/deadline.h"

#include <condition_variable>
#include <set>
#include <thread>

#include "lake/engine.h"

namespace jutong::lake {

namespace {

// A session that was interrupted may begin its next statement at once: it is told again.
constexpr auto repeat = std::chrono::milliseconds(50);
thread_local Deadline* of_thread = nullptr;

}  // namespace

// One thread looks after all deadlines.
class Watch {
public:
    Watch() : thread_([this] { look(); }) {}
    ~Watch() {
        {
            std::lock_guard const lock(mutex_);
            ending_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    void add(Deadline& deadline) {
        {
            std::lock_guard const lock(mutex_);
            all_.insert(&deadline);
        }
        changed_.notify_all();
    }
    void remove(Deadline& deadline) {
        std::lock_guard const lock(mutex_);
        all_.erase(&deadline);
    }

private:
    void look() {
        std::unique_lock lock(mutex_);
        while (!ending_) {
            auto const now = std::chrono::steady_clock::now();
            auto next = now + std::chrono::hours(1);
            for (auto* const deadline : all_) {
                if (deadline->at_ <= now) deadline->interrupt();
                next = std::min(next, std::max(deadline->at_, now + repeat));
            }
            changed_.wait_until(lock, next);
        }
    }

    std::mutex mutex_;  // guards the two below
    std::set<Deadline*> all_;
    bool ending_ = false;
    std::condition_variable changed_;
    std::thread thread_;
};

namespace {

Watch& watch() {
    static Watch one;
    return one;
}

}  // namespace

Deadline::Deadline(std::chrono::milliseconds time)
    : at_(std::chrono::steady_clock::now() + time), outer_(of_thread) {
    of_thread = this;
}

Deadline::~Deadline() {
    if (is_watched_) watch().remove(*this);
    of_thread = outer_;
}

Deadline* Deadline::current() { return of_thread; }

void Deadline::add(std::weak_ptr<Watched> session) {
    {
        std::lock_guard const lock(mutex_);
        std::erase_if(sessions_, [](auto const& one) { return one.expired(); });
        sessions_.push_back(std::move(session));
    }
    // Not before: a deadline that has no session, as of most lookups, wakes no thread.
    if (!is_watched_) watch().add(*this);
    is_watched_ = true;
}

void Deadline::interrupt() {
    std::lock_guard const lock(mutex_);
    for (auto const& weak : sessions_)
        if (auto const session = weak.lock()) session->interrupt();
}

}  // namespace jutong::lake

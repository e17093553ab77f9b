// A time by which the statements of one thread must have ended.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

namespace jutong::lake {

class Watched;  // engine.h

// Statements of the sessions that its thread opens while it lives are interrupted once the time has
// passed: they fail with run.cancelled (conflict), and passed() says why. Sessions may outlive it
// and are then free. Made and destroyed by one thread, one inside the other at the most.
class Deadline {
public:
    explicit Deadline(std::chrono::milliseconds time);
    ~Deadline();
    Deadline(Deadline const&) = delete;
    Deadline& operator=(Deadline const&) = delete;

    bool passed() const { return std::chrono::steady_clock::now() >= at_; }

    // Of the calling thread; null where there is none.
    static Deadline* current();
    void add(std::weak_ptr<Watched> session);

private:
    friend class Watch;
    void interrupt();

    std::chrono::steady_clock::time_point const at_;
    Deadline* const outer_;
    bool is_watched_ = false;  // only touched by its own thread
    std::mutex mutex_;         // guards sessions_
    std::vector<std::weak_ptr<Watched>> sessions_;
};

}  // namespace jutong::lake

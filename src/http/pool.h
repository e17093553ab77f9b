// Threads for work that blocks, with a queue that has an end.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace jutong::http {

class Pool {
public:
    Pool(int threads, std::size_t waiting_max);
    ~Pool();  // what waits is still done
    Pool(Pool const&) = delete;
    Pool& operator=(Pool const&) = delete;

    // False where the queue is full.
    [[nodiscard]] bool offer(std::function<void()> work);

    std::size_t waiting() const;

private:
    void serve();

    std::size_t const waiting_max_;
    mutable std::mutex mutex_;  // guards the two below
    std::deque<std::function<void()>> queue_;
    bool ending_ = false;
    std::condition_variable arrived_;
    std::vector<std::thread> threads_;
};

}  // namespace jutong::http

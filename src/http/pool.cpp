#include "http/pool.h"

namespace jutong::http {

Pool::Pool(int threads, std::size_t waiting_max) : waiting_max_(waiting_max) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

Pool::~Pool() {
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
    }
    arrived_.notify_all();
    for (auto& thread : threads_) thread.join();
}

bool Pool::offer(std::function<void()> work) {
    {
        std::lock_guard const lock(mutex_);
        if (queue_.size() >= waiting_max_ || ending_) return false;
        queue_.push_back(std::move(work));
    }
    arrived_.notify_one();
    return true;
}

std::size_t Pool::waiting() const {
    std::lock_guard const lock(mutex_);
    return queue_.size();
}

void Pool::serve() {
    while (true) {
        std::function<void()> work;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return ending_ || !queue_.empty(); });
            if (queue_.empty()) return;
            work = std::move(queue_.front());
            queue_.pop_front();
        }
        work();
    }
}

}  // namespace jutong::http

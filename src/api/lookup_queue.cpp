#include "api/lookup_queue.h"

#include <algorithm>

namespace jutong::api {

namespace {

// The first of them waits for the others: at some 20 µs each not long.
constexpr std::size_t together_max = 16;

}  // namespace

LookupQueue::LookupQueue(int threads, std::size_t waiting_max)
    : threads_(static_cast<std::size_t>(threads)),
      waiting_max_(waiting_max),
      pool_(threads, threads_) {}

bool LookupQueue::offer(Asked& asked) {
    {
        std::lock_guard const lock(mutex_);
        if (waiting_.size() >= waiting_max_) return false;
        waiting_.push_back(std::move(asked));
        if (at_work_ == threads_) return true;
        ++at_work_;
    }
    // The pool has room for each of its threads once, and refuses only while it ends.
    static_cast<void>(pool_.offer([this] { serve(); }));
    return true;
}

void LookupQueue::serve() {
    for (auto taken = take(); !taken.empty(); taken = take()) {
        std::vector<http::Response> answers;
        answers.reserve(taken.size());
        for (auto const& one : taken) answers.push_back(one.answer());
        for (std::size_t i = 0; i < taken.size(); ++i) taken[i].reply(std::move(answers[i]));
    }
}

std::vector<LookupQueue::Asked> LookupQueue::take() {
    std::lock_guard const lock(mutex_);
    std::vector<Asked> taken;
    auto const count = std::min(waiting_.size(), together_max);
    auto const end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
    taken.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    if (taken.empty()) --at_work_;
    return taken;
}

}  // namespace jutong::api

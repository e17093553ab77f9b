#include "ingest/keys.h"

#include <utility>

namespace jutong::ingest {

bool HashSet::add(std::uint64_t hash) {
    if (hash == 0) hash = 1;
    if ((size_ + 1) * 4 > slots_.size() * 3) grow();
    auto const mask = slots_.size() - 1;
    for (auto at = hash & mask;; at = (at + 1) & mask) {
        if (slots_[at] == hash) return false;
        if (slots_[at] == 0) {
            slots_[at] = hash;
            ++size_;
            return true;
        }
    }
}

void HashSet::grow() {
    auto const old = std::exchange(slots_, std::vector<std::uint64_t>(slots_.size() * 2));
    size_ = 0;
    for (auto const hash : old)
        if (hash != 0) add(hash);
}

bool Turns::wait_for(std::int64_t number) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return given_up_ || next_ == number; });
    return !given_up_;
}

void Turns::done(std::int64_t number) {
    std::lock_guard const lock(mutex_);
    next_ = number + 1;
    changed_.notify_all();
}

void Turns::give_up() {
    std::lock_guard const lock(mutex_);
    given_up_ = true;
    changed_.notify_all();
}

}  // namespace jutong::ingest

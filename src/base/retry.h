// Doing again what another writer was in the way of.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "base/result.h"

namespace jutong {

inline constexpr int conflict_attempts_max = 8;

// Only a conflict between writers is worth another attempt: its reason ends with this.
inline bool is_conflict_of_writers(Error const& error) {
    return error.code == Code::conflict && error.reason.ends_with(".conflict");
}

// Runs `work`, which gives a Result or Done, again where it failed by a conflict with another
// writer; the waits between grow and differ from process to process.
template <typename Work>
auto retry_conflicts(Work const& work) {
    auto result = work();
    for (int attempt = 1; attempt < conflict_attempts_max; ++attempt) {
        if (result || !is_conflict_of_writers(result.error())) break;
        auto const longest = 1U << static_cast<unsigned>(std::min(attempt + 2, 9));
        std::this_thread::sleep_for(std::chrono::milliseconds(std::random_device()() % longest));
        result = work();
    }
    return result;
}

}  // namespace jutong

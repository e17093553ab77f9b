// Work shared out among threads, with results that do not depend on how.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace jutong::linkage {

// Calls work(part, thread) once for each part below `parts`, from `threads` threads that are
// numbered from 0. What belongs to a part must be kept by part, not by thread.
template <typename Work>
void in_parts(std::size_t parts, int threads, Work const& work) {
    std::atomic<std::size_t> next = 0;
    auto const some = [&](std::size_t thread) {
        for (auto part = next++; part < parts; part = next++) work(part, thread);
    };
    auto const hands = std::min(parts, static_cast<std::size_t>(std::max(threads, 1)));
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < hands; ++i) others.emplace_back(some, i);
    some(0);
    for (auto& other : others) other.join();
}

}  // namespace jutong::linkage

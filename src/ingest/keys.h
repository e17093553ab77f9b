// Keys of rows: which were seen already in this file, decided in the order of the rows.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

namespace jutong::ingest {

// A set of 64-bit hashes; 8 bytes a key at a load of at most 3/4. Not for sharing by threads.
// Two different keys with one hash would be taken for one: the odds are n²/2⁶⁴, 5 in a million for
// ten million rows.
class HashSet {
public:
    // Was it new?
    bool add(std::uint64_t hash);

private:
    void grow();

    std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(1024);  // 0: free
    std::size_t size_ = 0;
};

// Lets threads through in the order of their numbers, from 0, however they come.
class Turns {
public:
    // Waits until all lower numbers are done; false once somebody gave up.
    bool wait_for(std::int64_t number);
    void done(std::int64_t number);
    void give_up();

private:
    std::mutex mutex_;  // guards all below
    std::condition_variable changed_;
    std::int64_t next_ = 0;
    bool given_up_ = false;
};

}  // namespace jutong::ingest

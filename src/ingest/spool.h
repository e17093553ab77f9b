// Rejected rows of a load on their way to the quarantine, on disk so that there may be any number
// of them.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lake/batch.h"

namespace jutong::ingest {

struct Rejected {
    std::int64_t row = 0;
    std::string_view raw;
    std::vector<std::string_view> reasons;
    std::vector<std::string_view> fields;  // the field of each reason, or empty
};

// Written by one thread, then read by one.
class Spool {
public:
    Spool(std::int64_t run, std::string_view file) : run_(run), file_name_(file) {}

    // Fails with file.write (unavailable).
    Done add(Rejected const& rejected);
    std::int64_t size() const { return size_; }

    // The rows as the quarantine table has them.
    std::unique_ptr<lake::Feed> feed();

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    friend class SpoolFeed;

    std::int64_t run_;
    std::string_view file_name_;
    std::unique_ptr<std::FILE, Close> file_;  // an unnamed temporary file: gone with the process
    std::int64_t size_ = 0;
};

}  // namespace jutong::ingest

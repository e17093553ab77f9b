// Files as they were sent, kept by their content, so that every row can be traced.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/progress.h"
#include "base/result.h"

namespace jutong::ingest {

struct Kept {
    std::string sha256;      // of the bytes as sent
    std::int64_t bytes = 0;  // as sent
    std::filesystem::path
        path;  // where they are kept; compressed with zstd unless they were compressed already
};

// A folder of kept files. Not trusted: check() tells whether a file is still what was sent.
class KeptFiles {
public:
    explicit KeptFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Copies a file in, whole and synced; one that is there already is not written again.
    // Fails with ingest.file.missing (not_found), ingest.file.read, file.write (unavailable),
    // run.cancelled.
    Result<Kept> keep(std::filesystem::path const& file, Progress& progress) const;

    // Where the file of that content is. Fails with ingest.kept.missing (corrupt).
    Result<std::filesystem::path> find(std::string const& sha256) const;

    // Fails with ingest.kept.missing or ingest.kept.changed (corrupt).
    Done check(std::string const& sha256) const;

private:
    std::filesystem::path path_of(std::string const& sha256) const;

    std::filesystem::path folder_;
};

}  // namespace jutong::ingest

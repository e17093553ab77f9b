// Files as they were sent, kept by their content, so that every row can be traced.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "ingest/archive.h"
#include "ingest/stream.h"

namespace jutong::ingest {

struct Kept {
    std::string sha256;      // of the bytes as sent
    std::int64_t bytes = 0;  // as sent
    std::filesystem::path
        path;  // where they are kept; compressed with zstd unless they were compressed already
};

// A file as it lies in a folder, or a member of a zip archive.
struct Input {
    std::filesystem::path file;
    std::optional<Member> member;
    Input(std::filesystem::path path) : file(std::move(path)) {}  // NOLINT: a path is an input
    Input(std::filesystem::path path, Member of_it)
        : file(std::move(path)), member(std::move(of_it)) {}

    // Its bytes. Fails as open_plain, Archive::open and Archive::read do.
    Result<std::unique_ptr<ByteStream>> open() const;
};

// A copy of an input that is gone with this object.
class Unpacked {
public:
    // Fails as Input::open does, and with file.write (unavailable).
    static Result<std::unique_ptr<Unpacked>> make(Input const& input, Progress& progress);
    ~Unpacked();
    Unpacked(Unpacked const&) = delete;
    Unpacked& operator=(Unpacked const&) = delete;

    std::filesystem::path const& path() const { return path_; }

private:
    explicit Unpacked(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

// A folder of kept files. Not trusted: check() tells whether a file is still what was sent.
class KeptFiles {
public:
    explicit KeptFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Copies a file in, whole and synced; one that is there already is not written again.
    // A member of an archive is kept as a file of its own. Fails with ingest.file.missing
    // (not_found), ingest.file.read, file.write (unavailable), run.cancelled, and as Input::open.
    Result<Kept> keep(Input const& input, Progress& progress) const;

    // Where the file of that content is. Fails with ingest.kept.missing (corrupt).
    Result<std::filesystem::path> find(std::string const& sha256) const;

    // Fails with ingest.kept.missing or ingest.kept.changed (corrupt).
    Done check(std::string const& sha256) const;

private:
    std::filesystem::path path_of(std::string const& sha256) const;

    std::filesystem::path folder_;
};

}  // namespace jutong::ingest

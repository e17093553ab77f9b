// Files as they were sent, kept by their content, so that every row can be traced.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

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

// A kept file being made of bytes; without finish() nothing of it stays.
class NewKept {
public:
    NewKept(NewKept&&) noexcept;
    ~NewKept();

    // Both fail with file.write (unavailable).
    Done add(std::string_view bytes);
    Result<Kept> finish();

private:
    friend class KeptFiles;
    struct Impl;
    explicit NewKept(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// A folder of kept files. Not trusted: check() tells whether a file is still what was sent.
class KeptFiles {
public:
    explicit KeptFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Copies a file in, whole and synced; one that is there already is not written again.
    // A member of an archive is kept as a file of its own. Fails with ingest.file.missing
    // (not_found), ingest.file.read, file.write (unavailable), run.cancelled, and as Input::open.
    Result<Kept> keep(Input const& input, Progress& progress) const;

    // For what is made of a kept file, such as one without the rows of an erased subject.
    Result<NewKept> create() const;

    // Where the file of that content is. Fails with ingest.kept.missing (corrupt).
    Result<std::filesystem::path> find(std::string const& sha256) const;

    // Fails with ingest.kept.missing or ingest.kept.changed (corrupt).
    Done check(std::string const& sha256) const;

    // Deletes a kept file; none is no failure. Fails with file.write (unavailable).
    Done remove(std::string const& sha256) const;

    // Everything in the folder whose content is not among these, parts of files of a killed process
    // too. The caller holds the lock of the data directory.
    std::vector<std::filesystem::path> others_than(std::set<std::string> const& sha256s) const;

private:
    friend class NewKept;
    std::filesystem::path path_of(std::string const& sha256) const;

    std::filesystem::path folder_;
};

}  // namespace jutong::ingest

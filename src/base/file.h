// Files that are whole or absent, and the lock on a data directory.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace jutong {

namespace fs = std::filesystem;

// Fails with file.missing (not_found), file.read (unavailable), file.too_large (limited).
Result<std::string> read_file(fs::path const& path, std::size_t bytes_max = 256U << 20U);

// A password or a token: the file's text without the line ends behind it. Only from a file that
// nobody but its owner may read or write, of at most 4,096 bytes. Fails with file.secret (invalid),
// whose message names the file and what to do, never what stands in it.
Result<std::string> read_secret(fs::path const& path);

// Hands a file of any size over piece by piece. Fails with file.read (unavailable), also where
// reading breaks off in the middle, and as `take` does.
Done read_pieces(fs::path const& path, std::function<Done(std::string_view)> const& take);

// The file is there whole and synced, or not at all. Fails with file.write (unavailable).
Done write_file(fs::path const& path, std::string_view content);

// Makes the folder and its parents, for the owner only where it makes them. Fails with file.write.
Done make_folder(fs::path const& path);

// Syncs a file, or a folder's entries, to disk.
Done sync(fs::path const& path);

// Where the running program is.
fs::path program_folder();

// An open file descriptor that closes itself.
class FileHandle {
public:
    FileHandle() = default;
    explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
    FileHandle(FileHandle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FileHandle& operator=(FileHandle&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~FileHandle();

    int get() const { return descriptor_; }
    explicit operator bool() const { return descriptor_ >= 0; }

private:
    int descriptor_ = -1;
};

// One writing process at a time: held until destroyed, and gone with the process however it ends.
class FileLock {
public:
    // Fails with data.locked (conflict), whose message names the pid that holds it.
    static Result<FileLock> take(fs::path const& path);

    // The pid that holds the lock now, if any.
    static std::optional<int> holder(fs::path const& path);

private:
    explicit FileLock(FileHandle file) : file_(std::move(file)) {}

    FileHandle file_;
};

}  // namespace jutong

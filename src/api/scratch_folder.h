// A folder for the time of a request.
#pragma once

#include <filesystem>
#include <utility>

#include "base/result.h"

namespace jutong::api {

// Below the data directory's scratch folder; gone with what is in it when this is.
class ScratchFolder {
public:
    // Fails with file.write (unavailable).
    static Result<ScratchFolder> make(std::filesystem::path const& data);
    ScratchFolder(ScratchFolder&& other) noexcept
        : path_(std::exchange(other.path_, std::filesystem::path())) {}
    ScratchFolder& operator=(ScratchFolder&&) = delete;
    ~ScratchFolder();

    std::filesystem::path const& path() const { return path_; }

private:
    explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

}  // namespace jutong::api

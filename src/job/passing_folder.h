// A folder below the system's folder for passing things, gone with this object.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"

namespace jutong::job {

class PassingFolder {
public:
    // Fails with file.write (unavailable).
    static Result<std::unique_ptr<PassingFolder>> make();
    ~PassingFolder();
    PassingFolder(PassingFolder const&) = delete;
    PassingFolder& operator=(PassingFolder const&) = delete;

    std::filesystem::path const& path() const { return path_; }

private:
    explicit PassingFolder(std::filesystem::path path) : path_(std::move(path)) {}

    std::filesystem::path path_;
};

}  // namespace jutong::job

// A lake for nothing but reading and writing Parquet files, gone with this object.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "element/registry.h"
#include "lake/lake.h"

namespace jutong::job {

class PassingLake {
public:
    // Fails with file.write (unavailable), and as Lake::open does.
    static Result<std::unique_ptr<PassingLake>> make(element::Registry const& registry,
                                                     int threads = 0, std::string memory = "");
    ~PassingLake();
    PassingLake(PassingLake const&) = delete;
    PassingLake& operator=(PassingLake const&) = delete;

    lake::Lake& get() { return *lake_; }

private:
    explicit PassingLake(std::filesystem::path folder) : folder_(std::move(folder)) {}

    std::filesystem::path folder_;
    std::unique_ptr<lake::Lake> lake_;
};

}  // namespace jutong::job

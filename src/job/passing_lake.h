// A lake for nothing but reading and writing Parquet files, gone with this object.
#pragma once

#include <memory>

#include "base/result.h"
#include "element/registry.h"
#include "job/passing_folder.h"
#include "lake/lake.h"

namespace jutong::job {

class PassingLake {
public:
    // `threads`: 0 for all cores. Fails with file.write (unavailable), and as Lake::open does.
    static Result<std::unique_ptr<PassingLake>> make(element::Registry const& registry,
                                                     int threads = 0);

    lake::Lake& get() { return *lake_; }

private:
    PassingLake(std::unique_ptr<PassingFolder> folder, std::unique_ptr<lake::Lake> lake)
        : folder_(std::move(folder)), lake_(std::move(lake)) {}

    std::unique_ptr<PassingFolder> folder_;  // outlives the lake in it
    std::unique_ptr<lake::Lake> lake_;
};

}  // namespace jutong::job

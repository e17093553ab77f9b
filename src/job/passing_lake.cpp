#include "job/passing_lake.h"

namespace jutong::job {

Result<std::unique_ptr<PassingLake>> PassingLake::make(element::Registry const& registry,
                                                       int threads) {
    auto folder = TRY(PassingFolder::make());
    lake::Options options;
    options.folder = folder->path() / "lake";
    options.scratch = folder->path() / "scratch";
    options.threads = threads;
    options.writable = true;
    auto lake = TRY(lake::Lake::open(options, registry));
    return std::unique_ptr<PassingLake>(new PassingLake(std::move(folder), std::move(lake)));
}

}  // namespace jutong::job

// Which file of which resource a load was, remembered.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "job/workplace.h"

namespace jutong::api {

struct LoadEntry {
    std::string resource, file, at;  // at: ISO 8601
    std::int64_t run = 0;
};

// Safe from any thread.
class LoadBook {
public:
    using Entries = std::map<std::int64_t, LoadEntry>;

    // All loads up to now, read again where `wanted` is not among them.
    Result<std::shared_ptr<Entries const>> entries(job::Workplace& workplace, std::int64_t wanted);

private:
    std::mutex mutex_;  // guards the one below
    std::shared_ptr<Entries const> entries_ = std::make_shared<Entries const>();
};

}  // namespace jutong::api

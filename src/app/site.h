// One data directory being served: the workplaces that requests read with, and the runner.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/file.h"
#include "job/workplace.h"
#include "operation/runner.h"

namespace jutong::app {

class Site {
public:
    // Makes what is missing in the data directory, applies packs that changed, and holds its lock
    // as long as the site is open where the state is embedded; on PostgreSQL each run holds it.
    static Result<std::unique_ptr<Site>> open(job::Settings settings, Clock const& clock);

    // Of the packs as they are now. From any thread.
    std::shared_ptr<job::Workplace> workplace() const;
    // As of a time; the last few are kept open.
    Result<std::shared_ptr<job::Workplace>> workplace_at(std::string const& as_of);
    // Reads the packs again; later calls of workplace() have them.
    Done reload();

    job::Settings const& settings() const { return settings_; }

private:
    Site(job::Settings settings, Clock const& clock)
        : settings_(std::move(settings)), clock_(clock) {}
    Done prepare();

    job::Settings settings_;
    Clock const& clock_;
    std::optional<FileLock> lock_;
    mutable std::mutex mutex_;  // guards the two below
    std::shared_ptr<job::Workplace> workplace_;
    std::list<std::pair<std::string, std::shared_ptr<job::Workplace>>> past_;
};

}  // namespace jutong::app

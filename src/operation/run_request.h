// What somebody asks the server to do: a run, and how far it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "ingest/runs.h"

namespace jutong::operation {

struct RunRequest {
    std::string command;                 // main ingest fuse quality backup maintain retry apply
    std::string resource;                // ingest, retry
    std::string upload;                  // ingest: a file that was uploaded
    std::string from;                    // main, ingest: a folder or file on the server
    std::string to;                      // backup: the folder's name below the backups
    std::vector<std::string> libraries;  // fuse: these only
    bool full = false;                   // fuse: everything

    bool operator==(RunRequest const&) const = default;
};

json::object json_of(RunRequest const& request);
// Of what json_of wrote.
RunRequest request_of(json::object const& written);

// As the list of runs shows it: ingest samr.enterprise.
std::string line_of(RunRequest const& request);

struct RunProgress {
    struct Step {
        std::string step;
        double seconds = 0;
        std::int64_t rows = 0;
    };
    std::string step;
    std::int64_t done = 0, total = 0, rows = 0;  // of the step; a total of 0 is not known
    double seconds = 0;                          // that the step runs
    std::vector<Step> steps;                     // that are done
};

json::object json_of(RunProgress const& progress);

struct RunLine {
    std::string at, line;
};

// A run as it is told.
struct RunView {
    ingest::Run run;
    RunRequest request;
    std::string actor, reason;  // reason: of the failure
    std::optional<RunProgress> progress;
    bool resumable = false;
};

json::object json_of(RunView const& view);

}  // namespace jutong::operation

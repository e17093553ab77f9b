// The main job: departments' tables in, checked, fused, one record per number out.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "fusion/fuse.h"
#include "ingest/load.h"
#include "job/sources.h"
#include "job/workplace.h"

namespace jutong::job {

struct FileFailure {
    std::string resource, file;
    Error error;
};

// Loads files one after the other; one that is refused leaves nothing behind and does not stop the
// others. A guess that turns out wrong is a note, unless nothing of its archive is right.
struct Ingested {
    std::int64_t run = 0;
    std::vector<ingest::LoadResult> loads;
    std::vector<FileFailure> failures;
    std::vector<std::string> notes;

    // Fails with files_refused (invalid) where files were.
    Done outcome() const;
};
inline constexpr std::string_view files_refused = "ingest.files_refused";
Result<Ingested> ingest_files(Workplace& workplace, std::int64_t run, FoundFiles const& found,
                              ingest::LoadOptions const& options, Progress& progress);

// Fuses the named libraries, or all.
Result<std::vector<fusion::FusionResult>> fuse_libraries(Workplace& workplace, std::int64_t run,
                                                         std::vector<std::string> const& names,
                                                         bool full, Progress& progress);

struct MainJob {
    Ingested ingested;
    std::vector<fusion::FusionResult> fused;
    std::filesystem::path report;
};

// All of it. Resumes by itself: what was loaded is skipped, what was not is done. `from` empty:
// what the connections of the packs' sources give.
Result<MainJob> run_main_job(Workplace& workplace, std::optional<std::filesystem::path> const& from,
                             Progress& progress);

// Runs `work` as a run of that name, whose end is recorded however it ends.
Done as_run(Workplace& workplace, std::string const& command,
            std::function<Done(std::int64_t run)> const& work);

}  // namespace jutong::job

#include "job/main_job.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <unistd.h>

#include "base/retry.h"
#include "base/text.h"
#include "job/connections.h"
#include "job/link_library.h"
#include "job/quality_measure.h"
#include "job/report.h"
#include "job/seal.h"

namespace jutong::job {

namespace {

// Does the error speak of the file alone? What no other file can be spared stops the run.
bool is_of_the_file(Error const& error) {
    return error.code == Code::invalid || error.code == Code::not_found ||
           (error.code == Code::limited && error.reason.starts_with("ingest."));
}

// A quarter of the machine for rows in work; the engine needs its share too.
std::size_t fusion_memory() {
    constexpr std::size_t bytes_min = 512ULL << 20U, bytes_max = 6ULL << 30U;
    auto const pages = ::sysconf(_SC_PHYS_PAGES);
    auto const page = ::sysconf(_SC_PAGESIZE);
    if (pages <= 0 || page <= 0) return bytes_min;
    return std::clamp(static_cast<std::size_t>(pages) * static_cast<std::size_t>(page) / 4,
                      bytes_min, bytes_max);
}

}  // namespace

Result<Ingested> ingest_files(Workplace& workplace, std::int64_t run, FoundFiles const& found,
                              ingest::LoadOptions const& options, Progress& progress) {
    Ingested ingested;
    ingested.run = run;
    ingested.notes = found.notes;
    ingest::Loader loader(workplace.lake(), workplace.catalog(), workplace.registry(),
                          workplace.kept(), progress);
    std::set<fs::path> right_archives;
    std::vector<std::pair<Found const*, Error>> wrong_guesses;
    auto const refuse = [&](Found const& file, Error const& error) {
        progress.note(fmt::format("{}: {}", file.name, error.message));
        auto const name = file.resource == nullptr ? std::string() : file.resource->name;
        ingested.failures.push_back({name, file.name, error});
    };
    for (auto const& file : found.files) {
        if (file.refused) {
            refuse(file, *file.refused);
            continue;
        }
        auto load = retry_conflicts(
            [&] { return loader.load(run, *file.resource, file.input, file.name, options); });
        if (load) {
            right_archives.insert(file.input.file);
            for (auto const& note : load->notes) progress.note(file.name + ": " + note);
            ingested.loads.push_back(std::move(*load));
        } else if (!is_of_the_file(load.error())) {
            return fail(load.error());
        } else if (file.guessed) {
            wrong_guesses.emplace_back(&file, load.error());
        } else {
            refuse(file, load.error());
        }
    }
    for (auto const& [file, error] : wrong_guesses) {
        if (right_archives.contains(file->input.file))
            ingested.notes.push_back(fmt::format("{}: {}: not read", file->name, error.message));
        else
            refuse(*file, error);
    }
    return ingested;
}

Result<std::vector<fusion::FusionResult>> fuse_libraries(Workplace& workplace, std::int64_t run,
                                                         std::vector<std::string> const& names,
                                                         bool full, Progress& progress) {
    auto const& catalog = workplace.catalog();
    for (auto const& name : names)
        if (catalog.find_library(name) == nullptr)
            return fail(Code::not_found, "catalog.unknown_library", "There is no library " + name);
    std::vector<fusion::FusionResult> results;
    fusion::FusionOptions options;
    options.full = full;
    options.threads = workplace.threads();
    options.memory_bytes_max = fusion_memory();
    // Base libraries first: they feed the others.
    for (auto const is_base : {true, false}) {
        for (auto const& library : catalog.libraries) {
            if (library.is_base() != is_base) continue;
            if (!names.empty() && std::ranges::find(names, library.name) == names.end()) continue;
            results.push_back(TRY(fuse_library(workplace, library, run, options, progress)));
        }
    }
    return results;
}

Done Ingested::outcome() const {
    if (failures.empty()) return {};
    std::string names;
    for (auto const& failure : failures)
        names += fmt::format(" {} [{}]", failure.file, failure.error.reason);
    return fail(Code::invalid, files_refused,
                fmt::format("{} files were refused:{}", failures.size(), names));
}

Done as_run(Workplace& workplace, std::string const& command,
            std::function<Done(std::int64_t run)> const& work) {
    auto const run = TRY(workplace.runs().start(command));
    auto done = work(run);
    if (done) done = seal_files(workplace);
    TRY(workplace.runs().finish(run, done));
    return done;
}

Result<MainJob> run_main_job(Workplace& workplace, std::optional<fs::path> const& from,
                             Progress& progress) {
    MainJob job;
    auto const work = [&](std::int64_t run) -> Done {
        progress.step("apply packs", 0);
        TRY(apply_packs(workplace));
        if (from) {
            auto const files = TRY(find_sources(workplace.catalog(), *from));
            if (files.files.empty())
                return fail(Code::not_found, "job.no_sources",
                            "No file in " + from->string() +
                                " has a name that a source of the packs gives");
            job.ingested = TRY(ingest_files(workplace, run, files, {}, progress));
        } else {
            std::vector<catalog::Resource const*> resources;
            for (auto const& resource : workplace.catalog().resources)
                if (has_connections(resource)) resources.push_back(&resource);
            job.ingested = TRY(ingest_connections(workplace, run, resources, {}, progress));
        }
        job.fused = TRY(fuse_libraries(workplace, run, {}, false, progress));
        TRY(measure_tables(workplace, run, "", progress));
        progress.step("report", 0);
        job.report = TRY(write_report(workplace, run));
        return job.ingested.outcome();
    };
    auto const done = as_run(workplace, from ? "run --from " + from->string() : "run", work);
    if (!done && done.error().reason != files_refused) return fail(done.error());
    return job;
}

}  // namespace jutong::job

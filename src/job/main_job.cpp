#include "job/main_job.h"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "job/quality_measure.h"
#include "job/report.h"

namespace jutong::job {

namespace {

std::string without_compression(std::string name) {
    for (auto const* const suffix : {".gz", ".zst"})
        if (name.ends_with(suffix)) name.resize(name.size() - std::string_view(suffix).size());
    return name;
}

// The resource whose pattern fits the name most closely.
catalog::Resource const* resource_for(catalog::Catalog const& catalog, std::string const& name) {
    catalog::Resource const* best = nullptr;
    std::size_t best_length = 0;
    for (auto const& resource : catalog.resources) {
        for (auto const& source : resource.sources) {
            if (source.file.size() <= best_length || !matches_wildcard(name, source.file)) continue;
            best = &resource;
            best_length = source.file.size();
        }
    }
    return best;
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

Result<std::vector<Found>> find_sources(catalog::Catalog const& catalog, fs::path const& folder) {
    if (!fs::is_directory(folder))
        return fail(Code::not_found, "job.folder", "There is no folder " + folder.string());
    std::vector<Found> found;
    for (auto const& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        auto const* const resource =
            resource_for(catalog, without_compression(entry.path().filename().string()));
        if (resource != nullptr)
            found.push_back(
                {resource, entry.path(), fs::relative(entry.path(), folder).generic_string()});
    }
    std::ranges::sort(found, {}, &Found::name);
    return found;
}

Result<Ingested> ingest_files(Workplace& workplace, std::int64_t run,
                              std::vector<Found> const& files, ingest::LoadOptions const& options,
                              Progress& progress) {
    Ingested ingested;
    ingested.run = run;
    ingest::Loader loader(workplace.lake(), workplace.catalog(), workplace.registry(),
                          workplace.kept(), progress);
    for (auto const& file : files) {
        auto load = loader.load(run, *file.resource, file.file, file.name, options);
        if (load) {
            ingested.loads.push_back(std::move(*load));
            continue;
        }
        auto const& error = load.error();
        // What no other file can be spared stops the run; a file that is refused does not.
        if (error.code != Code::invalid && error.code != Code::not_found) return fail(error);
        progress.note(fmt::format("{}: {}", file.name, error.message));
        ingested.failures.push_back({file.resource->name, file.name, error});
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
    for (auto const& library : catalog.libraries) {
        if (!names.empty() && std::ranges::find(names, library.name) == names.end()) continue;
        results.push_back(
            TRY(fusion::fuse(workplace.lake(), catalog, library, run, options, progress)));
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
            if (files.empty())
                return fail(Code::not_found, "job.no_sources",
                            "No file in " + from->string() +
                                " has a name that a source of the packs gives");
            job.ingested = TRY(ingest_files(workplace, run, files, {}, progress));
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

#include "operation/perform.h"

#include <fstream>

#include <fmt/format.h>

#include "ingest/stream.h"
#include "job/backup.h"
#include "job/connections.h"
#include "job/main_job.h"
#include "job/maintain.h"
#include "job/quality.h"
#include "job/quality_measure.h"
#include "operation/runner.h"
#include "operation/uploads.h"

namespace jutong::operation {

namespace {

void tell(job::Ingested const& ingested, Progress& progress) {
    for (auto const& note : ingested.notes) progress.note(note);
    for (auto const& one : ingested.loads)
        progress.note(fmt::format("{}: {} read, {} accepted, {} in quarantine{}", one.load.file,
                                  one.load.outcome.read, one.load.outcome.accepted,
                                  one.load.outcome.quarantined,
                                  one.skipped ? " (in the lake already)" : ""));
    for (auto const& failure : ingested.failures)
        progress.note(fmt::format("{}: {}", failure.file, failure.error.message));
}

Done load(job::Workplace& workplace, std::int64_t run, job::FoundFiles const& files,
          ingest::LoadOptions const& options, Progress& progress) {
    TRY(job::apply_packs(workplace));
    auto const ingested = TRY(job::ingest_files(workplace, run, files, options, progress));
    tell(ingested, progress);
    return ingested.outcome();
}

Result<job::FoundFiles> files_of(job::Workplace& workplace, catalog::Resource const& resource,
                                 RunRequest const& request) {
    if (request.upload.empty()) return job::files_for(resource, request.from);
    auto const upload = TRY(Uploads(workplace.settings().data).find(request.upload));
    auto files = TRY(job::files_for(resource, upload.file));
    // Rows are traced by the name that the file had, not by where the upload lies.
    auto const stored = upload.file.filename().string();
    for (auto& file : files.files)
        if (file.name.starts_with(stored))
            file.name = upload.name + file.name.substr(stored.size());
    return files;
}

// Copies of kept files, as they were sent, in a folder that is gone with this object.
class KeptCopies {
public:
    explicit KeptCopies(fs::path folder) : folder_(std::move(folder)) {}
    ~KeptCopies() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    KeptCopies(KeptCopies const&) = delete;
    KeptCopies& operator=(KeptCopies const&) = delete;

    // A copy has the name of its file, so that its format is told by it again.
    Result<fs::path> add(fs::path const& kept, std::string const& name) {
        auto const packed = name.ends_with(".zst") || name.ends_with(".gz");
        auto const file = folder_ / std::to_string(++count_) / fs::path(name).filename();
        TRY(make_folder(file.parent_path()));
        auto stream = packed ? TRY(ingest::open_plain(kept)) : TRY(ingest::open_decompressed(kept));
        std::ofstream out(file, std::ios::binary);
        std::string piece(1 << 20, '\0');
        while (auto const size = TRY(stream->read(piece)))
            out.write(piece.data(), static_cast<std::streamsize>(size));
        if (!out.flush())
            return fail(Code::unavailable, "file.write", "The kept file cannot be copied");
        return file;
    }

private:
    fs::path folder_;
    int count_ = 0;
};

// The files of the resource as they are kept, the last load of each, to be read again: after its
// columns or rules changed.
Result<job::FoundFiles> kept_files_of(job::Workplace& workplace, catalog::Resource const& resource,
                                      KeptCopies& copies) {
    auto session = TRY(workplace.lake().session());
    auto const rows = TRY(session.query(
        "SELECT file, max_by(sha256, load) FROM meta.load WHERE resource = $1 AND kept IS NOT "
        "FALSE GROUP BY file ORDER BY max(load)",
        {resource.name}));
    job::FoundFiles files;
    for (auto const& row : rows.rows) {
        auto const kept = TRY(workplace.kept().find(row[1].value_or("")));
        auto const copy = TRY(copies.add(kept, row[0].value_or("")));
        files.files.push_back({&resource, copy, row[0].value_or("")});
    }
    if (files.files.empty())
        return fail(Code::not_found, "run.nothing_kept",
                    "No file of " + resource.name + " has been taken in yet");
    return files;
}

// What the connections of the resource's sources give.
Done fetch(job::Workplace& workplace, std::int64_t run, catalog::Resource const& resource,
           Progress& progress) {
    if (!job::has_connections(resource))
        return fail(Code::invalid, "run.source",
                    resource.name + " has no source that is a connection: say `upload`, or `from`");
    TRY(job::apply_packs(workplace));
    auto const ingested = TRY(job::ingest_connections(workplace, run, {&resource}, {}, progress));
    tell(ingested, progress);
    TRY(ingested.outcome());
    return job::measure_tables(workplace, run, resource.name, progress);
}

Done ingest(job::Workplace& workplace, RunRequest const& request, Progress& progress) {
    auto const* const resource = TRY(job::resource_named(workplace.catalog(), request.resource));
    auto const work = [&](std::int64_t run) -> Done {
        auto const retry = request.command == "retry";
        if (!retry && request.upload.empty() && request.from.empty())
            return fetch(workplace, run, *resource, progress);
        KeptCopies copies(workplace.settings().data / "scratch" / fmt::format("retry-{}", run));
        auto const files = retry ? TRY(kept_files_of(workplace, *resource, copies))
                                 : TRY(files_of(workplace, *resource, request));
        ingest::LoadOptions options;
        options.again = retry;
        TRY(load(workplace, run, files, options, progress));
        TRY(job::measure_tables(workplace, run, resource->name, progress));
        // Its content is kept now; a second copy would have to be erased, too.
        return request.upload.empty() ? Done()
                                      : Uploads(workplace.settings().data).remove(request.upload);
    };
    return job::as_run(workplace, line_of(request), work);
}

}  // namespace

Done perform(job::Workplace& workplace, RunRequest const& request, Progress& progress) {
    auto const& command = request.command;
    if (command == "main") {
        std::optional<std::filesystem::path> from;
        if (!request.from.empty()) from = request.from;
        auto const job = TRY(job::run_main_job(workplace, from, progress));
        return job.ingested.outcome();
    }
    if (command == "ingest" || command == "retry") return ingest(workplace, request, progress);
    auto const work = [&](std::int64_t run) -> Done {
        TRY(job::apply_packs(workplace));
        if (command == "quality") return job::measure_tables(workplace, run, "", progress);
        if (command == "maintain") {
            TRY(job::maintain(workplace, job::Change::made, progress));
            return {};
        }
        if (command != "fuse") return {};  // apply: done
        TRY(job::fuse_libraries(workplace, run, request.libraries, request.full, progress));
        return job::measure_tables(workplace, run, "", progress);
    };
    return job::as_run(workplace, line_of(request), work);
}

Done perform_backup(job::Settings const& settings, RunRequest const& request, Progress& progress) {
    auto const folder = backups_of(settings.data) / request.to;
    TRY(make_folder(backups_of(settings.data)));
    auto const result = TRY(job::make_backup(settings, folder, progress));
    progress.note(
        fmt::format("{} files, {} copied, {} bytes", result.files, result.copied, result.bytes));
    return {};
}

}  // namespace jutong::operation

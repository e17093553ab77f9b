// jutong backup and restore.
#include "job/backup.h"

#include <fmt/format.h>

#include "cli/command.h"

namespace jutong::cli {

namespace {

void show(Context& context, std::string const& folder, job::BackupResult const& result) {
    context.terminal.line(fmt::format("{} {}: {} files, {} bytes, {} of them copied now",
                                      context.terminal.good("✓"), folder, grouped(result.files),
                                      grouped(result.bytes), grouped(result.copied)));
    context.terminal.object({{"folder", folder},
                             {"files", result.files},
                             {"copied", result.copied},
                             {"bytes", result.bytes}});
}

Done backup(Context& context, Arguments const& arguments) {
    auto const folder = arguments.text("FOLDER");
    auto const result = arguments.has("--check")
                            ? job::check_backup(folder, context.progress)
                            : job::make_backup(context.settings, folder, context.progress);
    if (!result) return fail(result.error());
    show(context, folder, *result);
    return {};
}

Done restore(Context& context, Arguments const& arguments) {
    auto result =
        TRY(job::restore_backup(context.settings, arguments.text("FOLDER"), context.progress));
    result.copied = result.files;
    show(context, context.settings.data.string(), result);
    return {};
}

}  // namespace

Command backup_command() {
    return {"backup",
            "Copy store, lake and kept files, as of one moment, into a folder; again: what is new",
            "jutong backup /mnt/backup/jutong",
            {{"FOLDER", "FOLDER", "Where the backup is or shall be", true},
             {"--check", "", "Only hold the backup's files against their hashes"}},
            backup,
            {}};
}

Command restore_command() {
    return {"restore",
            "Make a data directory from a backup",
            "jutong restore /mnt/backup/jutong --data var",
            {{"FOLDER", "FOLDER", "A backup", true}},
            restore,
            {}};
}

}  // namespace jutong::cli

#include "job/backup.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/process.h"
#include "base/text.h"
#include "crypto/sha256.h"
#include "job/directory.h"

namespace jutong::job {

namespace {

// A backup: the manifest; below lake/ and kept/ the files of the data directory under their own
// names; and what changes from backup to backup (format, store and catalog, or database, and the
// files below packs/), which has the beginning of its hash in its name, so that the manifest alone
// decides which backup is there. A manifest line: hash, size, path.
constexpr std::string_view manifest_name = "manifest";
constexpr std::string_view first_line = "jutong backup 1\n";
constexpr std::string_view dump_name = "database";
constexpr std::string_view own_packs = "packs/";
constexpr std::size_t hash_in_name = 16;

struct Entry {
    std::string sha256;
    std::int64_t bytes = 0;
};
using Manifest = std::map<std::string, Entry>;  // by path

Result<Manifest> read_manifest(fs::path const& folder) {
    Manifest manifest;
    auto const file = folder / manifest_name;
    if (!fs::exists(file))
        return fail(Code::not_found, "backup.missing",
                    "There is no backup in " + folder.string() + ": it has no manifest");
    auto const text = TRY(read_file(file));
    auto const damaged = [&] {
        return fail(Code::corrupt, "backup.damaged", file.string() + " is not a whole manifest");
    };
    if (!text.starts_with(first_line) || !text.ends_with("end\n")) return damaged();
    auto rest = std::string_view(text).substr(first_line.size());
    while (rest != "end\n") {
        auto const line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() + 1);
        auto const first = line.find(' ');
        auto const second = line.find(' ', first + 1);
        if (second == std::string_view::npos || rest.empty()) return damaged();
        auto const path = fs::path(line.substr(second + 1));
        if (path.is_absolute() || path.lexically_normal().string().starts_with(".."))
            return damaged();
        manifest[path.string()] = {
            std::string(line.substr(0, first)),
            std::atoll(std::string(line.substr(first + 1, second - first - 1)).c_str())};
    }
    return manifest;
}

Done write_manifest(fs::path const& folder, Manifest const& manifest) {
    std::string text(first_line);
    for (auto const& [path, entry] : manifest)
        text += fmt::format("{} {} {}\n", entry.sha256, entry.bytes, path);
    return write_file(folder / manifest_name, text + "end\n");
}

// Reads a file to its end, writing it to `copy` where one is named.
Result<Entry> hash_and_copy(fs::path const& file, fs::path const& copy, Progress& progress) {
    std::ofstream out;
    if (!copy.empty()) {
        TRY(make_folder(copy.parent_path()));
        out.open(copy, std::ios::binary | std::ios::trunc);
    }
    crypto::Sha256 hash;
    Entry entry;
    auto const take = [&](std::string_view bytes) -> Done {
        TRY(progress.go_on());
        hash.add(bytes);
        entry.bytes += static_cast<std::int64_t>(bytes.size());
        if (!copy.empty() && !out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())))
            return fail(Code::unavailable, "file.write", "Cannot write " + copy.string());
        return {};
    };
    TRY(read_pieces(file, take));
    entry.sha256 = hash.hex();
    if (copy.empty()) return entry;
    out.close();
    if (!out) return fail(Code::unavailable, "file.write", "Cannot write " + copy.string());
    TRY(sync(copy));
    return entry;
}

// Files of the data directory that never change once they are there.
std::vector<std::string> immutable_files(fs::path const& data) {
    std::vector<std::string> paths;
    for (auto const* const below : {"lake/files", "kept"}) {
        std::error_code missing;
        for (auto const& entry : fs::recursive_directory_iterator(data / below, missing))
            if (entry.is_regular_file() && entry.path().extension() != ".part")
                paths.push_back(fs::relative(entry.path(), data).string());
    }
    return paths;
}

// Where a file of the backup belongs in a data directory.
fs::path place_of(std::string const& path) {
    if (path.starts_with("lake/") || path.starts_with("kept/")) return path;
    if (path.starts_with(own_packs)) return path.substr(0, path.rfind('.'));
    auto const name = path.substr(0, path.find('.'));
    if (name == "catalog") return "lake/catalog.sqlite";
    return name == "store" ? "store.sqlite" : name;
}

// What changes: copied whole each time, while nobody writes.
Done copy_state(Settings const& settings, fs::path const& folder, Manifest& manifest,
                Progress& progress) {
    auto const part_of = [&](std::string_view name) {
        return folder / fmt::format("{}.part", name);
    };
    std::vector<std::string_view> made = {"format"};
    TRY(write_file(part_of("format"), fmt::format("{}\n", format_version)));
    if (settings.database.empty()) {
        for (auto const& [from, name] :
             {std::pair{"store.sqlite", "store"}, {"lake/catalog.sqlite", "catalog"}}) {
            auto const source = TRY(store::Store::open((settings.data / from).string()));
            fs::remove(part_of(name));
            TRY(source->run("VACUUM INTO ?1", {part_of(name).string()}));
            made.emplace_back(name);
        }
    } else {
        TRY(call_program({"pg_dump", "--format=custom", "--no-owner",
                          "--file=" + part_of(dump_name).string(), settings.database}));
        made.push_back(dump_name);
    }
    for (auto const& name : made) {
        TRY(sync(part_of(name)));
        auto entry = TRY(hash_and_copy(part_of(name), {}, progress));
        auto const path = fmt::format("{}.{}", name, entry.sha256.substr(0, hash_in_name));
        fs::rename(part_of(name), folder / path);
        manifest[path] = std::move(entry);
    }
    return {};
}

// The installation's own packs, small enough to be copied each time.
Done copy_packs(fs::path const& data, fs::path const& folder, Manifest& manifest,
                Progress& progress) {
    std::error_code missing;
    for (auto const& entry : fs::recursive_directory_iterator(own_packs_of(data), missing)) {
        if (!entry.is_regular_file()) continue;
        auto const path = fs::path(own_packs) / fs::relative(entry.path(), own_packs_of(data));
        auto const part = folder / (path.string() + ".part");
        auto copied = TRY(hash_and_copy(entry.path(), part, progress));
        auto const name =
            fmt::format("{}.{}", path.string(), copied.sha256.substr(0, hash_in_name));
        fs::rename(part, folder / name);
        manifest[name] = std::move(copied);
    }
    return {};
}

// Is there what an interrupted first backup leaves?
bool has_begun(fs::path const& folder) {
    std::error_code error;
    for (auto const& entry : fs::directory_iterator(folder, error))
        if (entry.path().filename().string().starts_with("format.")) return true;
    return false;
}

BackupResult sum_of(Manifest const& manifest) {
    BackupResult result;
    for (auto const& [path, entry] : manifest) {
        ++result.files;
        result.bytes += entry.bytes;
    }
    return result;
}

Result<std::vector<std::string>> copy_state_while_nobody_writes(Settings const& settings,
                                                                fs::path const& folder,
                                                                Manifest& manifest,
                                                                Progress& progress) {
    std::optional<FileLock> lock;
    if (!settings.locked) lock = TRY(FileLock::take(lock_of(settings.data)));
    std::unique_ptr<store::Store> database;
    if (!settings.database.empty()) {
        database = TRY(store::Store::open(settings.database));
        TRY(lock_store(*database));
    }
    TRY(copy_state(settings, folder, manifest, progress));
    TRY(copy_packs(settings.data, folder, manifest, progress));
    return immutable_files(settings.data);
}

Result<BackupResult> copy_all(Settings const& settings, fs::path const& folder,
                              Manifest const& earlier, Progress& progress) {
    Manifest manifest;
    auto const paths = TRY(copy_state_while_nobody_writes(settings, folder, manifest, progress));
    std::int64_t copied = static_cast<std::int64_t>(manifest.size());
    progress.step("backup", static_cast<std::int64_t>(paths.size()));
    std::int64_t done = 0;
    for (auto const& path : paths) {
        auto const known = earlier.find(path);
        auto const is_there =
            known != earlier.end() && fs::exists(folder / path) &&
            static_cast<std::int64_t>(fs::file_size(folder / path)) == known->second.bytes;
        if (is_there) {
            manifest[path] = known->second;
        } else {
            manifest[path] = TRY(hash_and_copy(settings.data / path, folder / path, progress));
            ++copied;
        }
        progress.at(++done, copied);
    }
    TRY(write_manifest(folder, manifest));
    std::error_code ignored;
    for (auto const& [path, entry] : earlier)
        if (!manifest.contains(path)) fs::remove(folder / path, ignored);
    auto result = sum_of(manifest);
    result.copied = copied;
    return result;
}

}  // namespace

Result<BackupResult> make_backup(Settings const& settings, fs::path const& folder,
                                 Progress& progress) {
    TRY(require_format(settings.data));
    if (!TRY(format_of(settings.data)))
        return fail(Code::not_found, "lake.missing",
                    "There is no data directory " + settings.data.string());
    auto const is_new = !fs::exists(folder / manifest_name);
    std::error_code error;
    auto const goes_on = has_begun(folder);
    if (is_new && fs::exists(folder) && !fs::is_empty(folder, error) && !goes_on)
        return fail(Code::invalid, "backup.folder",
                    folder.string() + " has other things in it; name a new folder, or a backup");
    TRY(make_folder(folder));
    progress.step("backup", 0);
    auto const earlier = is_new ? Manifest() : TRY(read_manifest(folder));
    auto result = copy_all(settings, folder, earlier, progress);
    // Half of a first backup would keep a full disk full.
    if (!result && result.error().code == Code::unavailable && is_new && !goes_on)
        fs::remove_all(folder, error);
    return result;
}

std::vector<BackupInfo> list_backups(fs::path const& folder) {
    std::vector<BackupInfo> backups;
    std::error_code error;
    for (auto const& entry : fs::directory_iterator(folder, error)) {
        auto const manifest = read_manifest(entry.path());
        if (!manifest) continue;
        struct stat about{};
        ::stat((entry.path() / manifest_name).c_str(), &about);
        auto const sum = sum_of(*manifest);
        backups.push_back(
            {entry.path(), Instant{about.st_mtim.tv_sec} * 1'000'000, sum.files, sum.bytes});
    }
    std::ranges::sort(backups, [](auto const& a, auto const& b) {
        return std::tie(b.at, b.folder) < std::tie(a.at, a.folder);
    });
    return backups;
}

std::optional<Days> day_named(std::string const& name) {
    CivilDate date{};
    auto const* const text = name.c_str();
    auto const read = std::sscanf(text, "%4d-%2d-%2d", &date.year, &date.month, &date.day);
    if (name.size() != 10 || read != 3) return std::nullopt;
    auto const days = to_days(date);
    return days && iso_date(*days) == name ? days : std::nullopt;
}

Result<BackupResult> check_backup(fs::path const& folder, Progress& progress) {
    auto const manifest = TRY(read_manifest(folder));
    progress.step("check " + folder.string(), static_cast<std::int64_t>(manifest.size()));
    std::int64_t done = 0;
    for (auto const& [path, entry] : manifest) {
        if (!fs::exists(folder / path))
            return fail(Code::corrupt, "backup.damaged", "The backup has lost " + path);
        auto const found = TRY(hash_and_copy(folder / path, {}, progress));
        if (found.sha256 != entry.sha256)
            return fail(Code::corrupt, "backup.damaged", path + " is not what was backed up");
        ++done;
        progress.at(done, done);
    }
    return sum_of(manifest);
}

Result<BackupResult> restore_backup(Settings const& settings, fs::path const& folder,
                                    Progress& progress) {
    auto const manifest = TRY(read_manifest(folder));
    auto const& data = settings.data;
    std::error_code error;
    if (fs::exists(data) && !fs::is_empty(data, error))
        return fail(Code::conflict, "backup.occupied",
                    data.string() + " is not empty; restore into a new data directory");
    auto const has_dump = std::ranges::any_of(
        manifest, [](auto const& entry) { return place_of(entry.first) == dump_name; });
    if (has_dump == settings.database.empty())
        return fail(Code::invalid, "backup.database",
                    has_dump ? "This backup is of a database: name an empty one with --database"
                             : "This backup has its state in files: leave --database out");
    auto const parts = fs::path(data.string() + ".restoring");
    fs::remove_all(parts, error);
    progress.step("restore", static_cast<std::int64_t>(manifest.size()));
    std::int64_t done = 0;
    for (auto const& [path, entry] : manifest) {
        auto const copied = TRY(hash_and_copy(folder / path, parts / place_of(path), progress));
        if (copied.sha256 != entry.sha256) {
            fs::remove_all(parts, error);
            return fail(Code::corrupt, "backup.damaged", path + " is not what was backed up");
        }
        ++done;
        progress.at(done, done);
    }
    if (!has_dump)  // a copy has no write-ahead log yet, and readers cannot give it one
        TRY(store::Store::open((parts / "lake" / "catalog.sqlite").string()));
    if (has_dump) {
        auto const dump = parts / dump_name;
        auto const restored =
            call_program({"pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
                          "--dbname=" + settings.database, dump.string()});
        fs::remove(dump, error);
        if (!restored) {
            fs::remove_all(parts, error);
            return fail(restored.error());
        }
    }
    fs::remove(data, error);  // an empty one
    fs::rename(parts, data);
    TRY(sync(fs::absolute(data).parent_path()));
    return sum_of(manifest);
}

}  // namespace jutong::job

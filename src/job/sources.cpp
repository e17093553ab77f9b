#include "job/sources.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "ingest/rejects.h"

namespace jutong::job {

namespace {

bool ends_with(std::string_view name, std::string_view suffix) {
    return name.size() > suffix.size() &&
           std::ranges::equal(
               name.substr(name.size() - suffix.size()), suffix,
               [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
}

// Without what tells of packing or rejection, not of the table.
std::string_view bare(std::string_view name) {
    for (auto const suffix : {std::string_view(".gz"), std::string_view(".zst"),
                              std::string_view(".zip"), ingest::rejects_suffix})
        if (ends_with(name, suffix)) name.remove_suffix(suffix.size());
    return name;
}

std::string_view base_of(std::string_view name) {
    auto const slash = name.find_last_of("/\\");
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

// How long the pattern is by which the resource names the file; 0: it does not.
std::size_t fit(catalog::Resource const& resource, std::string_view name) {
    std::size_t best = 0;
    for (auto const& source : resource.sources)
        for (auto const& pattern : source.files)
            if (matches_wildcard(bare(name), pattern) || matches_wildcard(name, pattern))
                best = std::max(best, pattern.size());
    return best;
}

// The resource whose pattern fits the name most closely.
catalog::Resource const* resource_for(catalog::Catalog const& catalog, std::string_view name) {
    catalog::Resource const* best = nullptr;
    std::size_t best_length = 0;
    for (auto const& resource : catalog.resources) {
        auto const length = fit(resource, name);
        if (length > best_length) best = &resource;
        best_length = std::max(best_length, length);
    }
    return best;
}

// Folders, and what file managers leave behind.
bool is_litter(std::string_view name) {
    auto const base = base_of(name);
    return base.empty() || base.starts_with('.') || base.starts_with("~$") ||
           name.starts_with("__MACOSX/") || ends_with(name, "thumbs.db") ||
           ends_with(name, "desktop.ini");
}

bool is_archive(std::string_view name) {
    constexpr std::array<std::string_view, 4> archives = {".zip", ".rar", ".7z", ".tar"};
    return std::ranges::any_of(archives, [&](auto suffix) { return ends_with(name, suffix); });
}

std::vector<ingest::Member> members_in(ingest::Archive const& archive) {
    auto members = archive.members();
    std::erase_if(members, [](auto const& member) { return is_litter(member.name); });
    std::ranges::sort(members, {}, &ingest::Member::name);
    return members;
}

Error nested(std::string const& name) {
    return {Code::invalid, "ingest.zip.nested",
            fmt::format("{} is an archive within an archive; unpack it", name)};
}

void add_members(catalog::Catalog const& catalog, fs::path const& file, std::string const& name,
                 FoundFiles& found) {
    auto const archive = ingest::Archive::open(file);
    if (!archive) {
        found.files.push_back({nullptr, file, name, false, archive.error()});
        return;
    }
    auto const* const of_all = resource_for(catalog, base_of(name));
    for (auto const& member : members_in(**archive)) {
        auto const member_name = name + "/" + member.name;
        auto const* const own = resource_for(catalog, base_of(member.name));
        auto const* const resource = own != nullptr ? own : of_all;
        if (resource != nullptr)
            found.files.push_back(
                {resource, {file, member}, member_name, own == nullptr, std::nullopt});
        else if (is_archive(member.name))
            found.files.push_back({nullptr, file, member_name, false, nested(member_name)});
        else
            found.notes.push_back(member_name + ": no source of the packs names it: not read");
    }
}

// Workbooks are zip archives too.
bool holds_files(ingest::Archive const& archive) {
    return archive.find("[Content_Types].xml") == nullptr && archive.find("mimetype") == nullptr;
}

bool begins_as_zip(fs::path const& file) {
    auto stream = ingest::open_plain(file);
    if (!stream) return false;
    auto const start = ingest::sampled(std::move(*stream), 4);
    return start && start->sample.starts_with("PK");
}

}  // namespace

Result<FoundFiles> find_sources(catalog::Catalog const& catalog, fs::path const& folder) {
    if (!fs::is_directory(folder))
        return fail(Code::not_found, "job.folder", "There is no folder " + folder.string());
    FoundFiles found;
    for (auto const& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        auto const name = fs::relative(entry.path(), folder).generic_string();
        if (ends_with(name, ".zip")) {
            add_members(catalog, entry.path(), name, found);
            continue;
        }
        auto const* const resource = resource_for(catalog, base_of(name));
        if (resource != nullptr)
            found.files.push_back({resource, entry.path(), name, false, std::nullopt});
    }
    std::ranges::sort(found.files, {}, &Found::name);
    std::ranges::sort(found.notes);
    return found;
}

Result<FoundFiles> files_for(catalog::Resource const& resource, fs::path const& file) {
    auto const name = file.filename().string();
    FoundFiles found;
    auto const archive = begins_as_zip(file) ? ingest::Archive::open(file)
                                             : Result<std::shared_ptr<ingest::Archive>>(nullptr);
    if (!archive || *archive == nullptr || !holds_files(**archive)) {
        if (!archive && ends_with(name, ".zip")) return fail(archive.error());
        found.files.push_back({&resource, file, name, false, std::nullopt});
        return found;
    }
    auto const members = members_in(**archive);
    auto const is_named = [&](auto const& member) {
        return fit(resource, base_of(member.name)) > 0;
    };
    auto const names_some = std::ranges::any_of(members, is_named);
    for (auto const& member : members) {
        auto const member_name = name + "/" + member.name;
        if (!names_some || is_named(member))
            found.files.push_back(
                {&resource, {file, member}, member_name, !names_some, std::nullopt});
        else
            found.notes.push_back(member_name + ": no source of the resource names it: not read");
    }
    if (found.files.empty())
        return fail(Code::invalid, "ingest.zip.empty",
                    fmt::format("{} has no files; pack it again", name));
    return found;
}

}  // namespace jutong::job

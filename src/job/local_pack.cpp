#include "job/local_pack.h"

#include <algorithm>
#include <atomic>

#include <fmt/format.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "job/quality.h"

namespace jutong::job {

namespace {

constexpr std::string_view pack_file = "pack.yaml";
constexpr std::string_view pack_head = "pack: local\ntitle: 本地配置\nversion: \"1\"\n";
constexpr std::size_t name_length_max = 100;

// department.name: it becomes a file's name.
Done check_name(std::string const& name) {
    auto const is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    };
    auto const parts = split(name, '.');
    auto const fits = name.size() <= name_length_max && parts.size() >= 2 &&
                      std::ranges::all_of(name, is_plain) &&
                      std::ranges::none_of(parts, [](auto part) { return part.empty(); });
    if (fits) return {};
    return fail(Code::invalid, "pack.resource_name",
                "A resource's name is department.name, of small letters, digits and _");
}

bool begins_document(std::string_view line) { return line.starts_with("---"); }

// Where the document of a line lies in a file that may have several.
struct Slice {
    std::size_t begin = 0, end = 0;  // bytes, without the lines that divide
    int line = 1;                    // of its first byte
};
Slice slice_of(std::string_view text, int line) {
    Slice slice{0, text.size(), 1};
    int number = 1;
    for (std::size_t at = 0; at < text.size(); ++number) {
        auto const end = std::min(text.find('\n', at), text.size() - 1) + 1;
        if (begins_document(text.substr(at, end - at))) {
            if (number > line) {
                slice.end = at;
                break;
            }
            slice.begin = end;
            slice.line = number + 1;
        }
        at = end;
    }
    return slice;
}

// A copy of the installation's own packs, gone with this object.
class Draft {
public:
    static Result<std::unique_ptr<Draft>> make(fs::path const& data) {
        static std::atomic<int> made;
        auto draft = std::unique_ptr<Draft>(
            new Draft(data / "scratch" / fmt::format("draft-{}-{}", ::getpid(), ++made)));
        TRY(make_folder(draft->folder_));
        std::error_code error;
        if (fs::exists(own_packs_of(data)))
            fs::copy(own_packs_of(data), draft->folder_, fs::copy_options::recursive, error);
        if (error) return fail(Code::unavailable, "file.write", "The local pack cannot be copied");
        return draft;
    }
    ~Draft() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    Draft(Draft const&) = delete;
    Draft& operator=(Draft const&) = delete;
    fs::path const& folder() const { return folder_; }

private:
    explicit Draft(fs::path folder) : folder_(std::move(folder)) {}
    fs::path folder_;
};

Done change_file(fs::path const& pack, fs::path const& file,
                 std::optional<std::string> const& content) {
    if (!fs::exists(pack / pack_file)) TRY(write_file(pack / pack_file, pack_head));
    if (content) return write_file(pack / file, *content);
    std::error_code error;
    fs::remove(pack / file, error);
    if (error) return fail(Code::unavailable, "file.write", "The mapping cannot be deleted");
    return {};
}

std::string mapping_file(std::string const& resource) { return "mappings/" + resource + ".yaml"; }

// JSON's texts are YAML's double-quoted ones.
std::string quoted(std::string const& text) { return json::serialize(json::string(text)); }

std::string mapping_yaml(std::string const& resource, LocalPack::Columns const& columns) {
    auto text = fmt::format("mapping: {}\ncolumns:\n", resource);
    for (auto const& [column, field] : columns)
        text += fmt::format("  {}: {}\n", quoted(column), quoted(field));
    return text;
}

}  // namespace

Result<std::string> resource_declared_in(std::string const& yaml, pack::Problems& problems) {
    auto const documents = pack::read_documents("", yaml, problems);
    if (!problems.empty()) return std::string();
    if (documents.size() != 1 || documents.front().kind != "resource")
        return fail(Code::invalid, "pack.not_a_resource",
                    "A definition is one YAML document that begins with resource: department.name");
    return documents.front().name;
}

Result<PackContent> LocalPack::content_now() const {
    pack::Problems ignored;
    return read_content(pack_folders(settings_), ignored);
}

Result<Definition> LocalPack::definition(catalog::Catalog const& catalog,
                                         std::string const& resource) const {
    auto const* const found = TRY(resource_named(catalog, resource));
    Definition out;
    out.resource = resource;
    out.file = found->place.file;
    for (auto const& pack : catalog.packs) {
        auto const shown = pack.folder.filename().string() + "/";
        auto const path = pack.folder.parent_path() / out.file;
        if (!out.file.starts_with(shown) || !fs::exists(path)) continue;
        auto const text = TRY(read_file(path, 16U << 20U));
        auto const slice = slice_of(text, found->place.line);
        out.pack = pack.name;
        out.line = slice.line;
        out.yaml = text.substr(slice.begin, slice.end - slice.begin);
        out.writable = pack.folder == folder();
        return out;
    }
    return fail(Code::not_found, "file.missing", "The definition's file is gone: " + out.file);
}

Result<LocalPack::Change> LocalPack::change_of(catalog::Catalog const& catalog,
                                               std::string const& resource,
                                               std::string const& yaml) const {
    Change change{"resources/" + resource + ".yaml", yaml, 1};
    if (catalog.find_resource(resource) == nullptr) return change;
    auto const now = TRY(definition(catalog, resource));
    if (!now.writable)
        return fail(Code::denied, "pack.read_only",
                    fmt::format("{} declares {} and cannot be written here; names of columns can "
                                "be added to it",
                                now.file, resource));
    change.file = fs::path(now.file).lexically_relative(std::string(local_pack_name)).string();
    change.line = now.line;
    auto text = TRY(read_file(folder() / change.file, 16U << 20U));
    auto const slice = slice_of(text, now.line);
    auto const is_last = slice.end == text.size();
    text.replace(slice.begin, slice.end - slice.begin,
                 yaml + (is_last || yaml.ends_with('\n') ? "" : "\n"));
    change.content = std::move(text);
    return change;
}

Result<PackContent> LocalPack::content_with(Change const& change, pack::Problems& problems) const {
    auto const draft = TRY(Draft::make(settings_.data));
    TRY(change_file(draft->folder() / local_pack_name, change.file, change.content));
    auto folders = pack_folders(settings_);
    folders.resize(1);
    folders.push_back(draft->folder());
    auto content = TRY(read_content(folders, problems));
    auto const file = fmt::format("{}/{}", local_pack_name, change.file);
    for (auto& problem : problems) {
        if (problem.place.file != file) continue;
        problem.place.file.clear();
        if (problem.place.line > 0) problem.place.line -= change.line - 1;
    }
    std::ranges::stable_sort(problems, {}, [](auto const& p) { return p.place.file; });
    return content;
}

Result<PackContent> LocalPack::content_with(std::string const& resource, std::string const& yaml,
                                            pack::Problems& problems) const {
    TRY(check_name(resource));
    auto const now = TRY(content_now());
    auto const change = TRY(change_of(now.catalog, resource, yaml));
    return content_with(change, problems);
}

Done LocalPack::write(Change const& change) const {
    TRY(make_folder(folder()));
    return change_file(folder(), change.file, change.content);
}

Result<pack::Problems> LocalPack::save_definition(std::string const& resource,
                                                  std::string const& yaml,
                                                  AllowDefinition const& allow) {
    TRY(check_name(resource));
    pack::Problems problems;
    auto const declared = TRY(resource_declared_in(yaml, problems));
    if (!problems.empty()) return problems;
    if (declared != resource)
        return fail(Code::invalid, "pack.not_a_resource",
                    fmt::format("The document declares {}, not {}", declared, resource));
    std::lock_guard const lock(saving_);
    auto const content = TRY(content_now());
    std::optional<Definition> now;
    if (content.catalog.find_resource(resource) != nullptr)
        now = TRY(definition(content.catalog, resource));
    auto const change = TRY(change_of(content.catalog, resource, yaml));
    TRY(allow(now));
    TRY(content_with(change, problems));
    if (problems.empty()) TRY(write(change));
    return problems;
}

Result<LocalPack::Columns> LocalPack::mapping(std::string const& resource) const {
    TRY(check_name(resource));
    Columns columns;
    auto const file = folder() / mapping_file(resource);
    if (!fs::exists(file)) return columns;
    auto const node = TRY(pack::read_yaml(file));
    if (auto const written = node.find("columns"))
        for (auto const& [column, field] : written->entries())
            columns.push_back({column.text(), field.text()});
    return columns;
}

Result<pack::Problems> LocalPack::save_mapping(std::string const& resource, Columns const& columns,
                                               AllowMapping const& allow) {
    TRY(check_name(resource));
    std::lock_guard const lock(saving_);
    auto const content = TRY(content_now());
    TRY(resource_named(content.catalog, resource));
    auto const now = TRY(mapping(resource));
    TRY(allow(now));
    Change change{mapping_file(resource), std::nullopt, 1};
    if (!columns.empty()) change.content = mapping_yaml(resource, columns);
    pack::Problems problems;
    TRY(content_with(change, problems));
    if (problems.empty()) TRY(write(change));
    return problems;
}

}  // namespace jutong::job

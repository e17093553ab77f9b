// YAML documents of a pack, read with the place of every value, so that each mistake can be shown.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace jutong::pack {

struct Place {
    std::string file;  // relative to the packs folder
    int line = 0;      // from 1; 0: the whole file
};

// A mistake in a pack and what to do about it.
struct Problem {
    Place place;
    std::string reason;   // pack.unknown_key …
    std::string message;  // in Chinese, for the officer who edits the file
    std::string remedy;
};

// shandong/resources/a.yaml:12: message (remedy)
std::string to_string(Problem const& problem);

using Problems = std::vector<Problem>;

// One value of a document: a map, a list, or a text. Cheap to copy.
class Node {
public:
    struct Source;  // the file's name and the YAML library's node
    explicit Node(std::shared_ptr<Source const> source) : source_(std::move(source)) {}

    Place place() const;
    bool is_map() const;
    bool is_list() const;
    bool is_text() const;
    std::string text() const;         // of a text, else empty
    std::vector<Node> items() const;  // of a list, else empty
    std::vector<std::pair<Node, Node>> entries() const;
    std::optional<Node> find(std::string_view key) const;

private:
    std::shared_ptr<Source const> source_;
};

// Reads the keys of a map and notes what is missing, wrong or unknown.
class Reader {
public:
    // Not a map: noted once, and every key is then absent.
    Reader(Node node, Problems& problems);

    Place place() const { return node_.place(); }
    Place place_of(std::string_view key) const;

    std::optional<Node> node(std::string_view key);  // marks the key as known
    std::string required_text(std::string_view key);
    std::string text(std::string_view key, std::string fallback = "");
    bool flag(std::string_view key, bool fallback);
    std::optional<double> number(std::string_view key);
    std::vector<std::string> texts(std::string_view key);  // a list of texts, or one text
    std::vector<Node> list(std::string_view key);
    // One of the words; else noted and the first word is given.
    std::string word(std::string_view key, std::vector<std::string_view> const& words,
                     std::string fallback);

    void problem(std::string_view key, std::string reason, std::string message, std::string remedy);

    // Notes the keys that nobody asked for.
    void finish();

private:
    Node node_;
    Problems& problems_;
    std::set<std::string, std::less<>> known_;
};

// One YAML document; the first key is its kind (resource, library …), its value the name.
struct Document {
    std::string kind;
    std::string name;
    std::string pack;
    Node node;
};

// The only document of a file, such as a configuration. Fails with file.missing (not_found),
// pack.yaml (invalid).
Result<Node> read_yaml(std::filesystem::path const& file);

// A text of YAML in double quotes, on one line: control characters become blanks.
std::string yaml_text(std::string_view text);

// A pack folder as it was read.
struct Pack {
    std::string name;
    std::string title;
    std::string version;
    std::vector<std::string> requires_packs;
    std::string division;  // empty: not for one area
    std::filesystem::path folder;
    std::string hash;                 // SHA-256 over all its YAML files
    std::vector<Document> documents;  // all but the pack's own
};

// The documents of one file's text; `file` is what mistakes name it by.
std::vector<Document> read_documents(std::string const& file, std::string const& content,
                                     Problems& problems);

// Reads every pack of the folders: those of a later folder come later, required ones first.
// Mistakes of form (YAML, unknown packs, two packs of one name) are added to `problems`; fails only
// where the first folder has none: pack.missing (not_found).
Result<std::vector<Pack>> read_packs(std::vector<std::filesystem::path> const& folders,
                                     Problems& problems);
inline Result<std::vector<Pack>> read_packs(std::filesystem::path const& folder,
                                            Problems& problems) {
    return read_packs(std::vector{folder}, problems);
}

}  // namespace jutong::pack

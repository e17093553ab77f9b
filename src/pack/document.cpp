#include "pack/document.h"

#include <algorithm>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/sha256.h"

namespace jutong::pack {

struct Node::Source {
    std::string file;
    YAML::Node yaml;
};

std::string to_string(Problem const& problem) {
    auto const where = problem.place.line > 0
                           ? fmt::format("{}:{}", problem.place.file, problem.place.line)
                           : problem.place.file;
    return problem.remedy.empty()
               ? fmt::format("{}: {}", where, problem.message)
               : fmt::format("{}: {}（{}）", where, problem.message, problem.remedy);
}

Place Node::place() const { return {source_->file, source_->yaml.Mark().line + 1}; }
bool Node::is_map() const { return source_->yaml.IsMap(); }
bool Node::is_list() const { return source_->yaml.IsSequence(); }
bool Node::is_text() const { return source_->yaml.IsScalar(); }
std::string Node::text() const { return is_text() ? source_->yaml.Scalar() : std::string(); }

std::vector<Node> Node::items() const {
    std::vector<Node> out;
    if (is_list())
        for (auto const& item : source_->yaml)
            out.emplace_back(std::make_shared<Source const>(Source{source_->file, item}));
    return out;
}

std::vector<std::pair<Node, Node>> Node::entries() const {
    std::vector<std::pair<Node, Node>> out;
    if (is_map())
        for (auto const& entry : source_->yaml)
            out.emplace_back(
                Node(std::make_shared<Source const>(Source{source_->file, entry.first})),
                Node(std::make_shared<Source const>(Source{source_->file, entry.second})));
    return out;
}

std::optional<Node> Node::find(std::string_view key) const {
    for (auto const& [name, value] : entries())
        if (name.text() == key) return value;
    return std::nullopt;
}

Reader::Reader(Node node, Problems& problems) : node_(std::move(node)), problems_(problems) {
    if (!node_.is_map())
        problems_.push_back({node_.place(), "pack.not_a_map", "这里应当是一组“键: 值”",
                             "按 docs/formats/pack.md 的样例书写"});
}

Place Reader::place_of(std::string_view key) const {
    for (auto const& [name, value] : node_.entries())
        if (name.text() == key) return name.place();
    return node_.place();
}

std::optional<Node> Reader::node(std::string_view key) {
    known_.emplace(key);
    return node_.find(key);
}

std::string Reader::required_text(std::string_view key) {
    auto const value = node(key);
    if (!value || (value->is_text() && trim(value->text()).empty())) {
        problem(key, "pack.missing_key", fmt::format("缺少 {}", key),
                fmt::format("补上 {}: …", key));
        return {};
    }
    return text(key);
}

std::string Reader::text(std::string_view key, std::string fallback) {
    auto const value = node(key);
    if (!value) return fallback;
    if (value->is_text()) return value->text();
    problem(key, "pack.not_a_text", fmt::format("{} 应当是一段文字", key), "去掉列表或下级键");
    return fallback;
}

bool Reader::flag(std::string_view key, bool fallback) {
    auto const value = text(key, fallback ? "true" : "false");
    if (value != "true" && value != "false")
        problem(key, "pack.not_a_flag", fmt::format("{} 的值“{}”不对", key, value),
                "写 true 或 false");
    return value == "true";
}

std::optional<double> Reader::number(std::string_view key) {
    auto const value = text(key);
    if (value.empty()) return std::nullopt;
    char* end = nullptr;
    auto const number = std::strtod(value.c_str(), &end);
    if (end == value.c_str() + value.size()) return number;
    problem(key, "pack.not_a_number", fmt::format("{} 的值“{}”不是数", key, value), "写一个数");
    return std::nullopt;
}

std::vector<std::string> Reader::texts(std::string_view key) {
    auto const value = node(key);
    if (!value) return {};
    if (value->is_text()) return {value->text()};
    std::vector<std::string> out;
    for (auto const& item : value->items()) {
        if (!item.is_text())
            problem(key, "pack.not_a_text", fmt::format("{} 的每一项应当是一段文字", key),
                    "去掉下级键");
        out.push_back(item.text());
    }
    if (value->is_map())
        problem(key, "pack.not_a_list", fmt::format("{} 应当是一个列表", key), "写成 [a, b]");
    return out;
}

std::vector<Node> Reader::list(std::string_view key) {
    auto const value = node(key);
    if (!value) return {};
    if (!value->is_list())
        problem(key, "pack.not_a_list", fmt::format("{} 应当是一个列表", key), "每项以“- ”开头");
    return value->items();
}

std::string Reader::word(std::string_view key, std::vector<std::string_view> const& words,
                         std::string fallback) {
    auto value = text(key, std::move(fallback));
    if (std::ranges::find(words, value) != words.end()) return value;
    problem(key, "pack.unknown_word", fmt::format("{} 的值“{}”不认识", key, value),
            fmt::format("只能是 {}", fmt::join(words, "、")));
    return std::string(words.front());
}

void Reader::problem(std::string_view key, std::string reason, std::string message,
                     std::string remedy) {
    problems_.push_back({place_of(key), std::move(reason), std::move(message), std::move(remedy)});
}

void Reader::finish() {
    std::set<std::string> seen;
    for (auto const& [name, value] : node_.entries()) {
        if (!seen.insert(name.text()).second)
            problems_.push_back({name.place(), "pack.duplicate_key",
                                 fmt::format("键“{}”写了两次", name.text()), "删去一个"});
        if (!known_.contains(name.text()))
            problems_.push_back({name.place(), "pack.unknown_key",
                                 fmt::format("不认识的键“{}”", name.text()),
                                 fmt::format("可用的键：{}", fmt::join(known_, "、"))});
    }
}

namespace {

// All *.yaml files below, in the order of their names.
std::vector<fs::path> yaml_files(fs::path const& folder) {
    std::vector<fs::path> files;
    for (auto const& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().extension() == ".yaml")
            files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

// Notes where documents begin, and nothing else.
class DocumentStarts final : public YAML::EventHandler {
public:
    YAML::Mark last;
    void OnDocumentStart(YAML::Mark const& mark) override { last = mark; }
    void OnDocumentEnd() override {}
    void OnNull(YAML::Mark const&, YAML::anchor_t) override {}
    void OnAlias(YAML::Mark const&, YAML::anchor_t) override {}
    void OnScalar(YAML::Mark const&, std::string const&, YAML::anchor_t,
                  std::string const&) override {}
    void OnSequenceStart(YAML::Mark const&, std::string const&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(YAML::Mark const&, std::string const&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}
};

// yaml-cpp 0.7 finds documents without end where a token stands astray (a lone comma): more than
// there are lines that can begin one. Throws what YAML::LoadAll would throw, and for those.
std::vector<YAML::Node> load_all(std::string const& content) {
    std::size_t documents_max = 1;
    for (auto const line : split(content, '\n'))
        if (line.starts_with("---") || line.starts_with("...")) ++documents_max;
    std::istringstream text(content);
    YAML::Parser parser(text);
    DocumentStarts starts;
    for (std::size_t documents = 0; parser.HandleNextDocument(starts); ++documents)
        if (documents == documents_max) throw YAML::ParserException(starts.last, "stray token");
    return YAML::LoadAll(content);
}

void read_file_into(Pack& pack, fs::path const& file, std::string const& shown,
                    std::string const& content, Problems& problems) {
    for (auto& document : read_documents(shown, content, problems)) {
        if (document.kind == "pack" && file.filename() == "pack.yaml" && pack.name.empty()) {
            Reader reader(document.node, problems);
            pack.name = reader.required_text("pack");
            pack.title = reader.required_text("title");
            pack.version = reader.required_text("version");
            pack.requires_packs = reader.texts("requires");
            pack.division = reader.text("division");
            reader.finish();
        } else {
            pack.documents.push_back(std::move(document));
        }
    }
}

Result<Pack> read_pack(fs::path const& folder, Problems& problems) {
    Pack pack;
    pack.folder = folder;
    crypto::Sha256 hash;
    for (auto const& file : yaml_files(folder)) {
        auto const shown = fs::relative(file, folder.parent_path()).generic_string();
        auto const content = TRY(read_file(file, 16U << 20U));
        hash.add(shown);
        hash.add(content);
        read_file_into(pack, file, shown, content, problems);
    }
    pack.hash = hash.hex();
    if (pack.name.empty())
        problems.push_back({{folder.filename().string() + "/pack.yaml", 0},
                            "pack.no_name",
                            "没有可用的 pack.yaml",
                            "写明 pack、title、version"});
    for (auto& document : pack.documents) document.pack = pack.name;
    return pack;
}

void refuse_same_names(std::vector<Pack> const& packs, Problems& problems) {
    std::map<std::string, fs::path> seen;
    for (auto const& pack : packs) {
        auto const [first, is_new] = seen.emplace(pack.name, pack.folder);
        if (is_new || pack.name.empty()) continue;
        problems.push_back(
            {{pack.folder.filename().string() + "/pack.yaml", 0},
             "pack.duplicate_name",
             fmt::format("已经有名为“{}”的包：{}", pack.name, first->second.string()),
             "改名或移走一个"});
    }
}

// Moves packs behind those they require.
void put_required_first(std::vector<Pack>& packs, Problems& problems) {
    std::vector<Pack> ordered;
    auto const placed = [&](std::string const& name) {
        return std::ranges::any_of(ordered, [&](Pack const& p) { return p.name == name; });
    };
    while (!packs.empty()) {
        auto const ready = std::ranges::find_if(
            packs, [&](Pack const& p) { return std::ranges::all_of(p.requires_packs, placed); });
        if (ready == packs.end()) {
            for (auto const& pack : packs)
                problems.push_back({{pack.folder.filename().string() + "/pack.yaml", 0},
                                    "pack.requires",
                                    fmt::format("需要的包不在或互相需要：{}",
                                                fmt::join(pack.requires_packs, "、")),
                                    "把需要的包放在同一文件夹"});
            break;
        }
        ordered.push_back(std::move(*ready));
        packs.erase(ready);
    }
    packs = std::move(ordered);
}

}  // namespace

Result<Node> read_yaml(fs::path const& file) {
    auto const content = TRY(read_file(file, 16U << 20U));
    try {
        return Node(std::make_shared<Node::Source const>(
            Node::Source{file.filename().string(), YAML::Load(content)}));
    } catch (YAML::Exception const& e) {
        return fail(Code::invalid, "pack.yaml",
                    fmt::format("{}:{}: {}", file.string(), e.mark.line + 1, e.msg));
    }
}

std::vector<Document> read_documents(std::string const& file, std::string const& content,
                                     Problems& problems) {
    std::vector<Document> made;
    std::vector<YAML::Node> documents;
    try {
        documents = load_all(content);
    } catch (YAML::Exception const& e) {
        problems.push_back({{file, e.mark.line + 1},
                            "pack.yaml",
                            "YAML 写法有误：" + e.msg,
                            "检查缩进、冒号后的空格和引号"});
        return made;
    }
    for (auto const& document : documents) {
        if (document.IsNull()) continue;
        Node const node(std::make_shared<Node::Source const>(Node::Source{file, document}));
        auto const entries = node.entries();
        if (entries.empty() || !entries.front().second.is_text())
            problems.push_back({node.place(), "pack.no_kind", "文档的第一个键应当说明它是什么",
                                "如 resource: samr.enterprise"});
        else
            made.push_back({entries.front().first.text(), entries.front().second.text(), "", node});
    }
    return made;
}

Result<std::vector<Pack>> read_packs(std::vector<fs::path> const& folders, Problems& problems) {
    std::vector<Pack> packs;
    for (auto const& folder : folders) {
        auto const before = packs.size();
        std::error_code error;
        for (auto const& entry : fs::directory_iterator(folder, error))
            if (fs::exists(entry.path() / "pack.yaml"))
                packs.push_back(TRY(read_pack(entry.path(), problems)));
        if (packs.empty())
            return fail(Code::not_found, "pack.missing",
                        "No pack (a folder with pack.yaml) in " + folder.string() +
                            "; name one with --packs");
        std::sort(packs.begin() + static_cast<std::ptrdiff_t>(before), packs.end(),
                  [](Pack const& a, Pack const& b) { return a.name < b.name; });
    }
    refuse_same_names(packs, problems);
    put_required_first(packs, problems);
    return packs;
}

std::string yaml_text(std::string_view text) {
    std::string out = "\"";
    for (auto const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + "\"";
}

}  // namespace jutong::pack

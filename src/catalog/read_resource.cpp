#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/text.h"
#include "catalog/readers.h"

namespace jutong::catalog {

namespace {

constexpr std::size_t title_length_max = 128;    // domain.md 2.5
constexpr std::size_t summary_length_max = 255;  // domain.md 2.5
constexpr std::size_t file_patterns_max = 100;   // of one pattern with braces

std::vector<std::string_view> const terms_words = {"unconditional", "conditional", "denied"};
std::vector<std::string_view> const level_words = {"general", "important", "core"};
std::vector<std::string_view> const mode_words = {"api", "batch", "file"};
std::vector<std::string_view> const encoding_words = {"", "utf-8", "gb18030", "utf-16le",
                                                      "utf-16be"};
std::vector<std::string_view> const area_words = {"人", "地", "事", "物", "组织", "其他"};

// Columns that the platform adds to every table.
constexpr std::array<std::string_view, 9> own_columns = {
    "load", "row_id", "run", "file", "row", "flags", "flag_fields", "number_as_sent", "deleted"};

Terms terms_of(std::string_view word) {
    return static_cast<Terms>(std::ranges::find(terms_words, word) - terms_words.begin());
}

Access read_access(Reading& reading, pack::Reader& parent, std::string_view key) {
    Access access;
    auto const node = parent.node(key);
    if (!node) {
        parent.problem(key, "pack.missing_key", fmt::format("缺少 {}", key),
                       fmt::format("补上 {}: {{type: …}}", key));
        return access;
    }
    pack::Reader reader(*node, reading.problems);
    access.type = terms_of(reader.word("type", terms_words, "unconditional"));
    access.conditions = reader.text("conditions");
    access.basis = reader.text("basis");
    access.modes = reader.texts("modes");
    for (auto const& mode : access.modes)
        if (std::ranges::find(mode_words, mode) == mode_words.end())
            reader.problem("modes", "pack.unknown_word", fmt::format("不认识的方式“{}”", mode),
                           "只能是 api、batch、file");
    if (access.type == Terms::conditional && trim(access.conditions).empty())
        reader.problem("type", "catalog.conditions", "有条件却没有写条件（conditions）",
                       "写明使用条件");
    if (access.type == Terms::denied && trim(access.basis).empty())
        reader.problem("type", "catalog.basis", "不予共享或开放却没有写依据（basis）",
                       "写明法律、行政法规或国务院决定的依据");
    reader.finish();
    return access;
}

// min and max are written as the element is: 2026-01-01, 100.
std::optional<std::int64_t> read_bound(pack::Reader& reader, std::string_view key,
                                       Field const& field) {
    auto const text = reader.text(key);
    if (text.empty() || field.element == nullptr) return std::nullopt;
    if (field.element->kind() == element::Kind::text) {
        reader.problem(key, "pack.bound", fmt::format("{} 只能用于数和日期", key),
                       "文字请用 pattern、set 或 length_max");
        return std::nullopt;
    }
    auto const value = field.element->normalise(text);
    if (value) return value->number;
    reader.problem(key, "pack.bound",
                   fmt::format("{} 的值“{}”读不成 {}", key, text, field.element->title()),
                   "按该数据元的写法书写");
    return std::nullopt;
}

void read_checks(pack::Reader& reader, Field& field) {
    field.required = reader.flag("required", false);
    field.unique = reader.flag("unique", false);
    field.min = read_bound(reader, "min", field);
    field.max = read_bound(reader, "max", field);
    for (auto const& text : reader.texts("set")) {
        if (field.element == nullptr) continue;
        auto const value = field.element->normalise(text);
        if (value)
            field.set.push_back(field.element->to_text(*value));
        else
            reader.problem("set", "pack.set",
                           fmt::format("“{}”读不成 {}", text, field.element->title()),
                           "按该数据元的写法书写");
    }
    field.pattern = reader.text("pattern");
    if (!field.pattern.empty()) {
        re2::RE2 const expression(field.pattern, re2::RE2::Quiet);
        if (!expression.ok())
            reader.problem("pattern", "pack.pattern", "正则表达式有误：" + expression.error(),
                           "按 RE2 语法书写");
    }
    if (auto const length_max = reader.number("length_max"))
        field.length_max = static_cast<std::int64_t>(*length_max);
    field.on_failure = reader.word("on_failure", {"flag", "reject"}, "flag") == "reject"
                           ? OnFailure::reject
                           : OnFailure::flag;
}

Field read_field(Reading& reading, pack::Node const& node, Resource const& resource) {
    pack::Reader reader(node, reading.problems);
    Field field;
    field.name = reader.required_text("name");
    field.title = reader.required_text("title");
    field.element = element_named(reading, reader, reader.required_text("element"));
    read_checks(reader, field);
    field.share =
        terms_of(reader.word("share", terms_words, std::string(to_string(resource.share.type))));
    field.open =
        terms_of(reader.word("open", terms_words, std::string(to_string(resource.open.type))));
    field.sensitive = reader.flag("sensitive", false);
    reader.finish();
    if (field.share < resource.share.type || field.open < resource.open.type)
        reader.problem("name", "catalog.looser_field",
                       fmt::format("信息项“{}”的共享或开放比资源更宽", field.title),
                       "信息项只能更严");
    // 不予共享 ⇒ 不予开放 (domain.md 2.5); a field that inherits opening from its resource is
    // closed by itself.
    if (field.share == Terms::denied && field.open != Terms::denied) {
        if (node.find("open"))
            reader.problem("open", "catalog.denied_but_open",
                           fmt::format("信息项“{}”不予共享，却可开放", field.title),
                           "写 open: denied");
        field.open = Terms::denied;
    }
    if (std::ranges::any_of(field.name, [](char c) {
            return !(c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
        }))
        reader.problem("name", "pack.field_name",
                       fmt::format("信息项的技术名称“{}”不合规", field.name),
                       "只用小写字母、数字和下划线");
    if (std::ranges::find(own_columns, field.name) != own_columns.end())
        reader.problem("name", "pack.field_name", fmt::format("“{}”是平台自用的列名", field.name),
                       "换一个名称");
    return field;
}

// Places of the named fields; unknown ones are problems.
std::vector<std::size_t> places_of(pack::Reader& reader, std::string_view key,
                                   std::vector<std::string> const& names,
                                   Resource const& resource) {
    std::vector<std::size_t> places;
    for (auto const& name : names) {
        auto const place = resource.find(name);
        if (place)
            places.push_back(*place);
        else
            reader.problem(key, "pack.unknown_field", fmt::format("资源里没有信息项“{}”", name),
                           "核对 fields 里的 name");
    }
    return places;
}

// a.{csv,xlsx} is a.csv and a.xlsx. Several braces multiply, up to the limit.
std::vector<std::string> spelled_out(std::string const& pattern) {
    std::vector<std::string> open = {pattern};
    std::vector<std::string> out;
    while (!open.empty() && out.size() + open.size() <= file_patterns_max) {
        auto const text = std::move(open.back());
        open.pop_back();
        auto const begin = text.find('{');
        auto const end = text.find('}', begin);
        if (begin == std::string::npos || end == std::string::npos) {
            out.push_back(text);
            continue;
        }
        auto const choices = split(std::string_view(text).substr(begin + 1, end - begin - 1), ',');
        for (auto choice = choices.rbegin(); choice != choices.rend(); ++choice)
            open.push_back(text.substr(0, begin) + std::string(trim(*choice)) +
                           text.substr(end + 1));
    }
    return open.empty() ? out : std::vector<std::string>();
}

void read_file_patterns(pack::Reader& reader, Source& source) {
    auto const patterns = reader.texts("file");
    for (auto const& pattern : patterns) {
        auto const more = spelled_out(pattern);
        source.files.insert(source.files.end(), more.begin(), more.end());
        if (more.empty())
            reader.problem("file", "pack.file_pattern",
                           fmt::format("“{}”展开后超过 {} 个文件名", pattern, file_patterns_max),
                           "减少花括号里的选项");
    }
    if (patterns.empty())
        reader.problem("file", "pack.missing_key", "来源没有写文件名（file）",
                       "补上 file: \"资源名*.csv\"，可写多个；或写 connection 和 table");
    else
        source.file = patterns.front();
}

// extract: full | incremental, and change: {field | column, deleted: […]} beside it.
void read_extract(Reading& reading, pack::Reader& reader, Resource& resource) {
    if (reader.word("extract", {"full", "incremental"}, "full") == "incremental")
        resource.extract = Extract::incremental;
    auto const node = reader.node("change");
    if (resource.extract == Extract::incremental && resource.absent == Absent::ended)
        reader.problem("absent", "catalog.extract", "增量文件里没有的行不能视为终止",
                       "去掉 absent: ended，或写 extract: full");
    if (!node) return;
    if (resource.extract == Extract::full)
        reader.problem("change", "catalog.extract", "全量文件不需要变更标志（change）",
                       "写 extract: incremental，或去掉 change");
    pack::Reader inner(*node, reading.problems);
    Change change;
    change.column = inner.text("column");
    change.deleted = inner.texts("deleted");
    auto const fields = places_of(inner, "field", inner.texts("field"), resource);
    if (!fields.empty()) change.field = fields.front();
    if (change.column.empty() == fields.empty())
        inner.problem("column", "catalog.change", "变更标志要写 column 或 field 之一",
                      "column 是不进入资源的列名，field 是信息项");
    if (change.deleted.empty())
        inner.problem("deleted", "catalog.change", "没有写哪些值表示删除（deleted）",
                      "如 deleted: [D, 删除]");
    inner.finish();
    resource.change = std::move(change);
}

Source read_source(Reading& reading, pack::Node const& node, Resource const& resource) {
    pack::Reader reader(node, reading.problems);
    Source source;
    if (reader.node("connection")) {
        read_connection_source(reader, resource, source);
    } else {
        read_file_patterns(reader, source);
        source.sheet = reader.text("sheet");
        source.header = reader.flag("header", true);
        source.encoding = reader.word("encoding", encoding_words, "");
        source.delimiter = reader.text("delimiter");
    }
    source.missing = reader.texts("missing");
    if (auto const columns = reader.node("columns")) {
        for (auto const& [column, field] : columns->entries())
            source.columns.push_back({column.text(), field.text()});
        for (auto const& field : columns->items())
            source.columns.push_back({field.text(), field.text()});
    }
    std::vector<std::string> names;
    for (auto const& mapping : source.columns) names.push_back(mapping.field);
    places_of(reader, "columns", names, resource);
    std::ranges::sort(names);
    if (std::ranges::adjacent_find(names) != names.end())
        reader.problem("columns", "pack.duplicate_column", "两列对应同一信息项",
                       "每个信息项只对应一列");
    if (names.empty())
        reader.problem("columns", "pack.missing_key", "来源没有写列的对应关系",
                       "补上 columns: {列名: 信息项}");
    reader.finish();
    return source;
}

void read_identity(Reading& reading, pack::Reader& reader, Resource& resource) {
    resource.key = places_of(reader, "key", reader.texts("key"), resource);
    if (resource.key.empty())
        reader.problem("key", "catalog.key", "资源没有主键（key）", "写明在来源里标识一行的信息项");
    auto const timestamp = reader.texts("timestamp");
    if (timestamp.size() > 1)
        reader.problem("timestamp", "catalog.timestamp", "时间戳至多一个", "只留一个");
    auto const places = places_of(reader, "timestamp", timestamp, resource);
    if (!places.empty()) {
        resource.timestamp = places.front();
        auto const* const element = resource.fields[places.front()].element;
        if (element != nullptr && element->kind() != element::Kind::date &&
            element->kind() != element::Kind::timestamp)
            reader.problem("timestamp", "catalog.timestamp", "时间戳应当是日期或时间",
                           "换一个信息项");
    }
    if (auto const subject = reader.node("subject")) {
        pack::Reader inner(*subject, reading.problems);
        resource.subject.kind = inner.required_text("kind");
        resource.subject.number = places_of(inner, "number", inner.texts("number"), resource);
        if (!inner.node("number")) resource.subject.number = resource.key;
        inner.finish();
    }
}

void read_description(pack::Reader& reader, Resource& resource) {
    resource.title = reader.required_text("title");
    resource.code = reader.required_text("code");
    resource.provider = reader.required_text("provider");
    resource.summary = reader.required_text("summary");
    resource.format = reader.required_text("format");
    resource.subject_area = reader.word("subject_area", area_words, "其他");
    resource.domain = reader.text("domain");
    resource.level = reader.word("level", level_words, "general");
    resource.update = reader.word("update", {update_words.begin(), update_words.end()}, "");
    resource.published = reader.required_text("published");
    resource.related = reader.texts("related");
    resource.absent =
        reader.word("absent", {"kept", "ended"}, "kept") == "ended" ? Absent::ended : Absent::kept;
    if (length(resource.title) > title_length_max)
        reader.problem("title", "catalog.title", fmt::format("名称超过 {} 个字", title_length_max),
                       "缩短");
    if (length(resource.summary) > summary_length_max)
        reader.problem("summary", "catalog.summary",
                       fmt::format("摘要超过 {} 个字", summary_length_max), "缩短");
}

}  // namespace

void read_resource(Reading& reading, pack::Document const& document) {
    pack::Reader reader(document.node, reading.problems);
    Resource resource;
    resource.place = reader.place();
    resource.name = reader.required_text("resource");
    if (resource.name.find('.') == std::string::npos)
        reader.problem("resource", "pack.resource_name",
                       fmt::format("资源名“{}”缺少部门", resource.name),
                       "写成 部门.名称，如 samr.enterprise");
    read_description(reader, resource);
    resource.share = read_access(reading, reader, "share");
    resource.open = read_access(reading, reader, "open");
    if (resource.share.type == Terms::denied && resource.open.type != Terms::denied)
        reader.problem("open", "catalog.denied_but_open", "不予共享的资源不得开放",
                       "写 open: {type: denied, basis: …}");
    for (auto const& node : reader.list("fields")) {
        auto field = read_field(reading, node, resource);
        if (resource.find(field.name))
            reading.problems.push_back({node.place(), "pack.duplicate_name",
                                        fmt::format("信息项“{}”写了两次", field.name), "删去一个"});
        resource.fields.push_back(std::move(field));
    }
    if (resource.fields.empty())
        reader.problem("fields", "pack.missing_key", "资源没有信息项（fields）", "补上信息项");
    read_identity(reading, reader, resource);
    read_extract(reading, reader, resource);
    read_rules(reading, reader, resource);
    for (auto const& node : reader.list("sources"))
        resource.sources.push_back(read_source(reading, node, resource));
    check_connection_sources(reader, resource);
    reader.finish();
    reading.catalog.resources.push_back(std::move(resource));
}

}  // namespace jutong::catalog

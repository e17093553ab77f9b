#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "catalog/readers.h"
#include "element/text_compare.h"

namespace jutong::catalog {

namespace {

constexpr double correction_days_max = 250;
constexpr double cycle_days_max = 3660;

constexpr std::array kinds = {"codes",   "measure",  "retention", "department",
                              "library", "resource", "mapping"};
constexpr double retention_days_max = 36'500;

element::CodeList read_codes(pack::Document const& document, pack::Problems& problems) {
    pack::Reader reader(document.node, problems);
    element::CodeList list;
    list.name = reader.required_text("codes");
    list.title = reader.required_text("title");
    list.standard = reader.text("standard");
    std::set<std::string> seen;
    for (auto const& node : reader.list("entries")) {
        pack::Reader entry(node, problems);
        element::CodeEntry made{entry.required_text("code"), entry.required_text("title"),
                                entry.texts("aliases")};
        entry.finish();
        if (!seen.insert(made.code).second)
            entry.problem("code", "pack.duplicate_code", fmt::format("代码“{}”写了两次", made.code),
                          "删去一个");
        list.entries.push_back(std::move(made));
    }
    if (list.entries.empty())
        reader.problem("entries", "pack.missing_key", "代码表没有任何代码",
                       "补上 entries: [{code: …, title: …}]");
    reader.finish();
    return list;
}

// Days of each update cycle; a cycle that is not named is not measured.
void read_cycles(Reading& reading, pack::Node const& node) {
    pack::Reader reader(node, reading.problems);
    auto& cycles = reading.catalog.measure.cycles;
    cycles.clear();
    for (auto const cycle : update_words) {
        auto const days = reader.number(cycle);
        if (!days) continue;
        if (*days < 1 || *days > cycle_days_max)
            reader.problem(cycle, "pack.bound",
                           fmt::format("更新周期的天数应当是 1 到 {}", cycle_days_max),
                           "如 monthly: 35");
        else
            cycles.emplace_back(cycle, static_cast<int>(*days));
    }
    reader.finish();
}

void read_measure(Reading& reading, pack::Document const& document) {
    pack::Reader reader(document.node, reading.problems);
    reader.text("measure");
    auto& measure = reading.catalog.measure;
    // A later pack says only what it would have otherwise.
    if (reader.node("missing")) measure.missing = reader.texts("missing");
    measure.authority = reader.text("authority", measure.authority);
    measure.basis = reader.text("basis", measure.basis);
    if (auto const days = reader.number("correction_days")) {
        if (*days < 1 || *days > correction_days_max)
            reader.problem("correction_days", "pack.bound", "整改期限应当是 1 以上的工作日数",
                           "如 correction_days: 10");
        else
            measure.correction_days = static_cast<int>(*days);
    }
    if (auto const cycles = reader.node("cycles")) read_cycles(reading, *cycles);
    if (auto const weights = reader.node("weights")) {
        pack::Reader inner(*weights, reading.problems);
        measure.weights.clear();
        for (auto const* const dimension :
             {"norm", "complete", "accurate", "consistent", "timely", "accessible"})
            measure.weights.emplace_back(dimension, inner.number(dimension).value_or(0));
        inner.finish();
    }
    reader.finish();
}

// What a later pack says of a key goes before.
void read_retention(Reading& reading, pack::Document const& document) {
    pack::Reader reader(document.node, reading.problems);
    reader.text("retention");
    auto& retention = reading.catalog.retention;
    for (auto const& [key, days] : {std::pair{"versions", &retention.versions},
                                    {"quarantine", &retention.quarantine},
                                    {"kept", &retention.kept},
                                    {"runs", &retention.runs},
                                    {"reports", &retention.reports}}) {
        auto const given = reader.number(key);
        if (!given) continue;
        if (*given < 0 || *given > retention_days_max || *given != std::floor(*given))
            reader.problem(key, "pack.retention", "保存天数要写 0 到 36500 的整数",
                           "改成整数；要永久保存就删去这一行");
        else
            *days = static_cast<std::int64_t>(*given);
    }
    reader.finish();
}

void read_department(Reading& reading, pack::Document const& document) {
    pack::Reader reader(document.node, reading.problems);
    Department made;
    made.place = reader.place();
    made.name = reader.required_text("department");
    made.title = reader.required_text("title");
    made.credit_code = reader.text("credit_code");
    made.item_code = reader.text("item_code");
    auto const* const credit_code = reading.registry.find("credit_code");
    if (!made.credit_code.empty() && credit_code != nullptr &&
        !credit_code->valid(made.credit_code))
        reader.problem("credit_code", "pack.credit_code",
                       fmt::format("统一社会信用代码“{}”校验不通过", made.credit_code),
                       "核对 18 位代码");
    reader.finish();
    reading.catalog.departments.push_back(std::move(made));
}

// Further names of columns. They go before those that the resource's own sources have.
void read_mapping(Reading& reading, pack::Document const& document) {
    pack::Reader reader(document.node, reading.problems);
    auto const name = reader.required_text("mapping");
    auto const columns = reader.node("columns");
    reader.finish();
    auto& resources = reading.catalog.resources;
    auto const resource = std::ranges::find(resources, name, &Resource::name);
    if (resource == resources.end()) {
        reader.problem("mapping", "pack.unknown_resource",
                       fmt::format("列名对应所指的资源“{}”不在目录里", name), "核对资源名");
        return;
    }
    if (!columns || columns->entries().empty())
        reader.problem("columns", "pack.missing_key", "没有写列的对应关系",
                       "补上 columns: {列名: 信息项}");
    std::vector<ColumnMapping> more;
    for (auto const& [column, field] :
         columns ? columns->entries() : decltype(columns->entries())())
        if (resource->find(field.text()))
            more.push_back({column.text(), field.text()});
        else
            reading.problems.push_back({field.place(), "pack.unknown_field",
                                        fmt::format("资源里没有信息项“{}”", field.text()),
                                        "核对资源的信息项"});
    if (std::ranges::none_of(resource->sources, &Source::header)) resource->sources.emplace_back();
    for (auto& source : resource->sources)
        if (source.header) source.columns.insert(source.columns.begin(), more.begin(), more.end());
}

template <typename Read>
void read_all(Reading& reading, std::vector<pack::Pack> const& packs, std::string_view kind,
              Read read) {
    for (auto const& pack : packs)
        for (auto const& document : pack.documents)
            if (document.kind == kind) read(reading, document);
}

template <typename T>
T const* find_named(std::vector<T> const& items, std::string_view name) {
    auto const found = std::ranges::find(items, name, &T::name);
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

std::string Resource::table() const {
    auto out = name;
    std::ranges::replace(out, '.', '_');
    return out;
}

std::optional<std::size_t> Resource::find(std::string_view field) const {
    auto const found = std::ranges::find(fields, field, &Field::name);
    if (found == fields.end()) return std::nullopt;
    return static_cast<std::size_t>(found - fields.begin());
}

Resource const* Catalog::find_resource(std::string_view name) const {
    return find_named(resources, name);
}
Library const* Catalog::find_library(std::string_view name) const {
    return find_named(libraries, name);
}
Department const* Catalog::find_department(std::string_view name) const {
    return find_named(departments, name);
}

std::string_view to_string(Terms terms) {
    constexpr std::string_view names[] = {"unconditional", "conditional", "denied"};
    return names[static_cast<std::size_t>(terms)];
}

std::string_view to_string(Rule rule) {
    constexpr std::string_view names[] = {"authority", "recency", "agreement"};
    return names[static_cast<std::size_t>(rule)];
}

element::Element const* element_named(Reading& reading, pack::Reader& reader,
                                      std::string const& name) {
    auto const* const found = reading.registry.find(name);
    if (found != nullptr || name.empty()) return found;
    std::string_view nearest;
    double best = 0;
    for (auto const* const candidate : reading.registry.all()) {
        auto const likeness = element::jaro_winkler(name, candidate->name());
        if (likeness > best) {
            best = likeness;
            nearest = candidate->name();
        }
    }
    reader.problem("element", "pack.unknown_element", fmt::format("没有名为“{}”的数据元", name),
                   fmt::format("是不是 {}？全部数据元见 jutong pack show elements", nearest));
    return nullptr;
}

std::vector<element::CodeList> read_code_lists(std::vector<pack::Pack> const& packs,
                                               pack::Problems& problems) {
    std::vector<element::CodeList> lists;
    for (auto const& pack : packs) {
        for (auto const& document : pack.documents) {
            if (document.kind != "codes") continue;
            auto list = read_codes(document, problems);
            auto const same = std::ranges::find(lists, list.name, &element::CodeList::name);
            if (same == lists.end())
                lists.push_back(std::move(list));
            else
                problems.push_back({document.node.place(), "pack.duplicate_name",
                                    fmt::format("代码表“{}”已经有了", list.name), "改名或删去"});
        }
    }
    return lists;
}

Catalog read_catalog(std::vector<pack::Pack> const& packs, element::Registry const& registry,
                     pack::Problems& problems) {
    Catalog catalog;
    Reading reading{catalog, registry, problems};
    for (auto const& pack : packs) {
        catalog.packs.push_back({pack.name, pack.title, pack.version, pack.hash, pack.folder});
        for (auto const& document : pack.documents)
            if (std::ranges::find(kinds, document.kind) == kinds.end())
                problems.push_back({document.node.place(), "pack.unknown_kind",
                                    fmt::format("不认识的文档种类“{}”", document.kind),
                                    fmt::format("第一个键只能是 {}", fmt::join(kinds, "、"))});
    }
    read_all(reading, packs, "measure", read_measure);
    read_all(reading, packs, "retention", read_retention);
    read_all(reading, packs, "department", read_department);
    read_all(reading, packs, "resource", read_resource);
    std::ranges::sort(catalog.resources, {}, &Resource::name);
    read_all(reading, packs, "mapping", read_mapping);
    for (auto const is_base : {true, false})
        read_all(reading, packs, "library", [&](Reading& r, pack::Document const& document) {
            auto const kind = document.node.find("kind");
            if ((kind && kind->text() == base_kind) == is_base) read_library(r, document);
        });
    std::ranges::sort(catalog.libraries, {}, &Library::name);
    check_references(reading);
    std::ranges::stable_sort(problems, [](auto const& a, auto const& b) {
        return std::tie(a.place.file, a.place.line) < std::tie(b.place.file, b.place.line);
    });
    return catalog;
}

}  // namespace jutong::catalog

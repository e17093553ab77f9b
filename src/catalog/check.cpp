#include <map>

#include <fmt/format.h>

#include "catalog/readers.h"

namespace jutong::catalog {

namespace {

// Notes every item whose key was seen before.
template <typename Items, typename KeyOf>
void refuse_duplicates(Items const& items, KeyOf key_of, std::string_view what,
                       pack::Problems& problems) {
    std::map<std::string, std::string> seen;
    for (auto const& item : items) {
        auto const [first, is_new] =
            seen.emplace(key_of(item), fmt::format("{}:{}", item.place.file, item.place.line));
        if (!is_new)
            problems.push_back({item.place, "pack.duplicate_name",
                                fmt::format("{}“{}”已经有了", what, first->first),
                                fmt::format("另一处在 {}", first->second)});
    }
}

// The other end of a reference: there, and of the same kind.
void check_reference(Catalog const& catalog, Resource const& resource, DeclaredRule const& rule,
                     std::string const& name, pack::Problems& problems) {
    auto const* const other = catalog.find_resource(name);
    if (other == nullptr) {
        problems.push_back({rule.place, "pack.unknown_resource",
                            fmt::format("规则“{}”引用的资源“{}”不在目录里", rule.name, name),
                            "核对资源名"});
        return;
    }
    auto const target = other->find(rule.target);
    if (!target) {
        problems.push_back({rule.place, "pack.unknown_field",
                            fmt::format("资源 {} 没有信息项“{}”", name, rule.target),
                            "核对 target"});
        return;
    }
    if (rule.fields.empty()) return;
    auto const* const own = resource.fields[rule.fields[0]].element;
    auto const* const theirs = other->fields[*target].element;
    if (own != nullptr && theirs != nullptr && own->kind() != theirs->kind())
        problems.push_back({rule.place, "pack.kind",
                            fmt::format("“{}”与 {} 的“{}”不是一类值，无从对照", own->title(), name,
                                        theirs->title()),
                            "换一个信息项"});
}

}  // namespace

void check_references(Reading& reading) {
    auto const& catalog = reading.catalog;
    auto& problems = reading.problems;
    refuse_duplicates(catalog.departments, [](auto const& d) { return d.name; }, "部门", problems);
    refuse_duplicates(
        catalog.resources, [](auto const& r) { return r.table(); }, "数据表", problems);
    refuse_duplicates(
        catalog.resources, [](auto const& r) { return r.title; }, "资源名称", problems);
    refuse_duplicates(catalog.libraries, [](auto const& l) { return l.name; }, "库", problems);
    for (auto const& resource : catalog.resources) {
        if (catalog.find_department(resource.provider) == nullptr && !resource.provider.empty())
            problems.push_back({resource.place, "pack.unknown_department",
                                fmt::format("没有部门“{}”", resource.provider),
                                "在 departments.yaml 里写明"});
        for (auto const& related : resource.related)
            if (catalog.find_resource(related) == nullptr)
                problems.push_back({resource.place, "pack.unknown_resource",
                                    fmt::format("关联的资源“{}”不在目录里", related),
                                    "核对资源名"});
    }
    for (auto const& resource : catalog.resources)
        for (auto const& rule : resource.rules)
            for (auto const& name : rule.resources)
                check_reference(catalog, resource, rule, name, problems);
    for (auto const& library : catalog.libraries)
        if (catalog.find_department(library.lead) == nullptr && !library.lead.empty())
            problems.push_back({library.place, "pack.unknown_department",
                                fmt::format("没有部门“{}”", library.lead),
                                "在 departments.yaml 里写明"});
}

}  // namespace jutong::catalog

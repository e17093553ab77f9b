// Rules that a resource states itself.
#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "catalog/readers.h"

namespace jutong::catalog {

namespace {

using Kind = DeclaredRule::Kind;

constexpr std::size_t rules_max = 200;  // of one resource
constexpr std::size_t sql_bytes_max = 2'000;
constexpr double days_max = 36'600;

std::vector<std::string_view> const dimension_words = {
    "", "norm", "complete", "accurate", "consistent", "timely", "accessible"};

// What says of which kind a rule is; one of them stands in it.
constexpr std::array<std::string_view, 5> kind_keys = {"sql", "reference", "unique", "sequence",
                                                       "freshness"};

std::optional<std::size_t> field_named(pack::Reader& reader, std::string_view key,
                                       Resource const& resource) {
    auto const name = reader.required_text(key);
    if (name.empty()) return std::nullopt;
    auto const place = resource.find(name);
    if (!place)
        reader.problem(key, "pack.unknown_field", fmt::format("资源里没有信息项“{}”", name),
                       "核对 fields 里的 name");
    return place;
}

void add_field(std::optional<std::size_t> place, std::vector<std::size_t>& fields) {
    if (place) fields.push_back(*place);
}

void need_moment(pack::Reader& reader, std::string_view key, Resource const& resource,
                 std::optional<std::size_t> place) {
    if (!place || resource.fields[*place].element == nullptr) return;
    auto const kind = resource.fields[*place].element->kind();
    if (kind != element::Kind::date && kind != element::Kind::timestamp)
        reader.problem(key, "pack.rule",
                       fmt::format("“{}”不是日期或时间", resource.fields[*place].title),
                       "换一个日期或时间的信息项");
}

void read_reference(Reading& reading, pack::Node const& node, Resource const& resource,
                    DeclaredRule& rule) {
    pack::Reader reader(node, reading.problems);
    add_field(field_named(reader, "field", resource), rule.fields);
    rule.resources = reader.texts("resource");
    if (rule.resources.empty())
        reader.problem("resource", "pack.missing_key", "没有写引用哪个资源（resource）",
                       "补上 resource");
    rule.target = reader.required_text("target");
    reader.finish();
}

// {by, order, rising}: `rising` must not fall; {by, from, until}: times must not overlap.
void read_sequence(Reading& reading, pack::Node const& node, Resource const& resource,
                   DeclaredRule& rule) {
    pack::Reader reader(node, reading.problems);
    for (auto const& name : reader.texts("by")) {
        auto const place = resource.find(name);
        if (place)
            rule.by.push_back(*place);
        else
            reader.problem("by", "pack.unknown_field", fmt::format("资源里没有信息项“{}”", name),
                           "核对 fields 里的 name");
    }
    if (reader.node("from")) {
        auto const from = field_named(reader, "from", resource);
        auto const until = field_named(reader, "until", resource);
        need_moment(reader, "from", resource, from);
        need_moment(reader, "until", resource, until);
        if (from && until) rule.fields = {*from, *from, *until};
    } else {
        auto const order = field_named(reader, "order", resource);
        auto const rising = field_named(reader, "rising", resource);
        if (order && rising) rule.fields = {*order, *rising, *rising};
    }
    reader.finish();
}

void read_freshness(Reading& reading, pack::Node const& node, Resource const& resource,
                    DeclaredRule& rule) {
    pack::Reader reader(node, reading.problems);
    auto const field =
        reader.node("field") ? field_named(reader, "field", resource) : resource.timestamp;
    if (!field)
        reader.problem("field", "pack.missing_key", "没有写看哪个日期（field），资源也没有时间戳",
                       "补上 field");
    need_moment(reader, "field", resource, field);
    add_field(field, rule.fields);
    auto const days = reader.number("days").value_or(0);
    if (days < 1 || days > days_max)
        reader.problem("days", "pack.bound", "days 应当是 1 以上的天数", "如 days: 400");
    else
        rule.days_max = static_cast<std::int64_t>(days);
    reader.finish();
}

void read_kind(Reading& reading, pack::Reader& reader, Resource const& resource,
               DeclaredRule& rule) {
    std::vector<std::string_view> found;
    for (auto const key : kind_keys)
        if (reader.node(key)) found.push_back(key);
    if (found.size() != 1) {
        reader.problem("name", "pack.rule", "规则应当写明一种检查，而且只写一种",
                       fmt::format("写 {} 之一", fmt::join(kind_keys, "、")));
        return;
    }
    rule.kind = static_cast<Kind>(std::ranges::find(kind_keys, found[0]) - kind_keys.begin());
    auto const node = *reader.node(found[0]);
    switch (rule.kind) {
        case Kind::condition:
            rule.sql = reader.required_text("sql");
            if (rule.sql.size() > sql_bytes_max)
                reader.problem("sql", "pack.rule", fmt::format("条件超过 {} 字节", sql_bytes_max),
                               "拆成几条规则");
            break;
        case Kind::reference:
            read_reference(reading, node, resource, rule);
            break;
        case Kind::unique:
            for (auto const& name : reader.texts("unique"))
                if (!resource.find(name))
                    reader.problem("unique", "pack.unknown_field",
                                   fmt::format("资源里没有信息项“{}”", name),
                                   "核对 fields 里的 name");
                else
                    rule.fields.push_back(*resource.find(name));
            break;
        case Kind::sequence:
            read_sequence(reading, node, resource, rule);
            break;
        case Kind::freshness:
            read_freshness(reading, node, resource, rule);
            break;
    }
}

DeclaredRule read_rule(Reading& reading, pack::Node const& node, Resource const& resource) {
    pack::Reader reader(node, reading.problems);
    DeclaredRule rule;
    rule.place = reader.place();
    rule.name = reader.required_text("name");
    rule.title = reader.required_text("title");
    rule.remedy = reader.text("remedy");
    rule.indicator = reader.text("indicator");
    rule.dimension = reader.word("dimension", dimension_words, "");
    read_kind(reading, reader, resource, rule);
    for (auto const& name : reader.texts("fields")) {
        auto const place = resource.find(name);
        if (!place)
            reader.problem("fields", "pack.unknown_field",
                           fmt::format("资源里没有信息项“{}”", name), "核对 fields 里的 name");
        else if (rule.kind == Kind::condition)
            rule.fields.push_back(*place);
    }
    if (reader.word("on_failure", {"flag", "reject"}, "flag") == "reject") {
        rule.on_failure = OnFailure::reject;
        if (rule.kind != Kind::condition)
            reader.problem("on_failure", "pack.rule",
                           "对全表的规则要在入库以后测量，不能拒收行（on_failure: reject）",
                           "删去 on_failure");
    }
    if (!rule.indicator.empty() &&
        (rule.indicator.size() != 4 ||
         !std::ranges::all_of(rule.indicator, [](char c) { return c >= '0' && c <= '9'; })))
        reader.problem("indicator", "pack.rule",
                       fmt::format("指标编号“{}”不是四位数字", rule.indicator),
                       "按 GB/T 36344 写，如 \"0402\"");
    reader.finish();
    return rule;
}

}  // namespace

void read_rules(Reading& reading, pack::Reader& reader, Resource& resource) {
    std::set<std::string> names;
    for (auto const& node : reader.list("rules")) {
        auto rule = read_rule(reading, node, resource);
        if (!names.insert(rule.name).second)
            reading.problems.push_back({node.place(), "pack.duplicate_name",
                                        fmt::format("规则“{}”写了两次", rule.name), "改名或删去"});
        if (std::ranges::any_of(rule.name, [](char c) {
                return !(c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
            }))
            reading.problems.push_back({node.place(), "pack.rule",
                                        fmt::format("规则的技术名称“{}”不合规", rule.name),
                                        "只用小写字母、数字和下划线"});
        resource.rules.push_back(std::move(rule));
    }
    if (resource.rules.size() > rules_max)
        reader.problem("rules", "pack.rule", fmt::format("规则超过 {} 条", rules_max), "删减");
    if (!reader.node("division")) return;
    resource.division = field_named(reader, "division", resource);
    if (!resource.division) return;
    auto const* const element = resource.fields[*resource.division].element;
    constexpr std::array<std::string_view, 4> known = {"division_code", "address", "id_number",
                                                       "credit_code"};
    if (element != nullptr && std::ranges::find(known, element->name()) == known.end())
        reader.problem("division", "pack.rule", "从这个信息项看不出行所在的市",
                       fmt::format("换成数据元为 {} 的信息项", fmt::join(known, "、")));
}

}  // namespace jutong::catalog

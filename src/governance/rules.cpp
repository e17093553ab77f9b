#include "governance/rules.h"

#include <algorithm>
#include <array>
#include <map>

#include "governance/condition_tokens.h"

namespace jutong::governance {

namespace {

constexpr std::array<std::string_view, 6> dimension_names = {
    "norm", "complete", "accurate", "consistent", "timely", "accessible"};
constexpr std::array<std::string_view, 6> dimension_titles = {"规范性", "完整性", "准确性",
                                                              "一致性", "时效性", "可访问性"};

struct KindWords {
    std::string_view name, title, remedy;
    std::string_view indicator;  // of GB/T 36344-2018
    Dimension dimension;
};

// In the order of Kind.
constexpr std::array<KindWords, 18> kinds = {{
    {"layout", "行列完整", "按目录约定的表样重新导出，保证每行列数一致、引号配对", "0102",
     Dimension::norm},
    {"key", "主键可用", "补齐主键，删去重复的行", "0304", Dimension::accurate},
    {"required", "必填", "补录缺少的值", "0201", Dimension::complete},
    {"element", "数据元", "按数据元标准核对并改正", "0301", Dimension::accurate},
    {"unique", "唯一", "核对重复的值，删去或改正", "0304", Dimension::accurate},
    {"range", "值域", "核对超出范围的值", "0302", Dimension::accurate},
    {"set", "取值集合", "改为代码表或集合内的值", "0105", Dimension::norm},
    {"pattern", "格式", "按规定的格式改写", "0302", Dimension::accurate},
    {"length", "长度", "缩短到规定的长度", "0302", Dimension::accurate},
    {"rule", "业务规则", "核对各信息项之间的关系并改正", "0402", Dimension::consistent},
    {"reference", "引用", "核对引用的对象是否已登记", "0402", Dimension::consistent},
    {"unique_table", "全表唯一", "核对重复的记录，删去或合并", "0304", Dimension::accurate},
    {"sequence", "时序", "核对各条记录的先后时间", "0503", Dimension::timely},
    {"freshness", "时效", "更新长期未变的记录", "0502", Dimension::timely},
    {"fields_given", "信息项可访问", "按目录提供全部信息项", "0601", Dimension::accessible},
    {"usable", "行可使用", "改正被隔离的行后重新报送", "0602", Dimension::accessible},
    {"delivered", "按周期报送", "按目录的更新周期报送", "0502", Dimension::timely},
    {"agreement", "与可信记录一致", "与数源部门核对不一致的值", "0401", Dimension::consistent},
}};

KindWords const& words_of(Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

Rule make(Kind kind, std::string const& name) {
    auto const& words = words_of(kind);
    Rule rule;
    rule.kind = kind;
    rule.name = std::string(words.name) + (name.empty() ? "" : "." + name);
    rule.reason = "governance." + std::string(words.name);
    rule.indicator = words.indicator;
    rule.dimension = words.dimension;
    rule.has_field = false;
    return rule;
}

Rule of_field(Kind kind, catalog::Resource const& resource, std::size_t place) {
    auto const& field = resource.fields[place];
    auto rule = make(kind, field.name);
    rule.field = place;
    rule.has_field = true;
    rule.on_failure = field.on_failure;
    return rule;
}

Kind kind_of(catalog::DeclaredRule::Kind kind) {
    using Declared = catalog::DeclaredRule::Kind;
    switch (kind) {
        case Declared::condition:
            return Kind::condition;
        case Declared::reference:
            return Kind::reference;
        case Declared::unique:
            return Kind::unique_table;
        case Declared::sequence:
            return Kind::sequence;
        case Declared::freshness:
            return Kind::freshness;
    }
    return Kind::condition;
}

Rule declared(catalog::DeclaredRule const& from, catalog::Resource const& resource) {
    auto rule = make(kind_of(from.kind), from.name);
    rule.reason += "." + from.name;
    if (!from.indicator.empty()) rule.indicator = from.indicator;
    if (!from.dimension.empty()) rule.dimension = dimension_named(from.dimension);
    rule.on_failure = from.on_failure;
    rule.declared = &from;
    auto fields = from.fields;
    if (from.kind == catalog::DeclaredRule::Kind::condition && fields.empty()) {
        auto const tokens = tokens_of(from.sql, resource);
        if (tokens) fields = fields_of(*tokens, resource);
    }
    rule.has_field = !fields.empty();
    if (rule.has_field) rule.field = fields.front();
    return rule;
}

}  // namespace

std::vector<Rule> rules_of(catalog::Resource const& resource) {
    std::vector<Rule> rules = {make(Kind::layout, ""), make(Kind::key, "")};
    for (auto& rule : rules) rule.on_failure = catalog::OnFailure::reject;
    for (std::size_t i = 0; i < resource.fields.size(); ++i) {
        auto const& field = resource.fields[i];
        auto const is_key = std::ranges::find(resource.key, i) != resource.key.end();
        auto const add = [&](Kind kind) { rules.push_back(of_field(kind, resource, i)); };
        if (field.required) add(Kind::required);
        add(Kind::element);
        if (is_key) rules.back().on_failure = catalog::OnFailure::reject;  // no usable row key
        if (field.unique) add(Kind::unique);
        if (field.min || field.max) add(Kind::range);
        if (!field.set.empty()) add(Kind::set);
        if (!field.pattern.empty()) add(Kind::pattern);
        if (field.length_max) add(Kind::length);
    }
    for (auto const& rule : resource.rules)
        if (rule.kind == catalog::DeclaredRule::Kind::condition)
            rules.push_back(declared(rule, resource));
    return rules;
}

std::vector<Rule> table_rules_of(catalog::Resource const& resource) {
    std::vector<Rule> rules;
    for (std::size_t i = 0; i < resource.fields.size(); ++i) {
        if (!resource.fields[i].unique) continue;
        rules.push_back(of_field(Kind::unique_table, resource, i));
        rules.back().on_failure = catalog::OnFailure::flag;
    }
    for (auto const& rule : resource.rules)
        if (rule.kind != catalog::DeclaredRule::Kind::condition)
            rules.push_back(declared(rule, resource));
    return rules;
}

Rule measured_rule(Kind kind, std::string const& name) { return make(kind, name); }

std::string title_of(Rule const& rule, catalog::Resource const& resource) {
    if (rule.declared != nullptr) return rule.declared->title;
    std::string title(title_of(rule.kind));
    if (!rule.has_field) return title;
    auto const& field = resource.fields[rule.field];
    if (rule.kind == Kind::element)
        title = std::string(title) + "“" + std::string(field.element->title()) + "”";
    return field.title + "：" + title;
}

std::string remedy_of(Rule const& rule) {
    if (rule.declared != nullptr && !rule.declared->remedy.empty()) return rule.declared->remedy;
    return std::string(words_of(rule.kind).remedy);
}

std::vector<std::pair<Dimension, double>> dimension_scores(std::vector<Measure> const& measures) {
    std::map<Dimension, std::pair<double, int>> means;
    for (auto const& measure : measures) {
        if (measure.b == 0) continue;
        auto& [sum, count] = means[measure.dimension];
        sum += static_cast<double>(measure.a) / static_cast<double>(measure.b);
        ++count;
    }
    std::vector<std::pair<Dimension, double>> scores;
    for (auto const& [dimension, mean] : means)
        scores.emplace_back(dimension, 100.0 * mean.first / mean.second);
    return scores;
}

double score(std::vector<Measure> const& measures, catalog::Measure const& weights) {
    double sum = 0;
    double weight_sum = 0;
    for (auto const& [dimension, of_dimension] : dimension_scores(measures)) {
        auto const found = std::ranges::find(weights.weights, to_string(dimension),
                                             &std::pair<std::string, double>::first);
        auto const weight = found == weights.weights.end() ? 1.0 : found->second;
        sum += weight * of_dimension;
        weight_sum += weight;
    }
    return weight_sum > 0 ? sum / weight_sum : 100.0;
}

std::string_view to_string(Dimension dimension) {
    return dimension_names[static_cast<std::size_t>(dimension)];
}
Dimension dimension_named(std::string_view name) {
    auto const found = std::ranges::find(dimension_names, name);
    return found == dimension_names.end() ? Dimension::norm
                                          : static_cast<Dimension>(found - dimension_names.begin());
}
std::string_view title_of(Dimension dimension) {
    return dimension_titles[static_cast<std::size_t>(dimension)];
}
std::string_view title_of(Kind kind) { return words_of(kind).title; }

}  // namespace jutong::governance

#include "governance/rules.h"

#include <algorithm>
#include <array>
#include <map>

namespace jutong::governance {

namespace {

constexpr std::array<std::string_view, 6> dimension_names = {
    "norm", "complete", "accurate", "consistent", "timely", "accessible"};
constexpr std::array<std::string_view, 6> dimension_titles = {"规范性", "完整性", "准确性",
                                                              "一致性", "时效性", "可访问性"};
constexpr std::array<std::string_view, 9> kind_names = {
    "layout", "key", "required", "element", "unique", "range", "set", "pattern", "length"};
constexpr std::array<std::string_view, 9> kind_titles = {
    "行列完整", "主键可用", "必填", "数据元", "唯一", "值域", "取值集合", "格式", "长度"};

// Which indicator of GB/T 36344 a kind of rule measures.
struct Indicator {
    std::string_view code;
    Dimension dimension;
};

constexpr Indicator indicator_of(Kind kind) {
    switch (kind) {
        case Kind::layout:
            return {"0102", Dimension::norm};  // 数据模型
        case Kind::set:
            return {"0105", Dimension::norm};  // 权威参考数据
        case Kind::required:
            return {"0201", Dimension::complete};  // 数据元素完整性
        case Kind::element:
            return {"0301", Dimension::accurate};  // 数据内容正确性
        case Kind::range:
        case Kind::pattern:
        case Kind::length:
            return {"0302", Dimension::accurate};  // 数据格式合规性
        case Kind::key:
        case Kind::unique:
            return {"0304", Dimension::accurate};  // 数据唯一性
    }
    return {"0301", Dimension::accurate};
}

Rule make(Kind kind, std::size_t place, std::string const& field, catalog::OnFailure on_failure) {
    auto const indicator = indicator_of(kind);
    auto const word = std::string(kind_names[static_cast<std::size_t>(kind)]);
    return {kind,
            place,
            field.empty() ? word : word + "." + field,
            "governance." + word,
            std::string(indicator.code),
            indicator.dimension,
            on_failure};
}

}  // namespace

std::vector<Rule> rules_of(catalog::Resource const& resource) {
    std::vector<Rule> rules = {make(Kind::layout, 0, "", catalog::OnFailure::reject),
                               make(Kind::key, 0, "", catalog::OnFailure::reject)};
    for (std::size_t i = 0; i < resource.fields.size(); ++i) {
        auto const& field = resource.fields[i];
        auto const is_key = std::ranges::find(resource.key, i) != resource.key.end();
        auto const add = [&](Kind kind) {
            rules.push_back(make(kind, i, field.name, field.on_failure));
        };
        if (field.required) add(Kind::required);
        add(Kind::element);
        if (is_key) rules.back().on_failure = catalog::OnFailure::reject;  // no usable row key
        if (field.unique) add(Kind::unique);
        if (field.min || field.max) add(Kind::range);
        if (!field.set.empty()) add(Kind::set);
        if (!field.pattern.empty()) add(Kind::pattern);
        if (field.length_max) add(Kind::length);
    }
    return rules;
}

double score(std::vector<Measure> const& measures, catalog::Measure const& weights) {
    std::map<Dimension, std::pair<double, int>> means;
    for (auto const& measure : measures) {
        if (measure.b == 0) continue;
        auto& [sum, count] = means[measure.dimension];
        sum += static_cast<double>(measure.a) / static_cast<double>(measure.b);
        ++count;
    }
    double sum = 0;
    double weight_sum = 0;
    for (auto const& [dimension, mean] : means) {
        auto const found = std::ranges::find(weights.weights, to_string(dimension),
                                             &std::pair<std::string, double>::first);
        auto const weight = found == weights.weights.end() ? 1.0 : found->second;
        sum += weight * mean.first / mean.second;
        weight_sum += weight;
    }
    return weight_sum > 0 ? 100.0 * sum / weight_sum : 100.0;
}

std::string_view to_string(Dimension dimension) {
    return dimension_names[static_cast<std::size_t>(dimension)];
}
std::string_view title_of(Dimension dimension) {
    return dimension_titles[static_cast<std::size_t>(dimension)];
}
std::string_view title_of(Kind kind) { return kind_titles[static_cast<std::size_t>(kind)]; }

}  // namespace jutong::governance

#include "job/link_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "element/text_compare.h"
#include "job/link_rows.h"

namespace jutong::job {

namespace {

constexpr double core_bits_max = 60;

class PlanReader {
public:
    PlanReader(Survey const& survey, element::Registry const& registry, pack::Problems& problems)
        : survey_(survey), registry_(registry), problems_(problems) {}

    LinkPlan read(pack::Node const& node) {
        LinkPlan plan;
        pack::Reader reader(node, problems_);
        plan.id = reader.text("id");
        if (!plan.id.empty()) known_name(reader, "id", plan.id);
        if (reader.node("scope")) {
            auto const word = reader.word("scope", {"dedupe", "link", "one-to-one"}, "dedupe");
            plan.scope = word == "link"         ? LinkScope::link
                         : word == "one-to-one" ? LinkScope::one_to_one
                                                : LinkScope::dedupe;
        }
        plan.pairs_max = static_cast<std::uint64_t>(
            number(reader, "pairs_max", 0, plan_pairs_min, plan_pairs_max));
        auto& rows_max = plan.limits.rows_max;
        rows_max = static_cast<std::size_t>(number(
            reader, "cluster_rows_max", static_cast<double>(rows_max), 2, plan_cluster_rows_max));
        read_thresholds(reader, plan);
        for (auto const& one : reader.list("columns")) read_column(one, plan);
        reader.finish();
        return plan;
    }

private:
    void read_thresholds(pack::Reader& reader, LinkPlan& plan) {
        auto const node = reader.node("thresholds");
        if (!node) return;
        plan.has_thresholds = true;
        pack::Reader inner(*node, problems_);
        auto& limits = plan.limits;
        limits.core_min =
            static_cast<float>(number(inner, "core", limits.core_min, 0, core_bits_max));
        limits.attach_min = number(inner, "attach", limits.attach_min, 0.01, 1);
        inner.finish();
    }

    double number(pack::Reader& reader, std::string_view key, double fallback, double min,
                  double max) {
        auto const value = reader.number(key);
        if (!value) return fallback;
        auto const is_count = max > core_bits_max;
        if (*value >= min && *value <= max && (!is_count || std::floor(*value) == *value))
            return *value;
        reader.problem(
            key, "fuse.plan.value", fmt::format("{} 的值 {:.15g} 超出范围", key, *value),
            fmt::format("写 {:.15g} 到 {:.15g} 的{}", min, max, is_count ? "整数" : "数"));
        return fallback;
    }

    // The plain name of a column that an input has.
    std::string known_name(pack::Reader& reader, std::string_view key, std::string const& name) {
        auto out = plain_name(name);
        if (survey_.find(out) != nullptr) return out;
        std::vector<std::string> names;
        for (auto const& column : survey_.columns) names.push_back(column.title);
        reader.problem(key, "fuse.plan.column", fmt::format("输入里没有“{}”这一列", name),
                       fmt::format("现有的列：{}", fmt::join(names, "、")));
        return out;
    }

    element::Element const* known_element(pack::Reader& reader) {
        auto const name = reader.text("element");
        if (name.empty()) return nullptr;
        if (auto const* const found = registry_.find(name)) return found;
        std::string_view nearest;
        double best = 0;
        for (auto const* const element : registry_.all()) {
            auto const likeness = element::jaro_winkler(name, element->name());
            if (likeness > best) nearest = element->name();
            best = std::max(best, likeness);
        }
        reader.problem("element", "fuse.plan.element", fmt::format("没有数据元 {}", name),
                       fmt::format("是不是 {}？", nearest));
        return nullptr;
    }

    void read_column(pack::Node const& node, LinkPlan& plan) {
        pack::Reader reader(node, problems_);
        PlannedColumn column;
        column.place = reader.place();
        column.name = known_name(reader, "column", reader.required_text("column"));
        for (auto const& name : reader.texts("also"))
            column.also.push_back(known_name(reader, "also", name));
        for (auto const& other : plan.columns)
            if (other.name == column.name)
                reader.problem("column", "fuse.plan.column", "同一列写了两次", "删去一个");
        auto const* const element = known_element(reader);
        auto const compare = reader.word(
            "compare", {"auto", "name", "text", "code", "number", "date", "category", "ignore"},
            "auto");
        auto const block = reader.word("block", {"all", "value", "none"}, "all");
        auto& known = column.known;
        known.name = column.name;
        known.keys = block == "all"     ? linkage::Keys::all
                     : block == "value" ? linkage::Keys::value
                                        : linkage::Keys::none;
        column.ignored = compare == "ignore";
        if (!column.ignored) in_all_inputs(reader, column);
        for (auto const kind : linkage::kinds)
            if (compare == linkage::to_string(kind)) known.kind = kind;
        if (element != nullptr && compare == "auto") known.kind = kind_of(*element);
        read_guard(reader, element, column);
        reader.finish();
        plan.columns.push_back(std::move(column));
    }

    void in_all_inputs(pack::Reader& reader, PlannedColumn const& column) {
        std::set<std::string> have;
        auto const add = [&](std::string const& name) {
            if (auto const* const seen = survey_.find(name))
                have.insert(seen->inputs.begin(), seen->inputs.end());
        };
        add(column.name);
        for (auto const& name : column.also) add(name);
        if (!have.empty() && have.size() < survey_.inputs)
            reader.problem("column", "fuse.plan.column",
                           fmt::format("“{}”只在 {} 里", column.name, fmt::join(have, "、")),
                           "用 also: 写出它在其他输入里的列名，或写 compare: ignore");
    }

    void read_guard(pack::Reader& reader, element::Element const* element, PlannedColumn& column) {
        auto const identifies = element != nullptr && is_identifying(*element);
        auto guards = identifies && !column.ignored;
        if (reader.node("guard")) {
            guards = reader.flag("guard", false);
            if (guards && !identifies)
                reader.problem("guard", "fuse.plan.value", "只有带校验码的主体号码才能把两行分开",
                               "写 element: id_number、credit_code、organization_code 或 "
                               "registration_number，或删去 guard");
            if (guards && column.ignored)
                reader.problem("guard", "fuse.plan.value", "不比较的列不能把两行分开",
                               "去掉 compare: ignore 或 guard");
        } else if (auto const* const seen = survey_.find(column.name);
                   seen != nullptr && element == nullptr && !column.ignored && seen->is_number) {
            guards = true;
            element = seen->element;
        }
        if (guards) column.known.number = element;
    }

    Survey const& survey_;
    element::Registry const& registry_;
    pack::Problems& problems_;
};

}  // namespace

std::optional<linkage::Kind> kind_of(element::Element const& element) {
    auto const name = element.name();
    for (auto const* const code :
         {"id_number", "credit_code", "organization_code", "registration_number", "licence_id",
          "phone", "division_code", "industry"})
        if (name == code) return linkage::Kind::code;
    if (name == "person_name") return linkage::Kind::name;
    if (name == "org_name") return linkage::Kind::organization;
    if (name == "address") return linkage::Kind::text;
    if (element.kind() == element::Kind::date) return linkage::Kind::date;
    return std::nullopt;
}

std::string_view to_string(LinkScope scope) {
    constexpr std::array<std::string_view, 3> names = {"dedupe", "link", "one-to-one"};
    return names[static_cast<std::size_t>(scope)];
}

Result<LinkPlan> read_plan(std::filesystem::path const& file, Survey const& survey,
                           element::Registry const& registry) {
    auto const node = TRY(pack::read_yaml(file));
    pack::Problems problems;
    auto plan = PlanReader(survey, registry, problems).read(node);
    if (problems.empty()) return plan;
    std::string all;
    for (auto const& problem : problems) all += "\n  " + to_string(problem);
    return fail(Code::invalid, problems.front().reason, "The plan has mistakes:" + all);
}

Done apply(LinkPlan const& plan, Survey const& survey, LinkInputs& inputs,
           std::optional<LinkScope> scope, linkage::Options& options) {
    if (plan.scope && scope && *plan.scope != *scope)
        return fail(Code::invalid, "fuse.plan.scope",
                    fmt::format("The plan says scope: {}, the command line --{}; say it once",
                                to_string(*plan.scope), to_string(*scope)));
    if (!plan.id.empty() && !inputs.id.empty() && plain_name(plan.id) != plain_name(inputs.id))
        return fail(Code::invalid, "fuse.plan.id",
                    "The plan says id: " + plan.id + ", the command line --id " + inputs.id +
                        "; say it once");
    if (!plan.id.empty()) inputs.id = plan.id;
    auto const both = plan.scope ? *plan.scope : scope.value_or(LinkScope::dedupe);
    options.one_to_one = both == LinkScope::one_to_one;
    if (options.one_to_one && plan.has_thresholds)
        return fail(Code::invalid, "fuse.plan.value",
                    "The plan has thresholds, but one-to-one estimates its own; leave them out");
    options.scope = both == LinkScope::dedupe ? linkage::Scope::all : linkage::Scope::across;
    options.pairs_max = plan.pairs_max;
    options.limits = plan.limits;
    for (auto const& column : plan.columns) {
        for (auto const& name : column.also) inputs.renamed.emplace_back(name, column.name);
        if (column.ignored)
            inputs.ignored.push_back(column.name);
        else
            options.columns.push_back(column.known);
    }
    for (auto const& column : survey.columns) {
        auto const is_planned = std::ranges::any_of(
            plan.columns, [&](auto const& one) { return one.name == column.name; });
        if (column.is_number && !is_planned)
            options.columns.push_back({column.name, {}, linkage::Keys::all, column.element});
    }
    return {};
}

Done check(linkage::Records const& records, linkage::Options const& options) {
    for (auto const& known : options.columns) {
        if (known.kind != linkage::Kind::category) continue;
        auto const column = std::ranges::find(records.columns, known.name, &linkage::Column::name);
        if (column == records.columns.end() || column->values.size() <= plan_categories_max)
            continue;
        return fail(Code::limited, "fuse.plan.categories",
                    fmt::format("Column {} has {} different values, too many for compare: category "
                                "(at most {}); write name, text or code",
                                known.name, column->values.size() - 1, plan_categories_max));
    }
    return {};
}

}  // namespace jutong::job

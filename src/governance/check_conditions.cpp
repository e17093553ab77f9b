// Conditions of packs, checked before any row is read.
#include <fmt/format.h>

#include "governance/check.h"
#include "governance/condition.h"

namespace jutong::governance {

namespace {

std::vector<lake::Column> columns_of(catalog::Resource const& resource) {
    std::vector<lake::Column> columns;
    for (auto const& field : resource.fields)
        if (field.element != nullptr)
            columns.push_back({field.name, lake::type_of(field.element->kind())});
    return columns;
}

// The engine's first line says what is wrong; the others show where in a statement of ours.
std::string first_line(std::string const& message) { return message.substr(0, message.find('\n')); }

}  // namespace

Done check_conditions(catalog::Catalog const& catalog, element::Registry const& registry,
                      pack::Problems& problems) {
    std::unique_ptr<lake::Calculator> calculator;
    for (auto const& resource : catalog.resources) {
        for (auto const& rule : resource.rules) {
            if (rule.kind != catalog::DeclaredRule::Kind::condition || rule.sql.empty()) continue;
            auto const note = [&](std::string const& what) {
                problems.push_back({rule.place, "pack.condition",
                                    fmt::format("规则“{}”的条件有误：{}", rule.name, what),
                                    "条件写一行之内信息项之间的关系，如 started <= ended"});
            };
            auto const tokens = tokens_of(rule.sql, resource);
            if (!tokens) {
                note(tokens.error().message);
                continue;
            }
            if (Condition::compile(*tokens, resource)) continue;
            if (!calculator) calculator = TRY(lake::Calculator::open(registry));
            auto const formula = calculator->formula(columns_of(resource), {rule.sql});
            if (!formula && formula.error().code != Code::invalid) return fail(formula.error());
            if (!formula) note(first_line(formula.error().message));
        }
    }
    return {};
}

bool needs_engine(catalog::Resource const& resource) {
    for (auto const& rule : resource.rules) {
        if (rule.kind != catalog::DeclaredRule::Kind::condition) continue;
        auto const tokens = tokens_of(rule.sql, resource);
        if (tokens && !Condition::compile(*tokens, resource)) return true;
    }
    return false;
}

}  // namespace jutong::governance

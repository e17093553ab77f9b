#include "job/quality_examples.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "job/personal.h"

namespace jutong::job {

namespace {

using governance::Kind;
using lake::quoted_name;
using lake::quoted_text;

constexpr std::size_t value_length_max = 40;
constexpr std::int64_t rows_read_max = 5'000'000;  // more are not read again for a few examples

// The field whose value shows what is wrong.
std::optional<std::size_t> field_of(catalog::Resource const& resource, std::string const& rule) {
    for (auto const& of_row :
         {governance::rules_of(resource), governance::table_rules_of(resource)})
        for (auto const& known : of_row)
            if (known.name == rule && known.has_field) return known.field;
    return std::nullopt;
}

Result<std::vector<Example>> flagged_rows(lake::Session& session, catalog::Resource const& resource,
                                          int per_rule) {
    auto const table = quoted_name(resource.table());
    auto const rows = TRY(session.query(fmt::format(
        "WITH current AS (SELECT max(load) AS load FROM meta.load WHERE resource = {0} GROUP BY "
        "file), failing AS (SELECT file, \"row\", unnest(reasons) AS reason, unnest(fields) AS "
        "field FROM quarantine.{1} WHERE (run, file) IN (SELECT (run, file) FROM meta.load WHERE "
        "load IN (FROM current)) UNION ALL SELECT file, \"row\", unnest(flags), "
        "unnest(flag_fields) FROM clean.{1} WHERE len(flags) > 0) "
        "SELECT reason, field, file, \"row\" FROM failing WHERE reason NOT LIKE 'repair.%' QUALIFY "
        "row_number() OVER (PARTITION BY reason, field ORDER BY file, \"row\") <= {2} ORDER BY "
        "reason, field, file, \"row\"",
        quoted_text(resource.name), table, per_rule)));
    std::vector<Example> out;
    std::map<std::string, int> taken;
    for (auto const& row : rows.rows) {
        auto const rule = rule_of(*row[0], row[1].value_or(""));
        if (++taken[rule] <= per_rule) out.push_back({rule, *row[2], std::stoll(*row[3]), {}, {}});
    }
    return out;
}

// What the measuring of the whole table noted: file:row.
Result<std::vector<Example>> table_rows(lake::Session& session, catalog::Resource const& resource,
                                        int per_rule) {
    auto const rows = TRY(session.query(
        "SELECT rule, unnest(examples) FROM (SELECT rule, examples FROM meta.measure_table WHERE "
        "resource = $1 AND a < b QUALIFY measured_at = max(measured_at) OVER (PARTITION BY "
        "resource))",
        {resource.name}));
    std::vector<Example> out;
    std::map<std::string, int> taken;
    for (auto const& row : rows.rows) {
        auto const colon = row[1]->rfind(':');
        if (colon == std::string::npos || ++taken[*row[0]] > per_rule) continue;
        out.push_back(
            {*row[0], row[1]->substr(0, colon), std::stoll(row[1]->substr(colon + 1)), {}, {}});
    }
    return out;
}

Done add_values(lake::Session& session, catalog::Resource const& resource,
                std::vector<Example>& examples) {
    std::string places;
    for (auto const& example : examples)
        places += fmt::format("{}({}, {})", places.empty() ? "" : ", ", quoted_text(example.file),
                              example.row);
    std::string names;
    for (auto const& field : resource.fields) names += ", " + quoted_name(field.name);
    auto const rows = TRY(session.query(
        fmt::format("SELECT file, \"row\"{} FROM raw.{} WHERE (file, \"row\") IN ({})", names,
                    quoted_name(resource.table()), places)));
    std::map<std::pair<std::string, std::int64_t>, std::size_t> by_place;
    for (std::size_t i = 0; i < rows.rows.size(); ++i)
        by_place[{*rows.rows[i][0], std::stoll(*rows.rows[i][1])}] = i;
    for (auto& example : examples) {
        auto const found = by_place.find({example.file, example.row});
        if (found == by_place.end()) continue;
        auto const& row = rows.rows[found->second];
        auto const shown = [&](std::size_t field) {
            return shown_value(resource.fields[field], row[field + 2].value_or(""));
        };
        for (auto const key : resource.key)
            example.key += (example.key.empty() ? "" : "/") + shown(key);
        if (auto const field = field_of(resource, example.rule)) example.value = shown(*field);
    }
    return {};
}

}  // namespace

RuleBook::RuleBook(catalog::Resource const& resource) : resource_(resource) {
    for (auto const& rules : {governance::rules_of(resource), governance::table_rules_of(resource)})
        for (auto const& rule : rules) rules_.emplace(rule.name, rule);
    for (auto const kind : {Kind::fields_given, Kind::usable, Kind::delivered, Kind::agreement}) {
        auto const rule = governance::measured_rule(kind);
        rules_.emplace(rule.name, rule);
    }
}

governance::Rule const* RuleBook::find(std::string const& rule) const {
    auto found = rules_.find(rule);
    if (found == rules_.end()) found = rules_.find(rule.substr(0, rule.find('.')));
    return found == rules_.end() ? nullptr : &found->second;
}

std::string RuleBook::title(std::string const& rule) const {
    auto const* const found = find(rule);
    return found == nullptr ? rule : governance::title_of(*found, resource_);
}

std::string RuleBook::remedy(std::string const& rule) const {
    auto const* const found = find(rule);
    return found == nullptr ? "" : governance::remedy_of(*found);
}

std::string rule_of(std::string const& reason, std::string const& field) {
    constexpr std::string_view own = "governance.";
    if (reason.starts_with("governance.row.")) return "layout";
    if (reason.starts_with("governance.key.")) return "key";
    if (reason.starts_with("governance.rule.")) return reason.substr(own.size());
    if (reason.starts_with(own)) return reason.substr(own.size()) + "." + field;
    return "element." + field;
}

bool RuleBook::rejects(std::string const& rule) const {
    auto const* const found = find(rule);
    return found != nullptr && found->on_failure == catalog::OnFailure::reject;
}

std::string shown_value(catalog::Field const& field, std::string const& text) {
    if (text.empty()) return {};
    if (is_personal(field)) return masked(*field.element, text);
    auto const begin = first_code_points(text, value_length_max);
    return std::string(begin) + (begin.size() < text.size() ? "…" : "");
}

Result<std::vector<Example>> examples_of(Workplace& workplace, catalog::Resource const& resource,
                                         int per_rule) {
    auto session = TRY(workplace.lake().session());
    auto examples = TRY(flagged_rows(session, resource, per_rule));
    auto const of_table = TRY(table_rows(session, resource, per_rule));
    examples.insert(examples.end(), of_table.begin(), of_table.end());
    if (examples.empty()) return examples;
    auto const read = TRY(session.query(
        "SELECT coalesce(sum(read), 0) FROM meta.load WHERE resource = $1", {resource.name}));
    // Without the kept file the place of the row must do.
    if (std::stoll(*read.rows[0][0]) <= rows_read_max)
        static_cast<void>(add_values(session, resource, examples));
    return examples;
}

}  // namespace jutong::job

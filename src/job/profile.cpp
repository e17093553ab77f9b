#include "job/profile.h"

#include <fmt/format.h>

#include "base/text.h"
#include "job/personal.h"
#include "job/quality_examples.h"

namespace jutong::job {

namespace {

constexpr int top_values = 8;
constexpr std::int64_t distinct_max = 5'000;  // of a field whose frequent values are looked for
constexpr std::size_t value_length_max = 60;

std::string value_sql(catalog::Field const& field) {
    auto const name = lake::quoted_name(field.name);
    return field.element->kind() == element::Kind::money ? name + ".amount" : name;
}

std::string shortened(std::string const& text) {
    auto const begin = first_code_points(text, value_length_max);
    return std::string(begin) + (begin.size() < text.size() ? "…" : "");
}

}  // namespace

Result<std::vector<FieldProfile>> profile_of(Workplace& workplace,
                                             catalog::Resource const& resource) {
    auto session = TRY(workplace.lake().session());
    auto const table = "clean." + lake::quoted_name(resource.table());
    std::string counts, tops;
    for (auto const& field : resource.fields)
        counts += fmt::format(
            ", count({0}), approx_count_distinct({0}), min({0})::VARCHAR, "
            "max({0})::VARCHAR",
            value_sql(field));
    auto const all = TRY(session.query(fmt::format("SELECT count(*){} FROM {}", counts, table)));
    auto const& row = all.rows.at(0);
    std::vector<FieldProfile> out;
    for (std::size_t i = 0; i < resource.fields.size(); ++i) {
        auto const& field = resource.fields[i];
        auto const cell = [&](std::size_t k) { return row[1 + 4 * i + k].value_or(""); };
        FieldProfile profile{field.name, std::stoll(row[0].value_or("0")), 0, 0, "", "", {}};
        profile.nulls = profile.rows - std::stoll(cell(0));
        profile.distinct = std::stoll(cell(1));
        if (!is_personal(field)) {
            profile.min = shortened(cell(2));
            profile.max = shortened(cell(3));
        }
        if (profile.distinct > 0 && profile.distinct <= distinct_max)
            tops += fmt::format(
                "{}SELECT * FROM (SELECT {} AS place, {}::VARCHAR AS value, count(*) AS n FROM {} "
                "WHERE {} IS NOT NULL GROUP BY value ORDER BY n DESC, value LIMIT {})",
                tops.empty() ? "" : " UNION ALL ", i, value_sql(field), table, value_sql(field),
                top_values);
        out.push_back(std::move(profile));
    }
    if (tops.empty()) return out;
    auto const values = TRY(session.query(
        fmt::format("SELECT place, value, n FROM ({}) ORDER BY place, n DESC, value", tops)));
    for (auto const& value : values.rows) {
        auto const place = static_cast<std::size_t>(std::stoll(*value[0]));
        auto const& field = resource.fields[place];
        auto const text = value[1].value_or("");
        out[place].top.emplace_back(
            is_personal(field) ? masked(*field.element, text) : shortened(text),
            std::stoll(*value[2]));
    }
    return out;
}

}  // namespace jutong::job

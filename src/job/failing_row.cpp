#include "job/failing_row.h"

#include <algorithm>

#include "base/text.h"
#include "job/quality_examples.h"

namespace jutong::job {

namespace {

// Where the birth date stands in a citizen's number (GB 11643-1999).
constexpr std::size_t birth_begin = 6, birth_end = 14, id_number_length = 18;

std::vector<std::pair<std::size_t, std::size_t>> runs_of_others(std::string_view text) {
    std::vector<std::pair<std::size_t, std::size_t>> marks;
    std::size_t place = 0;
    for (std::size_t at = 0; at < text.size(); ++place) {
        auto const c = next_code_point(text, at);
        auto const fits =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (fits) continue;
        if (!marks.empty() && marks.back().second == place)
            marks.back().second = place + 1;
        else
            marks.emplace_back(place, place + 1);
    }
    return marks;
}

std::optional<std::string> value_of(catalog::Field const& field, std::string_view text,
                                    std::vector<std::string> const& missing) {
    if (std::ranges::find(missing, trim(text)) != missing.end()) return std::nullopt;
    auto const value = field.element->normalise(text);
    if (!value) return std::nullopt;
    return field.element->to_text(*value);
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> marks_of(catalog::Field const& field,
                                                          std::string const& reason,
                                                          std::string_view text) {
    auto const count = length(text);
    if (count == 0) return {};
    if (reason == "governance.length" && field.length_max) {
        auto const from = static_cast<std::size_t>(*field.length_max);
        if (from < count) return {{from, count}};
    }
    if (reason.ends_with(".check_digit")) return {{count - 1, count}};
    if (reason.ends_with(".birth_date") && count == id_number_length)
        return {{birth_begin, birth_end}};
    if (reason.ends_with(".digit") || reason.ends_with(".character"))
        if (auto marks = runs_of_others(text); !marks.empty()) return marks;
    return {{0, count}};
}

FailingRow failing_row(catalog::Resource const& resource, ingest::Layout const& layout,
                       std::vector<std::string> const& missing,
                       std::vector<std::string_view> const& cells,
                       std::vector<RowReason> const& reasons) {
    RuleBook const rules(resource);
    FailingRow out;
    std::vector<std::string_view> by_field(resource.fields.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        FailingRow::Raw raw{{}, std::nullopt, std::string(cells[i])};
        if (i < layout.columns.size()) {
            raw.column = layout.columns[i];
            if (auto const field = layout.field_of_column[i]) {
                raw.field = resource.fields[*field].name;
                by_field[*field] = cells[i];
            }
        }
        out.raw.push_back(std::move(raw));
    }
    for (std::size_t i = 0; i < resource.fields.size(); ++i) {
        auto const& field = resource.fields[i];
        FailingRow::Parsed parsed{
            field.name, field.title, value_of(field, by_field[i], missing), {}};
        for (auto const& reason : reasons)
            if (reason.field == field.name) parsed.reasons.push_back(reason.reason);
        out.parsed.push_back(std::move(parsed));
    }
    for (auto const& [reason, name] : reasons) {
        auto const rule = rule_of(reason, name);
        FailingRow::Reason told{reason, rules.title(rule), name, rules.remedy(rule), {}};
        if (auto const place = resource.find(name))
            told.marks = marks_of(resource.fields[*place], reason, by_field[*place]);
        out.reasons.push_back(std::move(told));
    }
    return out;
}

}  // namespace jutong::job

#include "governance/check.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <unordered_set>

#include <re2/re2.h>

#include "base/text.h"

namespace jutong::governance {

namespace {

// A row is shifted as a whole where so many fields refuse their cells, and more are content with
// cells further on.
constexpr int shifted_failures_min = 2;
constexpr int shift_max = 3;

// Text so short, or of digits alone, is readable as many things.
constexpr std::size_t distinctive_bytes_min = 6;
constexpr std::size_t distinctive_digits_min = 15;
constexpr std::array<std::string_view, 8> misplaced_elements = {
    "id_number", "credit_code", "date",  "timestamp",
    "money_cny", "licence_id",  "phone", "registration_number"};

constexpr std::array<std::string_view, 8> row_reasons = {
    "governance.row.columns",  "governance.row.quote",  "governance.row.length",
    "governance.row.encoding", "governance.row.nul",    "governance.row.shifted",
    "governance.row.json",     "governance.row.formula"};
constexpr std::array<std::string_view, 2> key_reasons = {"governance.key.missing",
                                                         "governance.key.duplicate"};

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>()(text);
    }
};
using TextSet = std::unordered_set<std::string, TextHash, std::equal_to<>>;

// Texts that mean missing, told apart quickly by length.
class MissingWords {
public:
    explicit MissingWords(std::vector<std::string> const& words)
        : words_(words.begin(), words.end()) {
        for (auto const& word : words)
            if (word.size() < lengths_.size()) lengths_.set(word.size());
    }
    bool contains(std::string_view text) const {
        return text.size() < lengths_.size() && lengths_.test(text.size()) && words_.contains(text);
    }

private:
    TextSet words_;
    std::bitset<64> lengths_;
};

}  // namespace

// The rules of one field, ready to run.
struct FieldRules {
    std::vector<std::size_t> rules;  // places of this field's rules, but unique
    std::unique_ptr<re2::RE2> pattern;
    TextSet set;
};

struct Check::Compiled {
    MissingWords missing;
    std::vector<FieldRules> fields;
};

Check::Check(catalog::Resource const& resource, std::vector<std::string> const& missing)
    : resource_(resource),
      rules_(rules_of(resource)),
      compiled_(new Compiled{MissingWords(missing), {}}) {
    compiled_->fields.resize(resource.fields.size());
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        auto const& rule = rules_[i];
        if (rule.kind == Kind::layout || rule.kind == Kind::key || rule.kind == Kind::unique)
            continue;
        compiled_->fields[rule.field].rules.push_back(i);
    }
    for (std::size_t i = 0; i < resource.fields.size(); ++i) {
        auto const& field = resource.fields[i];
        if (!field.pattern.empty())
            compiled_->fields[i].pattern = std::make_unique<re2::RE2>(field.pattern);
        compiled_->fields[i].set.insert(field.set.begin(), field.set.end());
    }
}

Check::~Check() = default;
Check::Check(Check&&) noexcept = default;

namespace {

// What one rule needs to look at one field of a block.
struct Field {
    catalog::Field const& declared;
    element::ValueColumn const& values;
    std::size_t rows;
};

// The value as text; `buffer` holds it where it is not text already.
std::string_view canonical(Field const& field, std::size_t row, std::string& buffer) {
    auto const& values = field.values;
    if (field.declared.element->kind() == element::Kind::text) return values.text[row];
    buffer = field.declared.element->to_text({values.number[row], std::string(values.text[row])});
    return buffer;
}

bool passes(Field const& field, FieldRules const& compiled, Kind kind, std::size_t row) {
    auto const& declared = field.declared;
    std::string buffer;
    switch (kind) {
        case Kind::range: {
            auto const number = field.values.number[row];
            return (!declared.min || number >= *declared.min) &&
                   (!declared.max || number <= *declared.max);
        }
        case Kind::set:
            return compiled.set.contains(canonical(field, row, buffer));
        case Kind::pattern:
            return re2::RE2::PartialMatch(canonical(field, row, buffer), *compiled.pattern);
        case Kind::length:
            return static_cast<std::int64_t>(length(canonical(field, row, buffer))) <=
                   *declared.length_max;
        default:
            return true;
    }
}

// Runs one rule down the column of its field.
void run_rule(Rule const& rule, std::uint16_t place, Field const& field, FieldRules const& compiled,
              Checked& out) {
    auto const& state = field.values.state;
    auto& count = out.counts[place];
    auto const add = [&](std::size_t row, element::State why) {
        out.issues.push_back({static_cast<std::uint32_t>(row), place, why});
    };
    for (std::size_t row = 0; row < field.rows; ++row) {
        if (rule.kind == Kind::required) {
            ++count.b;
            if (state[row] == element::state_null)
                add(row, 0);
            else
                ++count.a;
        } else if (state[row] == element::state_null) {
            continue;
        } else if (rule.kind == Kind::element) {
            ++count.b;
            if (state[row] != element::state_ok)
                add(row, state[row]);
            else
                ++count.a;
        } else if (state[row] == element::state_ok) {
            ++count.b;
            if (passes(field, compiled, rule.kind, row))
                ++count.a;
            else
                add(row, 0);
        }
    }
}

void collect_repairs(std::uint16_t place, element::ValueColumn const& values, std::size_t rows,
                     Checked& out) {
    for (std::size_t row = 0; row < rows; ++row) {
        if (values.repairs[row] == 0 || values.state[row] != element::state_ok) continue;
        for (std::uint8_t bit = 0; bit < 8; ++bit)
            if ((values.repairs[row] >> bit & 1) != 0)
                out.repairs.push_back({static_cast<std::uint32_t>(row), place, bit});
    }
}

}  // namespace

void Check::run(std::vector<std::vector<std::string_view>>& texts, std::size_t rows,
                Checked& out) const {
    out.fields.resize(texts.size());
    out.issues.clear();
    out.repairs.clear();
    out.rejected.assign(rows, 0);
    out.counts.assign(rules_.size(), {});
    for (std::size_t i = 0; i < texts.size(); ++i) {
        for (auto& text : texts[i])
            if (compiled_->missing.contains(text)) text = {};
        auto const& declared = resource_.fields[i];
        declared.element->read({texts[i].data(), rows}, element::Form::normalised, out.fields[i]);
        Field const field{declared, out.fields[i], rows};
        for (auto const place : compiled_->fields[i].rules)
            run_rule(rules_[place], static_cast<std::uint16_t>(place), field, compiled_->fields[i],
                     out);
        collect_repairs(static_cast<std::uint16_t>(i), out.fields[i], rows, out);
    }
    std::ranges::stable_sort(out.issues, {}, &Issue::row);
    std::ranges::stable_sort(out.repairs, {}, &Repair::row);
    for (auto const& issue : out.issues)
        if (rules_[issue.rule].on_failure == catalog::OnFailure::reject)
            out.rejected[issue.row] = 1;
}

// Does a cell that a field refuses stand, readable and unmistakable, in a column that takes any
// text?
bool Check::has_misplaced(std::span<std::string_view const> cells,
                          std::span<std::optional<std::size_t> const> field_of_column) const {
    auto const columns = std::min(cells.size(), field_of_column.size());
    auto const element_of = [&](std::size_t column) -> element::Element const* {
        return field_of_column[column] ? resource_.fields[*field_of_column[column]].element
                                       : nullptr;
    };
    auto const is_distinctive = [](std::string_view cell) {
        auto const digits = std::ranges::all_of(cell, [](char c) { return c >= '0' && c <= '9'; });
        return cell.size() >= (digits ? distinctive_digits_min : distinctive_bytes_min);
    };
    for (std::size_t refused = 0; refused < columns; ++refused) {
        auto const* const element = element_of(refused);
        auto const cell = trim(cells[refused]);
        if (element == nullptr || !element->strict() || cell.empty() ||
            compiled_->missing.contains(cell) || element->valid(cell))
            continue;
        // Names and addresses are too much like other text.
        if (std::ranges::find(misplaced_elements, element->name()) == misplaced_elements.end())
            continue;
        for (std::size_t column = 0; column < columns; ++column) {
            auto const* const other = element_of(column);
            if ((other == nullptr || !other->strict()) && is_distinctive(cells[column]) &&
                element->valid(cells[column]))
                return true;
        }
    }
    return false;
}

bool Check::is_shifted(std::span<std::string_view const> cells,
                       std::span<std::optional<std::size_t> const> field_of_column) const {
    auto const columns =
        static_cast<std::ptrdiff_t>(std::min(cells.size(), field_of_column.size()));
    struct Fit {
        int fitting = 0;
        int failing = 0;
    };
    auto const fit_when_moved_by = [&](std::ptrdiff_t shift) {
        Fit fit;
        for (std::ptrdiff_t column = 0; column < columns; ++column) {
            auto const from = column + shift;
            auto const field = field_of_column[static_cast<std::size_t>(column)];
            if (!field || from < 0 || from >= columns) continue;
            auto const* const element = resource_.fields[*field].element;
            auto const cell = cells[static_cast<std::size_t>(from)];
            if (!element->strict() || trim(cell).empty() || compiled_->missing.contains(cell))
                continue;
            ++(element->valid(cell) ? fit.fitting : fit.failing);
        }
        return fit;
    };
    auto const as_is = fit_when_moved_by(0);
    if (as_is.failing == 0) return false;
    if (has_misplaced(cells, field_of_column)) return true;
    if (as_is.failing < shifted_failures_min) return false;
    for (std::ptrdiff_t shift = 1; shift <= shift_max; ++shift)
        for (auto const moved : {fit_when_moved_by(shift), fit_when_moved_by(-shift)})
            if (moved.fitting >= shifted_failures_min && moved.fitting > as_is.fitting) return true;
    return false;
}

void Check::fail_row(Checked& checked, std::uint32_t row, RowFault fault) const {
    checked.issues.push_back({row, layout_rule, static_cast<element::State>(fault)});
    checked.rejected[row] = 1;
}

void Check::fail_row(Checked& checked, std::uint32_t row, KeyFault fault) const {
    checked.issues.push_back({row, key_rule, static_cast<element::State>(fault)});
    checked.rejected[row] = 1;
}

void Check::fail_unique(Checked& checked, std::uint32_t row, std::size_t rule) const {
    checked.issues.push_back({row, static_cast<std::uint16_t>(rule), 0});
    if (rules_[rule].on_failure == catalog::OnFailure::reject) checked.rejected[row] = 1;
}

std::string_view Check::reason(Issue const& issue) const {
    auto const& rule = rules_[issue.rule];
    if (rule.kind == Kind::layout) return row_reasons[issue.state - 1U];
    if (rule.kind == Kind::key) return key_reasons[issue.state - 1U];
    if (rule.kind != Kind::element) return rule.reason;
    return resource_.fields[rule.field].element->failures()[issue.state - 1U];
}

std::string_view Check::reason(Repair const& repair) const {
    return resource_.fields[repair.field].element->repairs()[repair.bit];
}

}  // namespace jutong::governance

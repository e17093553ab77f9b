#include "governance/check.h"

#include <algorithm>
#include <array>

#include "base/verify.h"
#include "governance/compiled.h"

namespace jutong::governance {

namespace {

constexpr std::array<std::string_view, 8> row_reasons = {
    "governance.row.columns",  "governance.row.quote",  "governance.row.length",
    "governance.row.encoding", "governance.row.nul",    "governance.row.shifted",
    "governance.row.json",     "governance.row.formula"};
constexpr std::array<std::string_view, 2> key_reasons = {"governance.key.missing",
                                                         "governance.key.duplicate"};

KernelPtr kernel_of(Rule const& rule, catalog::Field const& field) {
    switch (rule.kind) {
        case Kind::range:
            return range_kernel(field);
        case Kind::set:
            return set_kernel(field);
        case Kind::pattern:
            return pattern_kernel(field);
        case Kind::length:
            return length_kernel(field);
        default:
            return nullptr;
    }
}

Column column_of(element::ValueColumn const& values, std::size_t rows) {
    Column column;
    column.text = {values.text.data(), rows};
    column.number = {values.number.data(), rows};
    column.rows = rows;
    column.ok = mask_of_bytes(values.state.data(), rows, element::state_ok);
    column.present =
        Mask::all(rows) - mask_of_bytes(values.state.data(), rows, element::state_null);
    return column;
}

void collect_repairs(std::uint16_t place, element::ValueColumn const& values, Mask const& ok,
                     std::vector<Repair>& out) {
    auto const mended =
        ok - mask_of_bytes(values.repairs.data(), values.repairs.size(), std::uint8_t{0});
    mended.for_each([&](std::size_t row) {
        for (std::uint8_t bit = 0; bit < 8; ++bit)
            if ((values.repairs[row] >> bit & 1) != 0)
                out.push_back({static_cast<std::uint32_t>(row), place, bit});
    });
}

}  // namespace

Check::Check(catalog::Resource const& resource, std::vector<std::string> const& missing,
             Means means)
    : resource_(resource),
      rules_(rules_of(resource)),
      means_(means),
      compiled_(new Compiled(missing)) {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        auto const& rule = rules_[i];
        if (rule.kind == Kind::condition) {
            auto const tokens = tokens_of(rule.declared->sql, resource);
            verify(tokens.has_value(), "conditions were checked with their pack");
            if (auto condition = Condition::compile(*tokens, resource)) {
                compiled_->conditions.push_back({i, std::move(*condition)});
                continue;
            }
            compiled_->engine_rules.push_back(i);
            compiled_->engine_conditions.push_back(rule.declared->sql);
            for (auto const field : fields_of(*tokens, resource))
                if (std::ranges::find(compiled_->engine_fields, field) ==
                    compiled_->engine_fields.end())
                    compiled_->engine_fields.push_back(field);
        } else if (auto kernel = kernel_of(rule, resource.fields[rule.field])) {
            compiled_->kernels.push_back({i, std::move(kernel)});
        }
    }
}

Check::~Check() = default;
Check::Check(Check&&) noexcept = default;

Done Check::run(std::vector<std::vector<std::string_view>>& texts, std::size_t rows,
                Checked& out) const {
    out.rows = rows;
    out.fields.resize(texts.size());
    out.columns.resize(texts.size());
    out.repairs.clear();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        for (auto& text : texts[i])
            if (compiled_->missing.contains(text)) text = {};
        auto& values = out.fields[i];
        resource_.fields[i].element->read({texts[i].data(), rows}, element::Form::normalised,
                                          values);
        out.columns[i] = column_of(values, rows);
        collect_repairs(static_cast<std::uint16_t>(i), values, out.columns[i].ok, out.repairs);
    }
    std::ranges::stable_sort(out.repairs, {}, &Repair::row);
    judge(out);
    TRY(judge_conditions(out));
    note_issues(out);
    return {};
}

Done Check::run(lake::Batch const& batch, Checked& out) const {
    out.rows = batch.rows;
    out.fields.resize(resource_.fields.size());
    out.columns.resize(resource_.fields.size());
    for (std::size_t i = 0; i < out.columns.size(); ++i) {
        auto const& values = batch.columns[i];
        auto const& element = *resource_.fields[i].element;
        if (values.number.size() < batch.rows) {  // texts
            element.read(values.text, element::Form::normalised, out.fields[i]);
            out.columns[i] = column_of(out.fields[i], batch.rows);
            continue;
        }
        auto& column = out.columns[i];
        column.text = values.text;
        column.number = values.number;
        column.rows = batch.rows;
        column.ok = mask_of_bytes(values.null.data(), batch.rows, std::uint8_t{0});
        column.present = column.ok;
    }
    judge(out);
    return judge_conditions(out);
}

// Rules of single fields.
void Check::judge(Checked& out) const {
    out.judged.resize(rules_.size());
    out.failed.resize(rules_.size());
    auto const all = Mask::all(out.rows);
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        auto const& rule = rules_[i];
        out.judged[i] = out.failed[i] = {};
        if (rule.kind == Kind::required) {
            out.judged[i] = all;
            out.failed[i] = all - out.columns[rule.field].present;
        } else if (rule.kind == Kind::element) {
            auto const& column = out.columns[rule.field];
            out.judged[i] = column.present;
            out.failed[i] = column.present - column.ok;
        }
    }
    for (auto const& [rule, kernel] : compiled_->kernels) {
        auto const& column = out.columns[rules_[rule].field];
        out.judged[rule] = column.ok;
        out.failed[rule] = column.ok - kernel->holds(column);
    }
    if (means_.cities == nullptr || !resource_.division) return;
    auto const& column = out.columns[*resource_.division];
    means_.cities->find(*resource_.fields[*resource_.division].element, column.text, out.cities);
    (all - column.ok).for_each([&](std::size_t row) { out.cities[row] = no_city; });
}

Done Check::judge_conditions(Checked& out) const {
    for (auto const& [rule, condition] : compiled_->conditions) {
        auto const truth = condition.evaluate(out.columns, out.rows);
        out.judged[rule] = truth.yes | truth.no;
        out.failed[rule] = truth.no;
    }
    return compiled_->engine_rules.empty() || out.rows == 0 ? Done() : ask_engine(out);
}

Done Check::ask_engine(Checked& out) const {
    auto const& fields = compiled_->engine_fields;
    if (!out.formula) {
        verify(means_.calculator != nullptr, "conditions that need the engine are given it");
        std::vector<lake::Column> columns;
        for (auto const field : fields)
            columns.push_back({resource_.fields[field].name,
                               lake::type_of(resource_.fields[field].element->kind())});
        out.formula =
            TRY(means_.calculator->formula(std::move(columns), compiled_->engine_conditions));
    }
    std::vector<std::uint8_t> nulls(out.rows);
    auto const fill = [&](lake::BatchWriter& writer) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            auto const& column = out.columns[fields[i]];
            for (std::size_t row = 0; row < out.rows; ++row)
                nulls[row] = column.ok.test(row) ? 0 : 1;
            auto const kind = resource_.fields[fields[i]].element->kind();
            if (kind == element::Kind::text)
                writer.text(i, column.text, nulls);
            else if (kind == element::Kind::money)
                writer.money(i, column.number, column.text, nulls);
            else
                writer.number(i, column.number, nulls);
        }
    };
    std::vector<std::vector<lake::Answer>> answers;
    TRY(out.formula->evaluate(out.rows, fill, answers));
    for (std::size_t i = 0; i < answers.size(); ++i) {
        auto const rule = compiled_->engine_rules[i];
        auto const& answer = answers[i];
        out.failed[rule] =
            mask_where(out.rows, [&](std::size_t row) { return answer[row] == lake::Answer::no; });
        out.judged[rule] = mask_where(
            out.rows, [&](std::size_t row) { return answer[row] != lake::Answer::unknown; });
    }
    return {};
}

// Only rows that fail something are looked at.
void Check::note_issues(Checked& out) const {
    out.issues.clear();
    out.rejected.assign(out.rows, 0);
    Mask any;
    std::vector<std::uint16_t> failing;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        if (!out.failed[i].any()) continue;
        failing.push_back(static_cast<std::uint16_t>(i));
        any |= out.failed[i];
        if (rules_[i].on_failure == catalog::OnFailure::reject)
            out.failed[i].for_each([&](std::size_t row) { out.rejected[row] = 1; });
    }
    any.for_each([&](std::size_t row) {
        for (auto const i : failing) {
            if (!out.failed[i].test(row)) continue;
            auto const& rule = rules_[i];
            auto const state =
                rule.kind == Kind::element ? out.fields[rule.field].state[row] : element::State{0};
            out.issues.push_back({static_cast<std::uint32_t>(row), i, state});
        }
    });
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

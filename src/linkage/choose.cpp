#include "linkage/choose.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <limits>

#include "linkage/model.h"

namespace jutong::linkage {

namespace {

constexpr double information_min = 0.05;
constexpr Row sequence_rows_min = 20;
constexpr double sequence_gaps_max = 1.2;  // numbers passed over and used, for each used one

KnownColumn known_of(std::span<KnownColumn const> known, std::string const& name) {
    auto const found = std::ranges::find(known, name, &KnownColumn::name);
    return found == known.end() ? KnownColumn{name, {}, Keys::all, nullptr} : *found;
}

// Of one source only: two that have the same numbers may mean the same subjects by them.
bool is_sequence(Records const& records, Field const& field) {
    auto const& values = field.column().values;
    auto const rows = records.rows();
    if (records.sources.size() != 1 || rows < sequence_rows_min || field.filled() != rows ||
        values.size() != std::size_t{rows} + 1)
        return false;
    auto least = std::numeric_limits<std::int64_t>::max();
    std::int64_t most = 0;
    for (Term term = 1; term < values.size(); ++term) {
        auto const text = values.at(term);
        std::int64_t number = 0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size()) return false;
        least = std::min(least, number);
        most = std::max(most, number);
    }
    return static_cast<double>(most - least) < sequence_gaps_max * rows;
}

Use use_of(Records const& records, Field const& field, KnownColumn const& known) {
    if (field.filled() == 0) return Use::empty;
    if (field.information() <= 0) return Use::constant;
    if (field.information() < information_min) return Use::telling_little;
    return !known.kind && is_sequence(records, field) ? Use::sequence : Use::compared;
}

}  // namespace

std::string_view to_string(Use use) {
    constexpr std::array<std::string_view, 6> names = {"compared",       "empty",    "constant",
                                                       "telling_little", "sequence", "surplus"};
    return names[static_cast<std::size_t>(use)];
}

std::vector<Field> choose_fields(Records const& records, element::Reference const& reference,
                                 std::span<KnownColumn const> known, std::vector<ColumnUse>& uses) {
    std::vector<Field> fields;
    for (auto const& column : records.columns) {
        auto const one = known_of(known, column.name);
        Field field(column, records.rows(), reference, one);
        uses.push_back({column.name, use_of(records, field, one), field.kind(),
                        column.values.size() - 1, field.filled(), field.information()});
        if (uses.back().use == Use::compared) fields.push_back(std::move(field));
    }
    if (fields.size() <= fields_max) return fields;
    auto const told = [&](auto const& of) { return of.information() * of.filled(); };
    std::vector<double> all;
    for (auto const& field : fields) all.push_back(told(field));
    std::ranges::nth_element(all, all.begin() + fields_max - 1, std::greater<>());
    auto const least = all[fields_max - 1];
    std::erase_if(fields, [&](Field const& field) { return told(field) < least; });
    for (auto& use : uses)
        if (use.use == Use::compared && use.information * use.filled < least)
            use.use = Use::surplus;
    return fields;
}

std::vector<Guard> guards_of(Records const& records, std::span<KnownColumn const> known) {
    std::vector<Guard> out;
    for (auto const& one : known) {
        if (one.number == nullptr) continue;
        auto const column = std::ranges::find(records.columns, one.name, &Column::name);
        if (column == records.columns.end()) continue;
        std::vector<std::string_view> texts;
        for (Term term = 0; term < column->values.size(); ++term)
            texts.push_back(column->values.at(term));
        element::ValueColumn read;
        one.number->read(texts, element::Form::normalised, read);
        // What reading had to add, as to old numbers of 15 digits, has no check digit of its own.
        auto const is_proven = [&](Term term) {
            return read.state[term] == element::state_ok &&
                   read.text[term].size() <= texts[term].size();
        };
        Values numbers;
        auto& guard = out.emplace_back();
        guard.column = static_cast<std::size_t>(column - records.columns.begin());
        for (Term term = 0; term < texts.size(); ++term)
            guard.numbers.push_back(is_proven(term) ? numbers.add(read.text[term]) : no_value);
    }
    return out;
}

}  // namespace jutong::linkage

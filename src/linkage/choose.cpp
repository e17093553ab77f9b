#include "linkage/choose.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

#include "linkage/model.h"
#include "linkage/parallel.h"

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
bool is_sequence(Records const& records, Column const& column) {
    auto const& values = column.values;
    auto const rows = records.rows();
    if (records.sources.size() != 1 || rows < sequence_rows_min ||
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

ColumnUse use_of(Records const& records, Column const& column, KnownColumn const& known) {
    ColumnUse out;
    out.name = column.name;
    out.values = column.values.size() - 1;
    auto const counts = counts_of(column);
    out.filled = counts.filled;
    out.information = counts.information;
    if (out.filled == 0)
        out.use = Use::empty;
    else if (out.values == 1)
        out.use = Use::constant;
    else if (out.information < information_min)
        out.use = Use::telling_little;
    else if (!known.kind && is_sequence(records, column))
        out.use = Use::sequence;
    return out;
}

}  // namespace

std::string_view to_string(Use use) {
    constexpr std::array<std::string_view, 6> names = {"compared",       "empty",    "constant",
                                                       "telling_little", "sequence", "surplus"};
    return names[static_cast<std::size_t>(use)];
}

std::vector<ColumnUse> choose_columns(Records& records, std::span<KnownColumn const> known) {
    std::vector<ColumnUse> uses;
    std::vector<double> told;
    for (auto const& column : records.columns) {
        uses.push_back(use_of(records, column, known_of(known, column.name)));
        if (uses.back().use == Use::compared)
            told.push_back(uses.back().information * uses.back().filled);
    }
    if (told.size() > fields_max) {
        std::ranges::nth_element(told, told.begin() + fields_max - 1, std::greater<>());
        std::size_t kept = 0;
        for (auto& use : uses)
            if (use.use == Use::compared &&
                (use.information * use.filled < told[fields_max - 1] || kept++ >= fields_max))
                use.use = Use::surplus;
    }
    std::vector<Column> used;
    for (std::size_t i = 0; i < uses.size(); ++i)
        if (uses[i].use == Use::compared || known_of(known, uses[i].name).number != nullptr)
            used.push_back(std::move(records.columns[i]));
    records.columns = std::move(used);
    return uses;
}

std::vector<Field> fields_of(Records const& records, element::Reference const& reference,
                             std::span<KnownColumn const> known, std::vector<ColumnUse>& uses,
                             int threads) {
    std::vector<Column const*> columns;
    std::vector<ColumnUse*> used;
    for (auto const& column : records.columns) {
        auto const use = std::ranges::find(uses, column.name, &ColumnUse::name);
        if (use == uses.end() || use->use != Use::compared) continue;
        columns.push_back(&column);
        used.push_back(&*use);
    }
    std::vector<std::optional<Field>> made(columns.size());
    in_parts(columns.size(), threads, [&](std::size_t at, std::size_t) {
        auto const& column = *columns[at];
        made[at].emplace(column, records.rows(), reference, known_of(known, column.name));
    });
    std::vector<Field> fields;
    for (std::size_t i = 0; i < made.size(); ++i) {
        used[i]->kind = made[i]->kind();
        fields.push_back(std::move(*made[i]));
    }
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

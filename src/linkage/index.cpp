#include "linkage/index.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

#include "base/verify.h"
#include "linkage/shares.h"

namespace jutong::linkage {

namespace {

// Above so many rows keys of values with an error are too many.
constexpr Row generous_rows_max = 300'000;
// What more rows have finds nobody: at least so many, and of many rows one in a hundred.
constexpr Row common_rows_min = 20'000;
constexpr Row common_share = 100;
// New words before pairs of characters get new numbers.
constexpr std::uint32_t room_for_words = 4096;
constexpr std::size_t kinds_of_keys = 5;

// 2009年6月19日 is 2009-06-19. What is no day stays as it is.
std::string_view day_form(std::string_view value, std::string& kept) {
    auto const day = read_day(value);
    if (day.year == 0) return value;
    kept.clear();
    fmt::format_to(std::back_inserter(kept), "{}-{}-{}", day.year, int{day.month}, int{day.day});
    return kept;
}

void spell_alike(Column& column) {
    Values values;
    std::vector<Term> now(column.values.size(), no_value);
    std::string kept;
    for (Term term = 1; term < now.size(); ++term)
        now[term] = values.add(day_form(column.values.at(term), kept));
    for (auto& code : column.codes) code = now[code];
    column.values = std::move(values);
}

std::size_t kind_of(std::uint64_t key) {
    return (key & key_is_hash) != 0 ? 0 : static_cast<std::size_t>(key >> 40U);
}

}  // namespace

Index::Rows::Rows(Row most) : by_kind(kinds_of_keys, Postings(most)) {}

std::span<Row const> Index::Rows::of(std::uint64_t key) const {
    auto const& lists = by_kind[kind_of(key)];
    return lists.of((key & key_is_hash) != 0 ? hashes.find(key) : static_cast<std::uint32_t>(key));
}

std::uint32_t Index::Rows::list_of(std::uint64_t key) {
    return (key & key_is_hash) != 0 ? hashes.of(key) : static_cast<std::uint32_t>(key);
}

Postings& Index::Rows::postings(std::uint64_t key) { return by_kind[kind_of(key)]; }

Result<Index> Index::make(Learned learned, Records records, element::Reference const& reference) {
    std::vector<Column> columns;
    auto const rows = records.rows();
    for (auto const& field : learned.fields) {
        auto const found = std::ranges::find(records.columns, field.column, &Column::name);
        if (found == records.columns.end())
            return fail(Code::invalid, "linkage.index.column",
                        fmt::format("The model compares a column {}, which the rows do not have",
                                    field.column));
        columns.push_back(std::move(*found));
    }
    std::vector<Column>().swap(records.columns);
    Index out(std::move(learned), std::move(columns), reference);
    out.make_rows(rows);
    return out;
}

Index::Index(Learned learned, std::vector<Column> columns, element::Reference const& reference)
    : reference_(&reference), learned_(std::move(learned)), columns_(std::move(columns)) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        auto const& field = learned_.fields[i];
        if (field.kind == Kind::date) spell_alike(columns_[i]);
        auto const rows = static_cast<Row>(columns_[i].codes.size());
        fields_.emplace_back(columns_[i], rows, reference, learned_.known(i), room_for_words);
        auto& together = together_.emplace_back();
        if (field.association) {
            together.levels = field.association->levels;
            together.values = static_cast<std::uint32_t>(field.association->values.size());
            for (auto const& value : field.association->values) together.known.add(value);
        }
        auto const& bits = learned_.classes.front().bits[i];
        auto const levels = static_cast<std::ptrdiff_t>(field.comparison.levels);
        best_bits_.push_back(static_cast<float>(
            std::max(0.0, *std::max_element(bits.begin() + 1, bits.begin() + levels))));
    }
    order_.resize(fields_.size());
    std::iota(order_.begin(), order_.end(), 0);
    std::ranges::stable_sort(order_, {}, [&](std::size_t i) { return cost_of(fields_[i].kind()); });
}

void Index::place_categories(std::size_t field) {
    auto& together = together_[field];
    if (together.levels.empty()) return;
    auto const& values = columns_[field].values;
    for (auto term = static_cast<Term>(together.places.size()); term < values.size(); ++term) {
        auto const found = together.known.find(values.at(term));
        together.places.push_back(found == no_value ? together.values : found);
    }
}

void Index::for_keys(Row row, auto const& use) {
    auto const* const codes = codes_of(row);
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        if (codes[i] == no_value) continue;
        keys_.clear();
        fields_[i].keys(codes[i], generous_, keys_);
        // A date has parts that are alike, a code two equal halves.
        std::ranges::sort(keys_);
        auto const repeated = std::ranges::unique(keys_);
        keys_.erase(repeated.begin(), repeated.end());
        for (auto const key : keys_) use(by_key_[i], key);
    }
}

void Index::make_rows(Row rows) {
    rows_ = rows;
    generous_ = rows <= generous_rows_max;
    codes_.resize(std::size_t{rows} * fields_.size());
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        for (Row row = 0; row < rows; ++row)
            codes_[std::size_t{row} * fields_.size() + i] = columns_[i].codes[row];
        std::vector<Term>().swap(columns_[i].codes);
        by_key_.emplace_back(std::max(common_rows_min, rows / common_share));
        place_categories(i);
    }
    for (Row row = 0; row < rows; ++row)
        for_keys(row, [](Rows& keys, std::uint64_t key) {
            keys.postings(key).count(keys.list_of(key), 1);
        });
    for (auto& keys : by_key_)
        for (auto& postings : keys.by_kind) postings.lay_out();
    for (Row row = 0; row < rows; ++row)
        for_keys(row, [&](Rows& keys, std::uint64_t key) {
            keys.postings(key).fill(keys.list_of(key), row);
        });
    for (auto& keys : by_key_)
        for (auto& postings : keys.by_kind) postings.filled();
}

std::string_view Index::one_form(std::size_t field, std::string_view value,
                                 std::string& kept) const {
    return learned_.fields[field].kind == Kind::date ? day_form(value, kept) : value;
}

bool Index::is_same(Row row, std::span<std::string_view const> values) const {
    std::string kept;
    for (std::size_t i = 0; i < fields_.size(); ++i)
        if (value(row, i) != one_form(i, values[i], kept)) return false;
    return true;
}

Done Index::check(std::span<std::string_view const> values) const {
    verify(values.size() == fields_.size(), "a value for each field");
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i].size() > value_bytes_max)
            return fail(
                Code::limited, "linkage.index.value",
                fmt::format("A value of {} has over {} bytes", columns_[i].name, value_bytes_max));
    return {};
}

void Index::put(Row row, std::span<std::string_view const> values) {
    std::string kept;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        auto const before = columns_[i].values.size();
        auto const term = columns_[i].values.add(one_form(i, values[i], kept));
        if (columns_[i].values.size() > before) {
            fields_[i].grow(*reference_);
            place_categories(i);
        }
        fields_[i].count(term, 1);
        codes_[std::size_t{row} * fields_.size() + i] = term;
    }
    for_keys(row, [&](Rows& keys, std::uint64_t key) {
        keys.postings(key).add(keys.list_of(key), row);
    });
    ++rows_;
}

void Index::take_out(Row row) {
    for_keys(row, [&](Rows& keys, std::uint64_t key) {
        keys.postings(key).remove(keys.list_of(key), row);
    });
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        auto& term = codes_[std::size_t{row} * fields_.size() + i];
        fields_[i].count(term, -1);
        term = no_value;
    }
    --rows_;
}

Result<Row> Index::add(std::span<std::string_view const> values) {
    TRY(check(values));
    if (!free_.empty()) {
        auto const row = free_.back();
        free_.pop_back();
        put(row, values);
        return row;
    }
    auto const row = codes_.size() / fields_.size();
    if (row >= linkage::rows_max)
        return fail(Code::limited, "linkage.index.rows", "The index has no room for more rows");
    codes_.resize(codes_.size() + fields_.size(), no_value);
    put(static_cast<Row>(row), values);
    return static_cast<Row>(row);
}

Done Index::replace(Row row, std::span<std::string_view const> values) {
    TRY(check(values));
    take_out(row);
    put(row, values);
    return {};
}

void Index::remove(Row row) {
    take_out(row);
    free_.push_back(row);
}

}  // namespace jutong::linkage

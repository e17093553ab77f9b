#include "linkage/field.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>

#include <xxhash.h>

#include "base/random.h"
#include "base/text.h"
#include "element/clean.h"
#include "linkage/numbering.h"

namespace jutong::linkage {

namespace {

constexpr std::uint32_t categories_max = 64;
constexpr double days_min = 0.8;   // share of the values that are days: then the column is of days
constexpr double codes_min = 0.8;  // the same of values with many digits
constexpr double many_words = 2.6;
constexpr std::size_t code_length_min = 5;

constexpr std::array<std::string_view, 6> name_levels = {
    "equal",    "one letter or the same reading", "alike", "a part, an initial", "a little",
    "different"};
constexpr std::array<std::string_view, 7> text_levels = {
    "equal", "nearly all words", "most words", "half of the words", "a third",
    "a few", "different"};
constexpr std::array<std::string_view, 4> code_levels = {"equal", "one sign", "two signs",
                                                         "different"};
constexpr std::array<std::string_view, 4> number_levels = {"equal", "one digit", "near",
                                                           "different"};
constexpr std::array<std::string_view, 6> day_levels = {
    "equal",    "one digit, or day and month exchanged", "two parts", "year only known", "one part",
    "different"};
constexpr std::array<std::string_view, 2> category_levels = {"equal", "different"};

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
    return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

std::uint64_t letters_of(element::Points points) {
    std::uint64_t out = 0;
    for (auto const c : points)
        if (c != ' ') out |= 1ULL << (mixed(c) >> 58);
    return out;
}

std::uint64_t bag_of(element::Points points) {
    std::uint64_t out = 0;
    for (auto const c : points)
        if (auto const at = (c & 15U) * 4; (out >> at & 15U) < 15) out += 1ULL << at;
    return out;
}

bool has_digits_only(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

int number_of(std::string_view digits) {
    int out = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return out;
}

void for_each_word(std::string_view text, auto const& take) {
    for (std::size_t begin = 0; begin < text.size();) {
        auto const end = std::min(text.find(' ', begin), text.size());
        if (end > begin) take(text.substr(begin, end - begin));
        begin = end + 1;
    }
}

std::size_t count_words(std::string_view text) {
    std::size_t words = 0;
    auto const han = static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0xE4; }));
    for_each_word(text, [&](auto) { ++words; });
    return std::max(words, han / 3);  // a long Chinese text is no single word
}

}  // namespace

std::string_view to_string(Kind kind) {
    constexpr std::array<std::string_view, 6> names = {"name",   "text", "code",
                                                       "number", "date", "category"};
    return names[static_cast<std::size_t>(kind)];
}

Day read_day(std::string_view plain) {
    std::array<std::string_view, 3> parts;
    std::size_t found = 0;
    for (std::size_t i = 0; i < plain.size();) {
        if (plain[i] < '0' || plain[i] > '9') {
            ++i;
            continue;
        }
        auto const begin = i;
        while (i < plain.size() && plain[i] >= '0' && plain[i] <= '9') ++i;
        if (found < 3) parts[found] = plain.substr(begin, i - begin);
        if (++found == 3) break;
    }
    auto const day = [](std::string_view y, std::string_view m, std::string_view d) {
        return Day{static_cast<std::int16_t>(number_of(y)), static_cast<std::int8_t>(number_of(m)),
                   static_cast<std::int8_t>(number_of(d))};
    };
    if (found == 1 && parts[0].size() == 8 && plain.size() == 8) {
        auto const text = parts[0];
        auto const first = number_of(text.substr(0, 4));
        if (first >= 1500 && first <= 2200)
            return day(text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
        auto const last = number_of(text.substr(4, 4));
        if (last >= 1500 && last <= 2200)
            return day(text.substr(4, 4), text.substr(2, 2), text.substr(0, 2));
        return {};
    }
    if (found != 3) return {};
    if (parts[0].size() == 4 && parts[1].size() <= 2 && parts[2].size() <= 2)
        return day(parts[0], parts[1], parts[2]);
    if (parts[2].size() == 4 && parts[0].size() <= 2 && parts[1].size() <= 2) {
        // 31/12/1980 and 12/31/1980; in doubt day first.
        if (number_of(parts[1]) > 12) return day(parts[2], parts[0], parts[1]);
        return day(parts[2], parts[1], parts[0]);
    }
    return {};
}

ValueCounts counts_of(Column const& column) {
    ValueCounts out;
    out.frequency.assign(column.values.size(), 0);
    for (auto const term : column.codes) ++out.frequency[term];
    out.frequency[no_value] = 0;
    for (auto const n : out.frequency) out.filled += n;
    for (auto const n : out.frequency)
        if (n > 0) out.information -= n * std::log2(static_cast<double>(n) / out.filled);
    if (out.filled > 0) out.information /= out.filled;
    return out;
}

Field::Field(Column const& column, Row rows, element::Reference const& reference,
             KnownColumn const& known)
    : column_(&column), keys_(known.keys), counts_(counts_of(column)) {
    read_days();
    kind_ = known.kind.value_or(likely_kind());
    if (kind_ != Kind::date) std::vector<Day>().swap(days_);
    if (kind_ != Kind::text) read_points();
    if (kind_ == Kind::number)
        for (Term term = 0; term < column.values.size(); ++term)
            numbers_.push_back(
                has_digits_only(column.values.at(term)) ? number_of(column.values.at(term)) : -1);
    if (kind_ == Kind::name) read_readings(reference);
    if (kind_ == Kind::name || kind_ == Kind::text) read_words(rows);
}

void Field::read_points() {
    auto const& values = column_->values;
    letters_.resize(values.size());
    if (kind_ == Kind::code) bags_.resize(values.size());
    point_begins_.assign(2, 0);
    for (Term term = 1; term < values.size(); ++term) {
        auto const text = values.at(term);
        for (std::size_t at = 0; at < text.size();) points_.push_back(next_code_point(text, at));
        point_begins_.push_back(static_cast<std::uint32_t>(points_.size()));
        letters_[term] = letters_of(points_of(term));
        if (kind_ == Kind::code) bags_[term] = bag_of(points_of(term));
    }
}

void Field::read_days() {
    auto const& values = column_->values;
    days_.resize(values.size());
    for (Term term = 1; term < values.size(); ++term) days_[term] = read_day(values.at(term));
}

Kind Field::likely_kind() const {
    auto const& values = column_->values;
    double days = 0, codes = 0, numbers = 0, words = 0, mixed_codes = 0;
    for (Term term = 1; term < values.size(); ++term) {
        auto const text = values.at(term);
        auto const n = static_cast<double>(counts_.frequency[term]);
        if (days_[term].year != 0) days += n;
        auto const digits =
            std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
        if (has_digits_only(text)) (text.size() >= code_length_min ? codes : numbers) += n;
        // 91370100MA3C…, 137-0000-0000
        else if (text.size() >= code_length_min && text.find(' ') == std::string_view::npos &&
                 digits * 2 >= static_cast<std::ptrdiff_t>(text.size()))
            mixed_codes += n;
        words += n * static_cast<double>(count_words(text));
    }
    auto const all = std::max(1.0, static_cast<double>(counts_.filled));
    auto const different = static_cast<double>(values.size() - 1);
    if (days >= days_min * all) return Kind::date;
    if (different <= categories_max && different * 20 <= all && numbers + codes < codes_min * all)
        return Kind::category;
    if (codes + mixed_codes + numbers >= codes_min * all)
        return codes + mixed_codes >= numbers ? Kind::code : Kind::number;
    return words >= many_words * all ? Kind::text : Kind::name;
}

void Field::read_readings(element::Reference const& reference) {
    auto const& values = column_->values;
    Values readings;
    readings_.resize(values.size());
    for (Term term = 1; term < values.size(); ++term) {
        auto const text = values.at(term);
        std::size_t at = 0;
        if (static_cast<unsigned char>(text[0]) < 0xE3) continue;
        if (!element::is_han(next_code_point(text, at))) continue;
        readings_[term] = readings.add(reference.name_pinyin(text));
    }
}

namespace {

// Takes the words of a value, and of Chinese, which has no spaces, its pairs of characters.
void for_each_word_or_pair(std::string_view value, auto const& take_word, auto const& take_pair) {
    for_each_word(value, [&](std::string_view part) {
        if (static_cast<unsigned char>(part[0]) < 0xE3) return take_word(part);
        std::size_t at = 0;
        auto before = next_code_point(part, at);
        if (at == part.size()) return take_pair(before, 0);
        while (at < part.size()) {
            auto const c = next_code_point(part, at);
            take_pair(before, c);
            before = c;
        }
    });
}

}  // namespace

void Field::read_words(Row rows) {
    constexpr auto is_pair = 1U << 31U;  // until it is known how many words there are
    auto const& values = column_->values;
    Values words;
    Numbering pairs;
    std::vector<std::string_view> pair_texts;
    std::vector<std::uint32_t> rows_with_word(1, 0), rows_with_pair;
    words_.begins.assign(2, 0);
    auto& items = words_.items;
    auto const take_word = [&](std::string_view part) { items.push_back(words.add(part)); };
    auto const take_pair = [&](char32_t a, char32_t b) {
        auto const number = pairs.of(std::uint64_t{a} << 32U | b);
        items.push_back(number | is_pair);
        if (number < pair_texts.size()) return;
        std::string text;
        append_utf8(text, a);
        if (b != 0) append_utf8(text, b);
        pair_texts.push_back(words_.kept.keep(text));
    };
    for (Term term = 1; term < values.size(); ++term) {
        for_each_word_or_pair(values.at(term), take_word, take_pair);
        auto const mine = items.begin() + words_.begins.back();
        std::sort(mine, items.end());
        items.erase(std::unique(mine, items.end()), items.end());
        rows_with_word.resize(words.size(), 0);
        rows_with_pair.resize(pairs.size(), 0);
        for (auto i = items.begin() + words_.begins.back(); i != items.end(); ++i)
            ((*i & is_pair) != 0 ? rows_with_pair[*i & ~is_pair] : rows_with_word[*i]) +=
                counts_.frequency[term];
        words_.begins.push_back(static_cast<std::uint32_t>(items.size()));
    }
    items.shrink_to_fit();
    words_.first_han = static_cast<std::uint32_t>(words.size());
    for (auto& item : items)
        if ((item & is_pair) != 0) item = words_.first_han + (item & ~is_pair);
    words_.words.assign(1, {});
    words_.letters.assign(1, 0);
    for (std::uint32_t i = 1; i < words.size(); ++i) {
        words_.words.push_back(words_.kept.keep(words.at(i)));
        words_.letters.push_back(letters_of(to_code_points(words.at(i))));
    }
    words_.words.insert(words_.words.end(), pair_texts.begin(), pair_texts.end());
    rows_with_word.insert(rows_with_word.end(), rows_with_pair.begin(), rows_with_pair.end());
    weigh_words(rows, rows_with_word);
}

void Field::weigh_words(Row rows, std::vector<std::uint32_t> const& rows_with) {
    words_.weights.assign(rows_with.size(), 0);
    for (std::size_t i = 1; i < rows_with.size(); ++i)
        words_.weights[i] =
            static_cast<float>(std::log2(static_cast<double>(rows + 1) / rows_with[i]));
    auto const values = column_->values.size();
    words_.mass.assign(values, 0);
    for (Term term = 1; term < values; ++term)
        for (auto const item : words_.of(term)) words_.mass[term] += words_.weights[item];
}

std::span<std::string_view const> Field::levels() const {
    switch (kind_) {
        case Kind::name:
            return name_levels;
        case Kind::text:
            return text_levels;
        case Kind::code:
            return code_levels;
        case Kind::number:
            return number_levels;
        case Kind::date:
            return day_levels;
        case Kind::category:
            return category_levels;
    }
    return {};
}

void Field::keys(Term term, bool generous, std::vector<std::uint64_t>& out) const {
    if (keys_ == Keys::none) return;
    auto const text = column_->values.at(term);
    auto const numbered = [&](std::uint64_t kind, std::uint32_t number) {
        out.push_back(kind << 40U | number);
    };
    numbered(1, term);
    if (keys_ == Keys::value) return;
    switch (kind_) {
        case Kind::category:
        case Kind::number:
            return;
        case Kind::date: {
            auto const d = days_[term];
            if (d.year == 0) return;
            auto const parts = [&](std::uint64_t kind, int x, int y) {
                out.push_back(mixed(kind << 32 | static_cast<std::uint64_t>(x * 64 + y)));
            };
            parts(2, d.year, d.month);
            parts(3, d.year, 32 + d.day);
            parts(4, d.month, d.day);
            return;
        }
        case Kind::code:
            if (text.size() >= 6) {
                out.push_back(hash_of(text.substr(0, text.size() / 2), 5));
                out.push_back(hash_of(text.substr(text.size() / 2), 6));
            }
            break;
        case Kind::text:
        case Kind::name:
            if (kind_ == Kind::name && readings_[term] != 0) numbered(7, readings_[term]);
            if (kind_ == Kind::text || words_.of(term).size() > 1)
                for (auto const word : words_.of(term)) numbered(8, word);
            if (kind_ == Kind::text) return;
            break;
    }
    if (!generous || text.size() > 48) return;
    // Each value that is left when one code point goes: two values one slip apart share one.
    auto const points = to_code_points(text);
    if (points.size() < 4) return;
    std::u32string less;
    for (std::size_t i = 0; i < points.size(); ++i) {
        less.assign(points).erase(i, 1);
        out.push_back(XXH3_64bits_withSeed(less.data(), less.size() * sizeof(char32_t), 9));
    }
    out.push_back(XXH3_64bits_withSeed(points.data(), points.size() * sizeof(char32_t), 9));
}

}  // namespace jutong::linkage

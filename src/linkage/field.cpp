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
#include "linkage/stored.h"

namespace jutong::linkage {

namespace {

constexpr std::uint32_t categories_max = 64;
constexpr double days_min = 0.8;   // share of the values that are days: then the column is of days
constexpr double codes_min = 0.8;  // the same of values with many digits
constexpr double organizations_min = 0.5;  // and of values that are named as organizations are
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
constexpr std::array<std::string_view, 8> organization_levels = {"equal",
                                                                 "but for place and form",
                                                                 "one letter or the same reading",
                                                                 "a part",
                                                                 "another branch or place",
                                                                 "half of the words",
                                                                 "a few words",
                                                                 "different"};

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
    return XXH3_64bits_withSeed(text.data(), text.size(), seed);
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

// -1: not a number.
std::int32_t value_of(std::string_view text) {
    return has_digits_only(text) ? number_of(text) : -1;
}

// Begins with a Chinese character.
bool has_reading(std::string_view text) {
    std::size_t at = 0;
    return static_cast<unsigned char>(text[0]) >= 0xE3 &&
           element::is_han(next_code_point(text, at));
}

}  // namespace

std::string_view to_string(Kind kind) {
    constexpr std::array<std::string_view, 7> names = {"name", "text",     "code",        "number",
                                                       "date", "category", "organization"};
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
             KnownColumn const& known, std::uint32_t room_for_words)
    : column_(&column),
      keys_(known.keys),
      counts_(counts_of(column)),
      weighed_(rows),
      room_for_words_(room_for_words) {
    read_days();
    kind_ = known.kind.value_or(likely_kind());
    if (kind_ != Kind::date) std::vector<Day>().swap(days_);
    derive(reference);
}

// What is not derived yet.
void Field::derive(element::Reference const& reference) {
    auto const& values = column_->values;
    if (kind_ == Kind::organization) read_organizations(reference);
    if (kind_ != Kind::text) read_points();
    if (kind_ == Kind::number)
        for (auto term = static_cast<Term>(numbers_.size()); term < values.size(); ++term)
            numbers_.push_back(value_of(values.at(term)));
    if (kind_ == Kind::name || kind_ == Kind::organization) read_readings(reference);
    if (has_words()) words_.add(values, counts_.frequency, weighed_, room_for_words_);
}

void Field::read_points() {
    auto const& values = column_->values;
    letters_.resize(values.size());
    if (kind_ == Kind::code) bags_.resize(values.size());
    for (auto term = static_cast<Term>(point_begins_.size() - 1); term < values.size(); ++term) {
        auto const text = stem_.empty() ? values.at(term) : stems_.at(stem_[term]);
        for (std::size_t at = 0; at < text.size();) points_.push_back(next_code_point(text, at));
        point_begins_.push_back(static_cast<std::uint32_t>(points_.size()));
        letters_[term] = letters_of(points_of(term));
        if (kind_ == Kind::code) bags_[term] = bag_of(points_of(term));
    }
}

void Field::read_days() {
    auto const& values = column_->values;
    days_.reserve(values.size());
    for (auto term = static_cast<Term>(days_.size()); term < values.size(); ++term)
        days_.push_back(read_day(values.at(term)));
}

void Field::grow(element::Reference const& reference) {
    counts_.frequency.resize(column_->values.size(), 0);
    if (kind_ == Kind::date) read_days();
    derive(reference);
}

void Field::count(Term term, std::int32_t by) {
    if (term == no_value) return;
    counts_.frequency[term] += static_cast<std::uint32_t>(by);
    counts_.filled += static_cast<std::uint32_t>(by);
    if (!stem_.empty()) stem_frequency_[stem_[term]] += static_cast<std::uint32_t>(by);
    if (!has_words()) return;
    words_.count(term, by);
    // What a word tells changes slowly, and to weigh all costs as much as there are values.
    if (counts_.filled / 2 <= weighed_) return;
    weighed_ = counts_.filled;
    words_.weigh(weighed_);
}

void Field::read(std::string_view text, element::Reference const& reference, Asked& out) const {
    out.text_ = text;
    out.term_ = column_->values.find(text);
    out.points_.clear();
    out.prepared_.term = no_value;
    out.prepared_.marked = no_value;
    if (text.empty()) return;
    auto spelt = text;
    if (kind_ == Kind::organization) {
        organizations_->part(text, out.organization_);
        spelt = out.organization_.stem;
        out.stem_ = stems_.find(spelt);
        auto const& branch = out.organization_.branch;
        // One that the column does not have is none of its own.
        out.branch_ = branch.empty() ? no_value : branches_.find(branch);
        if (!branch.empty() && out.branch_ == no_value) out.branch_ = ~Term{0};
    }
    if (kind_ != Kind::text)
        for (std::size_t at = 0; at < spelt.size();)
            out.points_.push_back(next_code_point(spelt, at));
    out.letters_ = letters_of(out.points_);
    out.bag_ = kind_ == Kind::code ? bag_of(out.points_) : 0;
    if (kind_ == Kind::number) out.number_ = value_of(text);
    if (kind_ == Kind::date) out.day_ = read_day(text);
    out.reading_ = no_value;
    if (kind_ == Kind::name && has_reading(text))
        out.reading_ = out.term_ != no_value ? readings_[out.term_]
                                             : readings_known_.find(reference.name_pinyin(text));
    if (kind_ == Kind::organization && has_reading(spelt))
        out.reading_ = readings_known_.find(reference.pinyin(spelt));
    if (!has_words()) return;
    words_.part(out.text_, out.parts_);
}

Kind Field::likely_kind() const {
    auto const& values = column_->values;
    double days = 0, codes = 0, numbers = 0, words = 0, mixed_codes = 0, organizations = 0;
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
        if (is_organization(text)) organizations += n;
    }
    auto const all = std::max(1.0, static_cast<double>(counts_.filled));
    auto const different = static_cast<double>(values.size() - 1);
    if (days >= days_min * all) return Kind::date;
    if (different <= categories_max && different * 20 <= all && numbers + codes < codes_min * all)
        return Kind::category;
    if (codes + mixed_codes + numbers >= codes_min * all)
        return codes + mixed_codes >= numbers ? Kind::code : Kind::number;
    if (organizations >= organizations_min * all) return Kind::organization;
    return words >= many_words * all ? Kind::text : Kind::name;
}

void Field::read_readings(element::Reference const& reference) {
    auto const& values = column_->values;
    readings_.resize(std::max<std::size_t>(readings_.size(), 1), no_value);
    for (auto term = static_cast<Term>(readings_.size()); term < values.size(); ++term) {
        auto const text = values.at(term);
        if (!has_reading(text))
            readings_.push_back(no_value);
        else if (kind_ == Kind::organization)
            readings_.push_back(readings_known_.add(reference.pinyin(stems_.at(stem_[term]))));
        else
            readings_.push_back(readings_known_.add(reference.name_pinyin(text)));
    }
}

void Field::read_organizations(element::Reference const& reference) {
    if (organizations_ == nullptr) {
        organizations_ = std::make_shared<OrganizationNames>(reference.divisions());
        place_sets_.emplace_back();
        place_numbers_.emplace();
        stem_.assign(1, no_value);
        branch_.assign(1, no_value);
        places_.assign(1, 0);
    }
    auto const& values = column_->values;
    OrganizationParts parts;
    for (auto term = static_cast<Term>(stem_.size()); term < values.size(); ++term) {
        organizations_->part(values.at(term), parts);
        stem_.push_back(stems_.add(parts.stem));
        branch_.push_back(branches_.add(parts.branch));
        places_.push_back(number_of_places(parts.places));
        stem_frequency_.resize(stems_.size(), 0);
        stem_frequency_[stem_.back()] += counts_.frequency[term];
    }
}

// Sets beyond so many count as no place.
std::uint16_t Field::number_of_places(std::vector<Place> const& places) {
    constexpr std::size_t sets_max = 60'000;
    auto const next = static_cast<std::uint16_t>(place_sets_.size());
    auto const found = place_numbers_.find(places);
    if (found != place_numbers_.end()) return found->second;
    if (place_sets_.size() >= sets_max) return 0;
    place_numbers_.emplace(places, next);
    place_sets_.push_back(places);
    return next;
}

bool Field::is_one_group(Level level) const {
    return level == 0 || (kind_ == Kind::organization && (level == 1 || level == 4));
}

std::span<std::string_view const> levels_of(Kind kind) {
    switch (kind) {
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
        case Kind::organization:
            return organization_levels;
    }
    return {};
}

void Field::keys(Term term, bool generous, std::vector<std::uint64_t>& out) const {
    keys_of(Stored(*this, term), generous, out);
}

void Field::keys(Asked const& asked, bool generous, std::vector<std::uint64_t>& out) const {
    if (asked.is_told()) keys_of(asked, generous, out);
}

template <typename Value>
void Field::keys_of(Value const& value, bool generous, std::vector<std::uint64_t>& out) const {
    if (keys_ == Keys::none) return;
    auto const text = value.text();
    auto const hashed = [&](std::uint64_t hash) { out.push_back(hash | key_is_hash); };
    auto const numbered = [&](KeyKind kind, std::uint32_t number) {
        if (number != no_value) out.push_back(key_of_number(kind, number));
    };
    numbered(KeyKind::value, value.term());
    if (keys_ == Keys::value) return;
    switch (kind_) {
        case Kind::category:
        case Kind::number:
            return;
        case Kind::date: {
            auto const d = value.day();
            if (d.year == 0) return;
            auto const parts = [&](std::uint64_t kind, int x, int y) {
                hashed(mixed(kind << 32 | static_cast<std::uint64_t>(x * 64 + y)));
            };
            parts(2, d.year, d.month);
            parts(3, d.year, 32 + d.day);
            parts(4, d.month, d.day);
            return;
        }
        case Kind::code:
            if (text.size() >= 6) {
                hashed(hash_of(text.substr(0, text.size() / 2), 5));
                hashed(hash_of(text.substr(text.size() / 2), 6));
            }
            break;
        case Kind::text:
        case Kind::name:
        case Kind::organization:
            if (kind_ != Kind::text) numbered(KeyKind::reading, value.reading());
            if (kind_ == Kind::organization) hashed(hash_of(value.stem_text(), 10));
            if (kind_ != Kind::name || value.word_count() > 1)
                for (auto const word : value.words()) {
                    auto const is_pair = word >= words_.first_pair();  // by a number that stays
                    out.push_back(is_pair ? key_of_number(KeyKind::pair, word - words_.first_pair())
                                          : key_of_number(KeyKind::word, word));
                }
            if (kind_ != Kind::name) return;
            break;
    }
    if (!generous || text.size() > 48) return;
    // Each value that is left when one code point goes: two values one slip apart share one.
    auto const points = to_code_points(text);
    if (points.size() < 4) return;
    std::u32string less;
    for (std::size_t i = 0; i < points.size(); ++i) {
        less.assign(points).erase(i, 1);
        hashed(XXH3_64bits_withSeed(less.data(), less.size() * sizeof(char32_t), 9));
    }
    hashed(XXH3_64bits_withSeed(points.data(), points.size() * sizeof(char32_t), 9));
}

}  // namespace jutong::linkage

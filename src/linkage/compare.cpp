// How alike two values of a field are.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

#include "element/text_compare.h"
#include "linkage/field.h"

namespace jutong::linkage {

namespace {

constexpr double likeness_min = 0.8;  // of Jaro and Winkler: below, names have nothing in common

}  // namespace

Level Field::compare(Term left, Term right, Prepared& prepared) const {
    if (left == right) return 0;
    switch (kind_) {
        case Kind::name:
            return compare_names(left, right, prepared);
        case Kind::text:
            return compare_texts(left, right, prepared);
        case Kind::code:
            return compare_codes(left, right, prepared);
        case Kind::number:
            return compare_numbers(left, right, prepared);
        case Kind::date:
            return compare_days(left, right, prepared);
        case Kind::category:
            return 1;
    }
    return 1;
}

int Field::edits_min(Term left, Term right) const {
    auto const a = letters_[left], b = letters_[right];
    return std::max(std::popcount(a & ~b), std::popcount(b & ~a));
}

namespace {

// False where the value is too long for it.
bool prepare(Prepared& prepared, Term term, element::Points points) {
    if (points.size() > element::Pattern::size_max) return false;
    if (prepared.term != term) prepared.pattern.set(points);
    prepared.term = term;
    return true;
}

}  // namespace

std::size_t Field::distance(Term left, Term right, Prepared& prepared) const {
    if (!prepare(prepared, left, points_of(left)))
        return element::transposition_distance(column_->values.at(left), column_->values.at(right));
    return element::distance<true>(prepared.pattern, points_of(right));
}

// Jaro and Winkler's, or 0 where it is surely below `likeness_min`.
double Field::likeness(Term left, Term right, Prepared& prepared) const {
    auto const a = points_of(left), b = points_of(right);
    auto const x = static_cast<int>(a.size()), y = static_cast<int>(b.size());
    // So many code points can match at most.
    auto const matches = std::min(x - std::popcount(letters_[left] & ~letters_[right]),
                                  y - std::popcount(letters_[right] & ~letters_[left]));
    if (matches <= 0) return 0;
    auto const best = (static_cast<double>(matches) / x + static_cast<double>(matches) / y + 1) / 3;
    if (element::with_prefix(best, a, b) < likeness_min) return 0;
    if (b.size() > element::Pattern::size_max || !prepare(prepared, left, a))
        return element::jaro_winkler(column_->values.at(left), column_->values.at(right));
    return element::with_prefix(element::jaro(prepared.pattern, b), a, b);
}

Level Field::compare_names(Term left, Term right, Prepared& prepared) const {
    constexpr Level different = 5;
    if (!readings_.empty() && readings_[left] != 0 && readings_[left] == readings_[right]) return 1;
    if ((letters_[left] & letters_[right]) == 0) return different;
    auto const a = points_of(left), b = points_of(right);
    auto const shorter = std::min(a.size(), b.size());
    std::size_t same = 0;
    while (same < shorter && a[same] == b[same]) ++same;
    auto const is_beginning = same == shorter;
    if (shorter == 1 && is_beginning) return 3;
    auto const words = words_.of(left);
    auto const others = words_.of(right);
    auto const one_word = words.size() == 1 && others.size() == 1;
    if (!one_word && words.size() == others.size() && std::ranges::equal(words, others))
        return 1;  // the same words in another order
    if (edits_min(left, right) <= 2) {
        auto const edits = distance(left, right, prepared);
        if (edits == 1) return shorter >= 3 ? 1 : 2;
        if (edits == 2 && shorter >= 5) return 2;
    }
    auto const shared = one_word ? 0 : shared_mass(left, right);
    if (shared > 0 && shared >= 0.9F * std::min(words_.mass[left], words_.mass[right])) return 3;
    auto const alike = likeness(left, right, prepared);
    if (alike >= 0.9) return 2;
    if (is_beginning && shorter >= 2) return 3;
    if (shared > 0 || alike >= likeness_min) return 4;
    return different;
}

float Field::shared_mass(Term left, Term right) const {
    auto const a = words_.of(left);
    auto const b = words_.of(right);
    float shared = 0;
    for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
        if (a[i] == b[k]) {
            shared += words_.weights[a[i]];
            ++i, ++k;
        } else {
            a[i] < b[k] ? ++i : ++k;
        }
    }
    return shared;
}

namespace {

// A word with a slip, cut short, or an initial: the share of its weight that agreement is worth.
float word_likeness(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.starts_with(a)) return a.size() == 1 ? 0.3F : a.size() >= 3 ? 0.7F : 0.4F;
    if (a.size() < 4 || b.size() > a.size() + 2) return 0;
    auto const distance = element::transposition_distance(a, b);
    if (distance == 1) return 0.8F;
    return distance == 2 && a.size() >= 7 ? 0.6F : 0;
}

}  // namespace

// What the words are worth that only one of two texts has and that are alike. Pairs of Chinese
// characters have no slips of their own.
float Field::likeness_of_lone(Term left, Term right) const {
    constexpr std::size_t lone_max = 24;
    std::array<std::uint32_t, lone_max> lone_a{}, lone_b{};
    std::size_t in_a = 0, in_b = 0;
    auto const a = words_.of(left), b = words_.of(right);
    auto const word_of = [&](std::span<std::uint32_t const> items, std::size_t i) {
        return i < items.size() ? std::min(items[i], words_.first_han) : words_.first_han;
    };
    for (std::size_t i = 0, k = 0;;) {
        auto const x = word_of(a, i), y = word_of(b, k);
        if (x == y && x == words_.first_han) break;
        if (x < y && in_a < lone_max) lone_a[in_a++] = x;
        if (y < x && in_b < lone_max) lone_b[in_b++] = y;
        i += x <= y, k += y <= x;
    }
    // Words that begin alike, or differ in a letter.
    auto const may_be_alike = [&](std::uint32_t x, std::uint32_t y) {
        if (words_.words[x].front() == words_.words[y].front()) return true;
        auto const p = words_.letters[x], q = words_.letters[y];
        return std::max(std::popcount(p & ~q), std::popcount(q & ~p)) <= 1;
    };
    float out = 0;
    for (std::size_t i = 0; i < in_a; ++i) {
        float best = 0;
        std::size_t best_at = in_b;
        for (std::size_t k = 0; k < in_b; ++k) {
            if (lone_b[k] == 0 || !may_be_alike(lone_a[i], lone_b[k])) continue;
            auto const alike = word_likeness(words_.words[lone_a[i]], words_.words[lone_b[k]]);
            auto const worth =
                alike * std::min(words_.weights[lone_a[i]], words_.weights[lone_b[k]]);
            if (worth > best) best = worth, best_at = k;
        }
        if (best_at == in_b) continue;
        out += best;
        lone_b[best_at] = 0;
    }
    return out;
}

// Weights of the words of a value, so that those of others find theirs without a search.
void Field::mark(Term term, Prepared& prepared) const {
    if (prepared.marked == term) return;
    prepared.marks.resize(words_.weights.size(), 0);
    if (prepared.marked != no_value)
        for (auto const item : words_.of(prepared.marked)) prepared.marks[item] = 0;
    for (auto const item : words_.of(term)) prepared.marks[item] = words_.weights[item];
    prepared.marked = term;
}

Level Field::compare_texts(Term left, Term right, Prepared& prepared) const {
    constexpr Level different = 6;
    mark(left, prepared);
    auto const a = words_.of(left), b = words_.of(right);
    float shared = 0;
    for (auto const item : b) shared += prepared.marks[item];
    // Long texts without a common word are not looked at word by word.
    auto const have_words = !a.empty() && !b.empty() && std::max(a[0], b[0]) < words_.first_han;
    if (have_words && (shared > 0 || std::min(a.size(), b.size()) <= 3))
        shared += likeness_of_lone(left, right);
    auto const less = std::min(words_.mass[left], words_.mass[right]);
    auto const more = std::max(words_.mass[left], words_.mass[right]);
    constexpr float telling = 14;  // bits: shared words that are hardly shared by chance
    auto const part = shared / std::max(less, 0.01F);
    auto const whole = shared / std::max(more, 0.01F);
    auto const is_part = shared >= telling && part >= 0.9F;
    if (whole >= 0.9F) return 1;
    if (whole >= 0.7F || is_part) return 2;
    if (whole >= 0.5F || (shared >= telling && part >= 0.7F)) return 3;
    if (whole >= 0.3F) return 4;
    if (whole >= 0.12F) return 5;
    return different;
}

namespace {

// How many more signs a bag has than the other, of those that the other has fewer of.
unsigned surplus(std::uint64_t a, std::uint64_t b) {
    constexpr std::uint64_t low = 0x0F0F0F0F0F0F0F0F, ones = 0x0101010101010101;
    auto const of = [](std::uint64_t x, std::uint64_t y) {
        auto const difference = (x | ones << 4U) - y;  // 16 and more where x has as many
        return difference & ((difference >> 4U & ones) * 15);
    };
    auto const sums = of(a & low, b & low) + of(a >> 4U & low, b >> 4U & low);
    return static_cast<unsigned>(sums * ones >> 56U);
}

// Least number of edits between two codes with these signs.
unsigned edits_of_bags(std::uint64_t a, std::uint64_t b) {
    return std::max(surplus(a, b), surplus(b, a));
}

}  // namespace

Level Field::compare_codes(Term left, Term right, Prepared& prepared) const {
    constexpr Level different = 3;
    if (edits_min(left, right) > 2) return different;
    if (!bags_.empty() && edits_of_bags(bags_[left], bags_[right]) > 2) return different;
    auto const edits = distance(left, right, prepared);
    if (edits == 1) return 1;
    auto const shorter = std::min(points_of(left).size(), points_of(right).size());
    return edits == 2 && shorter >= 6 ? 2 : different;
}

Level Field::compare_numbers(Term left, Term right, Prepared& prepared) const {
    constexpr Level different = 3;
    auto const digits = std::max(points_of(left).size(), points_of(right).size());
    if (digits > 1 && edits_min(left, right) <= 1 && distance(left, right, prepared) == 1) return 1;
    auto const x = numbers_[left], y = numbers_[right];
    if (x < 0 || y < 0) return different;
    return std::abs(x - y) <= 1 + std::max(x, y) / 500 ? 2 : different;
}

namespace {

// One digit is another, or two are exchanged.
bool is_slip(int a, int b) {
    if (a == b) return true;
    int wrong = 0, last_a = 0, last_b = 0;
    auto exchanged = false;
    for (; a != 0 || b != 0; a /= 10, b /= 10) {
        if (a % 10 != b % 10) {
            ++wrong;
            exchanged = wrong == 2 && last_a == b % 10 && last_b == a % 10;
        }
        last_a = a % 10, last_b = b % 10;
    }
    return wrong == 1 || (wrong == 2 && exchanged);
}

bool is_year_only(Day day) {
    return (day.month == 1 && day.day == 1) || (day.month == 0 && day.day == 0);
}

}  // namespace

Level Field::compare_days(Term left, Term right, Prepared& prepared) const {
    constexpr Level different = 5;
    auto const a = days_[left];
    auto const b = days_[right];
    if (a.year == 0 || b.year == 0)
        return compare_codes(left, right, prepared) == 1 ? 1 : different;
    auto const same_year = a.year == b.year;
    if (same_year && (is_year_only(a) || is_year_only(b))) return 3;
    auto const same_month = a.month == b.month;
    auto const same_day = a.day == b.day;
    if (same_year && a.month == b.day && a.day == b.month) return 1;
    if (same_year && same_month && is_slip(a.day, b.day)) return 1;
    if (same_year && same_day && is_slip(a.month, b.month)) return 1;
    if (same_month && same_day && is_slip(a.year, b.year)) return 1;
    if (same_year + same_month + same_day == 2) return 2;
    return same_year || (same_month && same_day) ? 4 : different;
}

}  // namespace jutong::linkage

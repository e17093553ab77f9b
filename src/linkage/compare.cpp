// How alike two values of a field are.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

#include "element/text_compare.h"
#include "linkage/stored.h"

namespace jutong::linkage {

namespace {

constexpr double likeness_min = 0.8;  // of Jaro and Winkler: below, names have nothing in common

}  // namespace

Level Field::compare(Term left, Term right, Prepared& prepared) const {
    return left == right ? 0 : level(Stored(*this, left), right, prepared);
}

Level Field::compare(Asked& left, Term right) const {
    return left.term() == right ? 0 : level(left, right, left.prepared_);
}

template <typename Left>
Level Field::level(Left const& left, Term right, Prepared& prepared) const {
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
        case Kind::organization:
            return compare_organizations(left, right, prepared);
    }
    return 1;
}

template <typename Left>
int Field::edits_min(Left const& left, Term right) const {
    auto const a = left.letters(), b = letters_[right];
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

template <typename Left>
std::size_t Field::distance(Left const& left, Term right, Prepared& prepared) const {
    if (!prepare(prepared, left.key(), left.points()))
        return element::transposition_distance(left.text(), column_->values.at(right));
    return element::distance<true>(prepared.pattern, points_of(right));
}

// Jaro and Winkler's, or 0 where it is surely below `likeness_min`.
template <typename Left>
double Field::likeness(Left const& left, Term right, Prepared& prepared) const {
    auto const a = left.points(), b = points_of(right);
    auto const x = static_cast<int>(a.size()), y = static_cast<int>(b.size());
    // So many code points can match at most.
    auto const matches = std::min(x - std::popcount(left.letters() & ~letters_[right]),
                                  y - std::popcount(letters_[right] & ~left.letters()));
    if (matches <= 0) return 0;
    auto const best = (static_cast<double>(matches) / x + static_cast<double>(matches) / y + 1) / 3;
    if (element::with_prefix(best, a, b) < likeness_min) return 0;
    if (b.size() > element::Pattern::size_max || !prepare(prepared, left.key(), a))
        return element::jaro_winkler(left.text(), column_->values.at(right));
    return element::with_prefix(element::jaro(prepared.pattern, b), a, b);
}

template <typename Left>
Level Field::compare_names(Left const& left, Term right, Prepared& prepared) const {
    constexpr Level different = 5;
    if (!readings_.empty() && left.reading() != 0 && left.reading() == readings_[right]) return 1;
    if ((left.letters() & letters_[right]) == 0) return different;
    auto const a = left.points(), b = points_of(right);
    auto const shorter = std::min(a.size(), b.size());
    std::size_t same = 0;
    while (same < shorter && a[same] == b[same]) ++same;
    auto const is_beginning = same == shorter;
    if (shorter == 1 && is_beginning) return 3;
    auto const words = left.words();
    auto const others = words_.of(right);
    auto const one_word = left.word_count() == 1 && others.size() == 1;
    if (!one_word && left.word_count() == others.size() && std::ranges::equal(words, others))
        return 1;  // the same words in another order
    if (edits_min(left, right) <= 2) {
        auto const edits = distance(left, right, prepared);
        if (edits == 1) return shorter >= 3 ? 1 : 2;
        if (edits == 2 && shorter >= 5) return 2;
    }
    auto const shared = one_word ? 0 : shared_mass(left, right);
    if (shared > 0 && shared >= 0.9F * std::min(left.mass(), words_.mass(right))) return 3;
    auto const alike = likeness(left, right, prepared);
    if (alike >= 0.9) return 2;
    if (is_beginning && shorter >= 2) return 3;
    if (shared > 0 || alike >= likeness_min) return 4;
    return different;
}

template <typename Left>
float Field::shared_mass(Left const& left, Term right) const {
    auto const a = left.words();
    auto const b = words_.of(right);
    float shared = 0;
    for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
        if (a[i] == b[k]) {
            shared += words_.weight(a[i]);
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
template <typename Left>
float Field::likeness_of_lone(Left const& left, Term right) const {
    constexpr std::size_t lone_max = 24;
    std::array<std::uint32_t, lone_max> lone_a{}, lone_b{};
    std::size_t in_a = 0, in_b = 0;
    auto const a = left.words(), b = words_.of(right);
    auto const word_of = [&](std::span<std::uint32_t const> items, std::size_t i) {
        return i < items.size() ? std::min(items[i], words_.first_pair()) : words_.first_pair();
    };
    for (std::size_t i = 0, k = 0;;) {
        auto const x = word_of(a, i), y = word_of(b, k);
        if (x == y && x == words_.first_pair()) break;
        if (x < y && in_a < lone_max) lone_a[in_a++] = x;
        if (y < x && in_b < lone_max) lone_b[in_b++] = y;
        i += x <= y, k += y <= x;
    }
    auto const unknown = left.unknown_words();
    for (std::size_t i = 0; i < unknown.size() && in_a < lone_max; ++i)
        lone_a[in_a++] = ~static_cast<std::uint32_t>(i);
    // Words that begin alike, or differ in a letter.
    auto const may_be_alike = [](Words::Word const& x, Words::Word const& y) {
        if (x.text.front() == y.text.front()) return true;
        auto const p = x.letters, q = y.letters;
        return std::max(std::popcount(p & ~q), std::popcount(q & ~p)) <= 1;
    };
    float out = 0;
    for (std::size_t i = 0; i < in_a; ++i) {
        float best = 0;
        std::size_t best_at = in_b;
        auto const is_unknown = lone_a[i] >= words_.first_pair();
        auto const mine = is_unknown ? unknown[~lone_a[i]] : words_.word(lone_a[i]);
        for (std::size_t k = 0; k < in_b; ++k) {
            if (lone_b[k] == 0) continue;
            auto const other = words_.word(lone_b[k]);
            if (!may_be_alike(mine, other)) continue;
            auto const worth =
                word_likeness(mine.text, other.text) * std::min(mine.weight, other.weight);
            if (worth > best) best = worth, best_at = k;
        }
        if (best_at == in_b) continue;
        out += best;
        lone_b[best_at] = 0;
    }
    return out;
}

// Weights of the words of a value, so that those of others find theirs without a search.
template <typename Left>
void Field::mark(Left const& left, Prepared& prepared) const {
    if (prepared.marked == left.key()) return;
    prepared.marks.resize(words_.size(), 0);
    for (auto const item : prepared.marked_words) prepared.marks[item] = 0;
    auto const items = left.words();
    prepared.marked_words.assign(items.begin(), items.end());
    for (auto const item : items) prepared.marks[item] = words_.weight(item);
    prepared.marked = left.key();
}

template <typename Left>
Level Field::compare_texts(Left const& left, Term right, Prepared& prepared) const {
    constexpr Level different = 6;
    mark(left, prepared);
    auto const a = left.words(), b = words_.of(right);
    auto const begins_with_word = [&](std::span<std::uint32_t const> items) {
        return !items.empty() && items[0] < words_.first_pair();
    };
    float shared = 0;
    for (auto const item : b) shared += prepared.marks[item];
    // Long texts without a common word are not looked at word by word.
    auto const have_words =
        (!left.unknown_words().empty() || begins_with_word(a)) && begins_with_word(b);
    if (have_words && (shared > 0 || std::min(left.word_count(), b.size()) <= 3))
        shared += likeness_of_lone(left, right);
    auto const less = std::min(left.mass(), words_.mass(right));
    auto const more = std::max(left.mass(), words_.mass(right));
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

// Who has the stem of another but not its branch or place is kin of it, and no likeness of the
// words makes up for that.
template <typename Left>
Level Field::compare_organizations(Left const& left, Term right, Prepared& prepared) const {
    constexpr Level kin = 4, different = 7;
    auto const may_be_one =
        left.branch() == branch_[right] &&
        OrganizationNames::may_be_one(left.places(), place_sets_[places_[right]]);
    if (left.stem() == stem_[right]) return may_be_one ? 1 : kin;
    if ((left.letters() & letters_[right]) == 0) return different;
    if (may_be_one) {
        if (left.reading() != no_value && left.reading() == readings_[right]) return 2;
        auto const a = left.points(), b = points_of(right);
        auto const [shorter, longer] = a.size() < b.size() ? std::pair(a, b) : std::pair(b, a);
        if (shorter.size() >= 4 && edits_min(left, right) <= 1 &&
            distance(left, right, prepared) == 1)
            return 2;
        if (shorter.size() >= 3 && !std::ranges::search(longer, shorter).empty()) return 3;
    }
    auto const shared = shared_mass(left, right);
    auto const more = std::max(left.mass(), words_.mass(right));
    return shared >= 0.5F * more ? 5 : shared >= 0.2F * more ? 6 : different;
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

template <typename Left>
Level Field::compare_codes(Left const& left, Term right, Prepared& prepared) const {
    constexpr Level different = 3;
    if (edits_min(left, right) > 2) return different;
    if (!bags_.empty() && edits_of_bags(left.bag(), bags_[right]) > 2) return different;
    auto const edits = distance(left, right, prepared);
    if (edits == 1) return 1;
    auto const shorter = std::min(left.points().size(), points_of(right).size());
    return edits == 2 && shorter >= 6 ? 2 : different;
}

template <typename Left>
Level Field::compare_numbers(Left const& left, Term right, Prepared& prepared) const {
    constexpr Level different = 3;
    auto const digits = std::max(left.points().size(), points_of(right).size());
    if (digits > 1 && edits_min(left, right) <= 1 && distance(left, right, prepared) == 1) return 1;
    auto const x = left.number(), y = numbers_[right];
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

template <typename Left>
Level Field::compare_days(Left const& left, Term right, Prepared& prepared) const {
    constexpr Level different = 5;
    auto const a = left.day();
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

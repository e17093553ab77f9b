#include "linkage/words.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "base/text.h"

namespace jutong::linkage {

namespace {

constexpr auto is_pair = 1U << 31U;  // until it is known how many words there are

// Takes the words of a value, and of Chinese its pairs of characters.
void for_each_word_or_pair(std::string_view value, auto const& take_word, auto const& take_pair) {
    for (std::size_t begin = 0; begin < value.size();) {
        auto const end = std::min(value.find(' ', begin), value.size());
        auto const part = value.substr(begin, end - begin);
        begin = end + 1;
        if (part.empty()) continue;
        if (static_cast<unsigned char>(part[0]) < 0xE3) {
            take_word(part);
            continue;
        }
        std::size_t at = 0;
        auto before = next_code_point(part, at);
        if (at == part.size()) take_pair(std::uint64_t{before} << 32U);
        while (at < part.size()) {
            auto const c = next_code_point(part, at);
            take_pair(std::uint64_t{before} << 32U | c);
            before = c;
        }
    }
}

float weight_of(Row rows, std::uint32_t rows_with) {
    return static_cast<float>(std::log2(static_cast<double>(rows + 1) / rows_with));
}

}  // namespace

std::uint64_t letters_of(std::span<char32_t const> points) {
    std::uint64_t out = 0;
    for (auto const c : points)
        if (c != ' ') out |= 1ULL << (mixed(c) >> 58);
    return out;
}

void Words::take(std::string_view text) {
    for_each_word_or_pair(
        text, [&](std::string_view word) { items_.push_back(words_.add(word)); },
        [&](std::uint64_t pair) { items_.push_back(pairs_.of(pair) | is_pair); });
    auto const mine = items_.begin() + begins_.back();
    std::sort(mine, items_.end());
    items_.erase(std::unique(mine, items_.end()), items_.end());
    begins_.push_back(static_cast<std::uint32_t>(items_.size()));
}

// Gives pairs their numbers behind those of the words; those of items before `from` have theirs.
void Words::place_pairs(std::size_t from, std::uint32_t room) {
    auto const before = first_pair_;
    if (words_.size() > first_pair_) {
        auto const pairs_before = weights_.size() - before;
        first_pair_ = static_cast<std::uint32_t>(words_.size()) + room;
        auto const by = first_pair_ - before;
        for (std::size_t i = 0; i < from; ++i)
            if (items_[i] >= before) items_[i] += by;
        auto const shift = [&](auto& numbered) {
            numbered.resize(numbered.size() + by);
            std::copy_backward(
                numbered.begin() + before,
                numbered.begin() + static_cast<std::ptrdiff_t>(before + pairs_before),
                numbered.end());
            std::fill_n(numbered.begin() + before, by, 0);
        };
        shift(rows_with_);
        shift(weights_);
    }
    for (auto i = from; i < items_.size(); ++i)
        if ((items_[i] & is_pair) != 0) items_[i] = first_pair_ + (items_[i] & ~is_pair);
    rows_with_.resize(first_pair_ + pairs_.size(), 0);
    weights_.resize(rows_with_.size(), 0);
}

void Words::add(Values const& values, std::span<std::uint32_t const> frequency, Row rows,
                std::uint32_t room) {
    auto const first = static_cast<Term>(begins_.size() - 1);
    auto const from = items_.size();
    for (auto term = first; term < values.size(); ++term) take(values.at(term));
    place_pairs(from, room);
    for (auto number = static_cast<std::uint32_t>(letters_.size()); number < words_.size();
         ++number)
        letters_.push_back(letters_of(to_code_points(words_.at(number))));
    for (auto term = first; term < values.size(); ++term)
        for (auto const item : of(term)) rows_with_[item] += frequency[term];
    if (from == 0) {
        items_.shrink_to_fit();
        return weigh(rows);
    }
    for (auto term = first; term < values.size(); ++term) {
        for (auto const item : of(term))
            if (weights_[item] == 0)
                weights_[item] = weight_of(rows, std::max(1U, rows_with_[item]));
        mass_.push_back(mass_of(term));
    }
}

void Words::count(Term term, std::int32_t by) {
    for (auto const item : of(term)) rows_with_[item] += static_cast<std::uint32_t>(by);
}

float Words::mass_of(Term term) const {
    float out = 0;
    for (auto const item : of(term)) out += weights_[item];
    return out;
}

void Words::weigh(Row rows) {
    for (std::size_t i = 1; i < weights_.size(); ++i)
        if (rows_with_[i] > 0) weights_[i] = weight_of(rows, rows_with_[i]);
    weight_of_new_ = weight_of(rows, 1);
    mass_.assign(begins_.size() - 1, 0);
    for (Term term = 1; term < mass_.size(); ++term) mass_[term] = mass_of(term);
}

void Words::part(std::string_view text, Parts& out) const {
    out.known.clear();
    out.unknown.clear();
    out.unknown_pairs = 0;
    for_each_word_or_pair(
        text,
        [&](std::string_view word) {
            if (auto const number = words_.find(word); number != no_value)
                out.known.push_back(number);
            else
                out.unknown.push_back({word, letters_of(to_code_points(word)), weight_of_new_});
        },
        [&](std::uint64_t pair) {
            if (auto const number = pairs_.find(pair); number != Numbering::none)
                out.known.push_back(first_pair_ + number);
            else
                ++out.unknown_pairs;
        });
    std::ranges::sort(out.known);
    auto const repeated = std::ranges::unique(out.known);
    out.known.erase(repeated.begin(), repeated.end());
    out.mass = weight_of_new_ * static_cast<float>(out.unknown.size() + out.unknown_pairs);
    for (auto const word : out.known) out.mass += weights_[word];
}

}  // namespace jutong::linkage

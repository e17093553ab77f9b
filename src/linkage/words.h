// The words that a column's values are made of, by number, and what they weigh.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "linkage/numbering.h"
#include "linkage/records.h"

namespace jutong::linkage {

// Which code points a text has, hashed to 64 bits; spaces do not count.
std::uint64_t letters_of(std::span<char32_t const> points);

// Words have numbers from 1; pairs of Chinese characters, which have no spaces, from first_pair().
class Words {
public:
    // Takes in the values that it has not seen; `frequency` by term. `room`: so many new words
    // later need no new numbers for pairs.
    void add(Values const& values, std::span<std::uint32_t const> frequency, Row rows,
             std::uint32_t room);
    // `by` more rows, or fewer, have a value.
    void count(Term term, std::int32_t by);
    // Weighs all words again: bits, the fewer rows have one the more.
    void weigh(Row rows);

    // Sorted numbers.
    std::span<std::uint32_t const> of(Term term) const {
        return {items_.data() + begins_[term], begins_[term + 1] - begins_[term]};
    }
    float mass(Term term) const { return mass_[term]; }  // of all its words
    float weight(std::uint32_t number) const { return weights_[number]; }
    std::uint32_t first_pair() const { return first_pair_; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(weights_.size()); }

    struct Word {
        std::string_view text;
        std::uint64_t letters;
        float weight;
    };
    // Of a word, not of a pair.
    Word word(std::uint32_t number) const {
        return {words_.at(number), letters_[number], weights_[number]};
    }

    // What any text is made of; borrows it.
    struct Parts {
        std::vector<std::uint32_t> known;  // sorted numbers
        std::vector<Word> unknown;
        std::size_t unknown_pairs = 0;
        float mass = 0;
    };
    void part(std::string_view text, Parts& out) const;

private:
    void place_pairs(std::size_t from, std::uint32_t room);
    void take(std::string_view text);
    float mass_of(Term term) const;

    Values words_;
    Numbering pairs_;
    std::uint32_t first_pair_ = 0;
    std::vector<std::uint32_t> rows_with_;        // by number
    std::vector<float> weights_;                  // by number
    std::vector<std::uint64_t> letters_ = {0};    // by number of a word
    std::vector<std::uint32_t> begins_ = {0, 0};  // by term: into items_; one more at the end
    std::vector<std::uint32_t> items_;
    std::vector<float> mass_ = {0};  // by term
    float weight_of_new_ = 0;
};

}  // namespace jutong::linkage

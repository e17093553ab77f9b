// The model of Fellegi and Sunter: how often fields agree in pairs of one subject (m) and of two
// (u), given the agreement of the field they hang together with most. Estimated from the data alone.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "linkage/candidates.h"
#include "linkage/field.h"

namespace jutong::linkage {

inline constexpr std::size_t fields_max = 15;

// Levels of a pair's fields, four bits each, the first field lowest.
using Pattern = std::uint64_t;
constexpr Level level_at(Pattern pattern, std::size_t field) {
    return static_cast<Level>(pattern >> (4 * field) & 15U);
}

// One field's shares. `given[1]` holds where the parent field is equal, `given[0]` elsewhere.
struct Comparison {
    std::size_t field = 0;
    int parent = -1;   // a field that it hangs together with among strangers; -1: none
    int crossed = -1;  // a field whose values may have been exchanged with this one's
    std::size_t levels = 0;
    struct Shares {
        std::array<double, levels_max> m{};
        std::array<double, levels_max> u{};
    };
    std::array<Shares, 2> given;
};

// A pair worth a look, and its pattern.
struct Pair {
    Row left;
    Row right;
    Pattern pattern;
};

struct EstimateReport {
    int rounds = 0;
    double matches = 0;  // expected in all
    std::uint64_t patterns = 0;
};

class Model {
public:
    // The comparisons and a start for their shares.
    Model(Records const& records, std::span<Field const> fields, Scope scope, bool one_to_one);

    // What a thread knows of the left row; by field.
    using Scratch = std::vector<Prepared>;
    Scratch scratch() const { return Scratch(fields_.size()); }

    // The pattern of a pair, or nothing where it speaks against one subject by more than
    // `against` bits, as far as the model knows.
    static constexpr double against = 6;
    bool look(Row left, Row right, Scratch& scratch, Pattern& pattern) const;

    // m and the number of matches from the pairs that were worth a look (EM over counts of
    // patterns). Changes their patterns where values are found to go together. The same for the
    // same pairs.
    EstimateReport estimate(std::vector<Pair>& pairs);

    Pattern pattern(Row left, Row right, Scratch& scratch) const;
    // log2 odds that the two are one subject.
    double weight(Pattern pattern, Row left) const;

    std::span<Comparison const> comparisons() const { return comparisons_; }
    double prior() const { return prior_; }  // log2 odds of a pair before it is looked at
    // Bits that a field of a pattern gives, without its frequency.
    double bits(Pattern pattern, std::size_t comparison) const;
    double frequency_bits(Pattern pattern, std::size_t comparison, Row left) const;

private:
    using Counts = std::map<Pattern, double>;  // in one order, so that sums are the same

    Level level(Comparison const& c, Row left, Row right, Scratch& scratch) const;
    void find_crossed();
    void start();
    void draw_strangers();
    void find_parents();
    double score(Pattern pattern) const;  // without frequencies
    double take_shares(std::vector<std::array<std::array<double, levels_max>, 2>> const& sums);
    void settle(Counts const& counts, EstimateReport& report);
    bool find_associations(std::vector<Pair>& pairs);
    void associate(std::size_t comparison, std::vector<double> const& together);
    void set_u();
    void weigh();
    void weigh_values();

    Records const* records_;
    std::span<Field const> fields_;
    Scope scope_;
    std::vector<Comparison> comparisons_;
    std::vector<std::vector<Term>> crossed_codes_;  // by comparison: codes of the crossed field
    // By comparison of categories: the level of two values (a * values + b), where values of one
    // source go with others of the other (VLDB, Very Large Data Bases); empty: equal or not.
    std::vector<std::vector<Level>> associations_;
    double universe_ = 0;
    double matches_max_ = 0;
    double prior_ = 0;
    std::vector<Pattern> drawn_;                     // of strangers drawn at random
    std::vector<std::vector<Pattern>> drawn_equal_;  // by comparison: of pairs equal in its field
    std::array<std::array<std::array<double, 16>, 2>, fields_max> bits_{};  // by level
    std::vector<double> repeated_;     // by comparison: share of its rarity not said by its parent
    std::vector<std::size_t> order_;   // of comparisons: the cheapest first
    std::vector<double> best_bits_;    // by comparison: of its best level but equal
    std::vector<std::vector<float>> rarity_bits_;  // by comparison and value: beyond an average one
    std::array<double, fields_max> u_equal_{};
};

}  // namespace jutong::linkage

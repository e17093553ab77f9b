// The model: how often fields agree in pairs of one subject (m), in pairs of strangers (u), and in
// pairs of those who share something without being one (a household's address, a village, a name
// of many). Fellegi and Sunter's, with more than two classes; estimated from the data alone.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
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
constexpr Pattern at_level(std::size_t field, Level level) {
    return Pattern{level} << (4 * field & 63U);
}

// A pair worth a look.
struct Pair {
    Row left;
    Row right;
    Pattern pattern;
};

// Many of them, in parts, so that no second copy is made of what threads found.
using Pairs = std::vector<std::vector<Pair>>;

// How one field is compared.
struct Comparison {
    int crossed = -1;  // a field whose values may have been exchanged with this one's; -1: none
    std::size_t levels = 0;
};

// Of one field: the share of each level among pairs of a class that have both values.
using Shares = std::array<double, levels_max>;

// A class of pairs, seen against strangers.
struct PairClass {
    // The fields that its pairs share, in order: one, or two that hang together, as the telephone
    // and the address of a household do. None: they are of one subject.
    std::vector<std::size_t> anchors;
    double sharing = 0;          // of all pairs, those that share them, as far as drawn
    double prior = 0;            // log2 odds of a pair before it is looked at
    std::vector<Shares> shares;  // by field
    std::vector<std::array<double, 16>> bits;  // by field and level: log2 of shares over u
    // By field: how much of a value's rarity speaks for the class, 1 where its pairs are equal for
    // a reason, 0 where only by chance.
    std::vector<double> reason;
};

// Of one subject, of those who share a field, or two.
inline constexpr std::size_t classes_max = 1 + fields_max * (fields_max + 1) / 2;

// What makes the weight of a pair: `prior` and the bits of its fields, less what those who share
// something without being one subject explain; all log2.
struct Explanation {
    Pattern pattern = 0;
    double prior = 0;
    std::array<float, fields_max> bits{};
    double explained = 0;
};

struct EstimateReport {
    int rounds = 0;
    double matches = 0;  // expected in all
    std::uint64_t patterns = 0;
};

struct Learned;

class Model {
public:
    // A start: u from pairs drawn at random, m as experience has it.
    Model(Records const& records, std::span<Field const> fields, Scope scope, bool one_to_one);

    // What a thread knows of the left row; by field.
    using Scratch = std::vector<Prepared>;
    Scratch scratch() const { return Scratch(fields_.size()); }

    // The pattern of a pair, or nothing where it speaks against one subject by more than
    // `against` bits, as far as the model knows at its start.
    static constexpr double against = 6;
    bool look(Row left, Row right, Scratch& scratch, Pattern& pattern) const;

    // m and the number of matches from the pairs that were worth a look (EM over counts of
    // patterns). Changes their patterns where values are found to go together. The same for the
    // same pairs.
    EstimateReport estimate(Pairs& pairs);

    // log2 odds that the two are one subject.
    double weight(Pattern pattern, Row left) const;
    // Of such a weight.
    Explanation explain(Pattern pattern, Row left, double weight) const;
    // That of a row and another that says the same.
    double weight_of_equal(Row row) const;

    std::span<Comparison const> comparisons() const { return comparisons_; }
    std::span<Shares const> strangers() const { return strangers_; }
    std::span<PairClass const> classes() const { return classes_; }  // the first: of one subject
    Learned learned() const;                                         // without its guards

private:
    using Counts = std::map<Pattern, double>;  // in one order, so that sums are the same

    Pattern pattern(Row left, Row right, Scratch& scratch) const;
    Term const* codes_of(Row row) const {
        return codes_.data() + std::size_t{row} * fields_.size();
    }
    Level level(std::size_t field, Row left, Row right, Scratch& scratch) const;
    void find_crossed();
    bool may_pair(Row a, Row b) const;
    void draw_strangers(Scratch& scratch);
    void draw_equal(std::size_t field, Scratch& scratch);
    void find_classes();
    bool find_joint_classes(Counts const& counts);
    double share_of_one_group(std::size_t field) const;
    bool may_share(std::size_t a, std::size_t b) const;
    static Counts counts_of(Pairs const& pairs);
    double pairs_sharing(std::span<std::size_t const> anchors, Counts const& counts) const;
    void weigh(PairClass& of) const;
    void weigh_values();
    double score(PairClass const& of, Pattern pattern) const;
    double unseen(PairClass const& of, Counts const& counts) const;
    void settle(Counts const& counts, EstimateReport& report);
    bool find_associations(Pairs& pairs);
    void associate(std::size_t field, std::vector<double> const& together);

    Records const* records_;
    std::span<Field const> fields_;
    Scope scope_;
    std::vector<Term> codes_;                       // row by row: those of its fields
    std::vector<Comparison> comparisons_;           // by field
    std::vector<std::vector<Term>> crossed_terms_;  // by field: its values in the crossed one
    // By field of categories: the level of two values (a * values + b), where values of one source
    // go with others of the other (VLDB, Very Large Data Bases); empty: equal or not.
    std::vector<std::vector<Level>> associations_;
    double universe_ = 0;                            // pairs of the scope
    double matches_max_ = 0;                         // of them
    std::vector<std::vector<Pattern>> drawn_equal_;  // by field: of pairs equal in it
    std::vector<double> u_equal_;                    // by field
    std::vector<Shares> strangers_;                  // u, by field
    std::vector<PairClass> classes_;
    std::vector<std::vector<float>> rarity_bits_;  // by field and value: beyond an average one
    // For look(), as it is at the start.
    std::vector<std::size_t> order_;  // of fields: the cheapest first
    std::vector<double> best_bits_;   // by field: of its best level but equal
};

}  // namespace jutong::linkage

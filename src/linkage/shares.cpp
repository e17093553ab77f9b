// The start of the model: what pairs drawn at random look like, and what pairs of one subject do
// before anything is known.
#include "linkage/shares.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "linkage/model.h"

namespace jutong::linkage {

namespace {

constexpr std::size_t strangers_drawn = 1'000'000;
constexpr std::size_t equal_drawn = 60'000;  // of pairs equal in one field, for each field
constexpr std::size_t common_rows_min = 8;
constexpr std::size_t equal_enough = 200;  // to say what pairs that share a value are like
constexpr double lift_min = 3;             // from here on two fields hang together
constexpr double telling_bits = 8;         // of a field, to tell one subject from another
constexpr double nested_min = 0.5;         // of pairs that share one field, so many share the other

double log_odds(double share) { return std::log2(share / (1 - share)); }

}  // namespace

Shares smoothed(Shares counts, std::size_t levels, double pseudo, Shares const& before) {
    auto const all = std::accumulate(counts.begin(), counts.end(), pseudo);
    for (std::size_t l = 0; l < levels; ++l) counts[l] = (counts[l] + pseudo * before[l]) / all;
    return counts;
}

Shares shares_of_one_subject(Comparison const& c) {
    constexpr double exchanged = 0.005;
    auto const levels = c.crossed < 0 ? c.levels : c.levels - 1;
    Shares out{};
    auto left = c.crossed < 0 ? 1.0 : 1 - exchanged;
    for (std::size_t i = 0; i + 1 < levels; ++i) {
        out[i] = left * (i == 0 ? 0.85 : 0.4);
        left -= out[i];
    }
    out[levels - 1] = left;
    if (c.crossed >= 0) out[levels] = exchanged;
    return out;
}

int cost_of(Kind kind) {
    constexpr std::array<int, 7> costs = {4, 6, 3, 1, 2, 0, 5};
    return costs[static_cast<std::size_t>(kind)];
}

void weigh(PairClass& of, std::span<Shares const> strangers, std::span<double const> equal,
           std::span<Comparison const> comparisons) {
    of.bits.resize(strangers.size());
    of.reason.resize(strangers.size());
    for (std::size_t i = 0; i < strangers.size(); ++i) {
        of.bits[i].fill(0);
        for (std::size_t l = 0; l < comparisons[i].levels; ++l)
            of.bits[i][l] =
                std::log2(std::max(of.shares[i][l], 1e-6) / std::max(strangers[i][l], 1e-12));
        auto const of_all = std::min(std::log2(equal[i]), -1e-9);
        auto const chance = std::log2(std::max(of.shares[i][0], 1e-6)) / of_all;
        of.reason[i] = 1 - std::clamp(chance, 0.0, 1.0);
    }
    // Whatever their value, pairs of one subject are equal for a reason.
    if (of.anchors.empty()) std::ranges::fill(of.reason, 1);
}

namespace {

// `weights`: of each pair; empty: one.
Shares shares_among(std::vector<Pattern> const& pairs, std::vector<double> const& weights,
                    std::size_t field, std::size_t levels, double pseudo, Shares const& before) {
    Shares counts{};
    for (std::size_t k = 0; k < pairs.size(); ++k)
        if (auto const at = level_at(pairs[k], field); at != level_none)
            counts[at] += weights.empty() ? 1 : weights[k];
    return smoothed(counts, levels, pseudo, before);
}

}  // namespace

// Pairs of the scope: any two rows, or two of different sources.
void Model::draw_strangers(Scratch& scratch) {
    Random random(1);
    auto const rows = records_->rows();
    auto const draws = static_cast<std::size_t>(std::min(universe_, double{strangers_drawn}));
    std::vector<Pattern> drawn;
    for (std::size_t i = 0; i < draws; ++i) {
        auto const a = static_cast<Row>(random.below(rows));
        auto const b = static_cast<Row>(random.below(rows));
        if (may_pair(a, b)) drawn.push_back(pattern(std::min(a, b), std::max(a, b), scratch));
    }
    strangers_.resize(fields_.size());
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        Shares even{};
        even.fill(1.0 / static_cast<double>(comparisons_[i].levels));
        strangers_[i] = shares_among(drawn, {}, i, comparisons_[i].levels, 0.5, even);
        strangers_[i][0] = u_equal_[i];
        draw_equal(i, scratch);
    }
}

bool Model::may_pair(Row a, Row b) const {
    return a != b && (scope_ == Scope::all || records_->source_of(a) != records_->source_of(b));
}

// Of a value that few rows have, most pairs may be of one subject: only those of common values say
// what strangers who share it are like.
void Model::draw_equal(std::size_t field, Scratch& scratch) {
    Random random(2, field);
    auto& out = drawn_equal_[field];
    out.clear();
    auto const& one = fields_[field];
    auto const& codes = one.column().codes;
    std::vector<Row> sorted;
    for (Row row = 0; row < records_->rows(); ++row)
        if (codes[row] != no_value && one.group_frequency(codes[row]) >= common_rows_min)
            sorted.push_back(row);
    auto const group_of = [&](Row row) { return one.group(codes[row]); };
    std::ranges::stable_sort(sorted, {}, group_of);
    // Each row stands for the pairs it has with others of its value.
    std::vector<double> pairs_before(sorted.size() + 1, 0);
    std::vector<std::size_t> begins(sorted.size());
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        auto const same = i > 0 && group_of(sorted[i]) == group_of(sorted[i - 1]);
        begins[i] = same ? begins[i - 1] : i;
        pairs_before[i + 1] = pairs_before[i] + one.group_frequency(codes[sorted[i]]) - 1.0;
    }
    auto const pairs = pairs_before.back();
    auto const wanted = static_cast<std::size_t>(std::min(pairs, double{equal_drawn}));
    for (std::size_t k = 0; k < wanted; ++k) {
        auto const after = std::ranges::upper_bound(pairs_before, random.unit() * pairs);
        auto const at =
            std::min(static_cast<std::size_t>(after - pairs_before.begin()), sorted.size()) - 1;
        auto other = begins[at] + random.below(one.group_frequency(codes[sorted[at]]) - 1);
        if (other >= at) ++other;
        auto const a = sorted[at], b = sorted[other];
        if (may_pair(a, b)) out.push_back(pattern(std::min(a, b), std::max(a, b), scratch));
    }
}

// Of all pairs, those whose values of a field are of one group.
double Model::share_of_one_group(std::size_t field) const {
    auto const& one = fields_[field];
    if (one.kind() != Kind::organization) return u_equal_[field];
    double pairs = 0;
    for (Term term = 1; term < one.column().values.size(); ++term)
        pairs += one.frequency(term) * (one.group_frequency(term) - 1.0);
    return pairs / one.filled() / one.filled();
}

// A class for each field whose common values bring other fields with them.
void Model::find_classes() {
    for (std::size_t a = 0; a < fields_.size(); ++a) {
        if (drawn_equal_[a].size() < equal_enough) continue;
        // Pairs that are of one subject after all do not count.
        std::vector<double> strange;
        for (auto const pair : drawn_equal_[a])
            strange.push_back(1 / (1 + std::exp2(std::min(score(classes_.front(), pair), 300.0))));
        PairClass one;
        one.anchors = {a};
        double bond = 0;
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            // Of a group its own levels are drawn as the others are.
            auto const is_given = i == a && fields_[a].kind() != Kind::organization;
            one.shares.push_back(is_given ? shares_of_one_subject(comparisons_[a])
                                          : shares_among(drawn_equal_[a], strange, i,
                                                         comparisons_[i].levels, 5, strangers_[i]));
            if (i != a) bond = std::max(bond, one.shares[i][0] / strangers_[i][0]);
        }
        if (bond < lift_min) continue;
        one.sharing = std::clamp(share_of_one_group(a), 1e-12, 0.5);
        one.prior = log_odds(one.sharing);
        weigh(one);
        classes_.push_back(std::move(one));
    }
}

// Whether strangers may share two fields: where what else there is tells one subject from another
// and changes less. A household keeps neither its telephone nor its address as a person keeps name
// and birthday, although pairs alone would allow the one as well as the other.
bool Model::may_share(std::size_t a, std::size_t b) const {
    auto const& same = classes_.front().shares;
    auto const shared = std::max(same[a][0], same[b][0]);
    for (std::size_t i = 0; i < fields_.size(); ++i)
        if (i != a && i != b && fields_[i].information() >= telling_bits && same[i][0] > shared)
            return true;
    return false;
}

// A household shares its telephone and its address, and those who do have nothing else in common:
// counted one by one the two would speak for one subject twice.
bool Model::find_joint_classes(Counts const& counts) {
    auto const single = classes_.size();
    for (std::size_t c = 1; c < single; ++c)
        for (std::size_t d = c + 1; d < single; ++d) {
            auto const a = classes_[c].anchors.front(), b = classes_[d].anchors.front();
            auto const of_a = classes_[c].shares[b][0], of_b = classes_[d].shares[a][0];
            if (std::max(of_a / strangers_[b][0], of_b / strangers_[a][0]) < lift_min) continue;
            // Where one is in the other the two say no more than it does.
            if (std::max(of_a, of_b) > nested_min || !may_share(a, b)) continue;
            PairClass both;
            both.anchors = {a, b};
            for (std::size_t i = 0; i < fields_.size(); ++i) {
                auto const from = i == a                                                ? c
                                  : i == b                                              ? d
                                  : classes_[c].shares[i][0] > classes_[d].shares[i][0] ? c
                                                                                        : d;
                both.shares.push_back(classes_[from].shares[i]);
            }
            both.sharing = std::max(classes_[c].sharing * of_a, classes_[d].sharing * of_b);
            // Generous at first: pairs of one subject do not go to a class of strangers.
            auto const pairs =
                std::max(universe_ * both.sharing, pairs_sharing(both.anchors, counts) / 2);
            both.prior = log_odds(std::clamp(pairs / universe_, 1e-15, 0.5));
            weigh(both);
            classes_.push_back(std::move(both));
        }
    return classes_.size() > single;
}

}  // namespace jutong::linkage

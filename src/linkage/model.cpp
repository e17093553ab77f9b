#include "linkage/model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"

namespace jutong::linkage {

namespace {

constexpr std::size_t strangers_drawn = 1'000'000;
constexpr std::size_t equal_drawn = 60'000;  // of pairs equal in one field, for each field
constexpr std::size_t common_rows_min = 8;
constexpr int rounds_max = 60;
constexpr double settled = 1e-5;   // change of a share in a round
constexpr double pseudo_matches = 20;  // weight of the start in m
constexpr double parent_lift_min = 3;  // from here on two fields hang together
constexpr double matches_start = 0.3;  // a row
constexpr int rounds_before_parents = 5;
constexpr double equality_min = 0.6;   // of categories in pairs of one subject: then it says it all
constexpr double pseudo_together = 2;

// How likely a stranger has the value too. Two rows of the value may be the pair itself.
double rarity(Field const& field, Term term) {
    return std::max(0.5, field.frequency(term) - 1.5) / field.filled();
}

// By level: what agreement is like where records are of one subject, before anything is known.
constexpr std::array<double, levels_max> m_start(std::size_t levels) {
    std::array<double, levels_max> out{};
    auto left = 1.0;
    for (std::size_t i = 0; i + 1 < levels; ++i) {
        out[i] = left * (i == 0 ? 0.85 : 0.4);
        left -= out[i];
    }
    out[levels - 1] = left;
    return out;
}

std::array<double, levels_max> start_of(Comparison const& c) {
    if (c.crossed < 0) return m_start(c.levels);
    constexpr double exchanged = 0.005;
    auto out = m_start(c.levels - 1);
    for (auto& share : out) share *= 1 - exchanged;
    out[c.levels - 1] = exchanged;
    return out;
}

}  // namespace

Model::Model(Records const& records, std::span<Field const> fields, Scope scope, bool one_to_one)
    : records_(&records), fields_(fields), scope_(scope) {
    for (std::size_t f = 0; f < fields.size(); ++f) {
        Comparison c;
        c.field = f;
        c.levels = fields[f].levels().size();
        comparisons_.push_back(c);
    }
    associations_.resize(comparisons_.size());
    find_crossed();
    start();
    draw_strangers();
    for (std::size_t i = 0; i < comparisons_.size(); ++i) {
        auto const& field = fields_[i];
        for (Term term = 1; term < field.column().values.size(); ++term)
            u_equal_[i] += field.frequency(term) * rarity(field, term) / field.filled();
    }
    set_u();
    weigh();
    weigh_values();
    order_.resize(comparisons_.size());
    std::iota(order_.begin(), order_.end(), 0);
    constexpr std::array<int, 6> costs = {4, 5, 3, 1, 2, 0};  // by kind
    std::ranges::stable_sort(order_, {}, [&](std::size_t i) {
        // An exchange is seen before its other field is.
        return std::pair(costs[static_cast<std::size_t>(fields_[i].kind())], i);
    });
    matches_max_ = universe_ / 2;
    if (!one_to_one) return;
    double most = 0;
    for (std::size_t i = 0; i < records.sources.size(); ++i)
        for (std::size_t k = i + 1; k < records.sources.size(); ++k)
            most += std::min(records.sources[i].rows, records.sources[k].rows);
    matches_max_ = std::min(matches_max_, most);
}

// Neighbouring columns of names: given name and surname, two lines of an address.
void Model::find_crossed() {
    crossed_codes_.resize(comparisons_.size());
    for (std::size_t i = 0; i + 1 < comparisons_.size(); ++i) {
        auto const& left = fields_[i];
        auto const& right = fields_[comparisons_[i + 1].field];
        if (left.kind() != Kind::name || right.kind() != Kind::name) continue;
        if (i > 0 && comparisons_[i - 1].crossed >= 0) continue;
        std::unordered_map<std::string_view, Term> codes;
        auto const& others = right.column().values;
        for (Term code = 1; code < others.size(); ++code) codes.emplace(others.at(code), code);
        auto const& mine = left.column().values;
        crossed_codes_[i].assign(mine.size(), no_value);
        for (Term code = 1; code < mine.size(); ++code) {
            auto const found = codes.find(mine.at(code));
            if (found != codes.end()) crossed_codes_[i][code] = found->second;
        }
        comparisons_[i].crossed = static_cast<int>(i + 1);
        ++comparisons_[i].levels;
    }
}

void Model::start() {
    universe_ = pairs_in(*records_, scope_);
    for (auto& c : comparisons_) c.given[0].m = c.given[1].m = start_of(c);
    auto const matches = matches_start * records_->rows();
    prior_ = std::log2(matches / std::max(1.0, universe_ - matches));
}

Level Model::level(Comparison const& c, Row left, Row right, Scratch& scratch) const {
    auto const& field = fields_[c.field];
    auto const a = field.column().codes[left];
    auto const b = field.column().codes[right];
    if (c.crossed >= 0 && a != b) {
        auto const& others = fields_[comparisons_[static_cast<std::size_t>(c.crossed)].field];
        auto const& codes = crossed_codes_[c.field];
        auto const other_a = others.column().codes[left];
        auto const other_b = others.column().codes[right];
        auto const crosses = [&](Term mine, Term other) { return mine != 0 && codes[mine] == other; };
        if (other_a != 0 && other_b != 0 && other_a != other_b && crosses(a, other_b) &&
            crosses(b, other_a))
            return static_cast<Level>(c.levels - 1);
    }
    if (a == no_value || b == no_value) return level_none;
    auto const& association = associations_[c.field];
    if (!association.empty()) return association[a * field.column().values.size() + b];
    return field.compare(a, b, scratch[c.field]);
}

Pattern Model::pattern(Row left, Row right, Scratch& scratch) const {
    Pattern out = 0;
    auto skipped = -1;
    for (std::size_t i = 0; i < comparisons_.size(); ++i) {
        auto const& c = comparisons_[i];
        auto const found =
            static_cast<int>(i) == skipped ? level_none : level(c, left, right, scratch);
        // The other of two exchanged fields says nothing more.
        if (c.crossed >= 0 && found == c.levels - 1) skipped = c.crossed;
        out |= Pattern{found} << (4 * i);
    }
    return out;
}

// Pairs of the scope: any two rows, or two of different sources.
void Model::draw_strangers() {
    Random random(1);
    auto scratch = this->scratch();
    auto const rows = records_->rows();
    auto const draws = static_cast<std::size_t>(std::min(universe_, double{strangers_drawn}));
    auto const fits = [&](Row a, Row b) {
        return a != b && (scope_ == Scope::all || records_->source_of(a) != records_->source_of(b));
    };
    for (std::size_t i = 0; i < draws; ++i) {
        auto const a = static_cast<Row>(random.below(rows));
        auto const b = static_cast<Row>(random.below(rows));
        if (fits(a, b)) drawn_.push_back(pattern(std::min(a, b), std::max(a, b), scratch));
    }
    drawn_equal_.resize(comparisons_.size());
    for (std::size_t i = 0; i < comparisons_.size(); ++i) {
        auto const& codes = fields_[i].column().codes;
        std::vector<Row> sorted;
        for (Row row = 0; row < rows; ++row)
            if (codes[row] != no_value) sorted.push_back(row);
        std::ranges::stable_sort(sorted, {}, [&](Row row) { return codes[row]; });
        // A row of a value that n rows have stands for n - 1 pairs. Of a value that few have, most
        // pairs may be of one subject: those say nothing of strangers.
        std::vector<double> pairs_before(sorted.size() + 1, 0);
        std::vector<std::size_t> begins(sorted.size()), ends(sorted.size());
        for (std::size_t begin = 0; begin < sorted.size();) {
            auto end = begin;
            while (end < sorted.size() && codes[sorted[end]] == codes[sorted[begin]]) ++end;
            for (auto k = begin; k < end; ++k) {
                begins[k] = begin, ends[k] = end;
                pairs_before[k + 1] = pairs_before[k] + (end - begin < common_rows_min
                                                             ? 0.0
                                                             : static_cast<double>(end - begin - 1));
            }
            begin = end;
        }
        auto const pairs = pairs_before.back();
        auto const wanted = static_cast<std::size_t>(std::min(pairs, double{equal_drawn}));
        for (std::size_t k = 0; k < wanted; ++k) {
            auto const point = random.unit() * pairs;
            auto const at = static_cast<std::size_t>(
                                std::ranges::upper_bound(pairs_before, point) -
                                pairs_before.begin()) - 1;
            if (at >= sorted.size() || ends[at] - begins[at] < 2) continue;
            auto other = begins[at] + random.below(ends[at] - begins[at] - 1);
            if (other >= at) ++other;
            auto const a = sorted[at], b = sorted[other];
            if (fits(a, b)) drawn_equal_[i].push_back(pattern(std::min(a, b), std::max(a, b), scratch));
        }
    }
}

namespace {

double odds_to_share(double log2_odds) {
    if (log2_odds > 60) return 1;
    return 1 / (1 + std::exp2(-log2_odds));
}

}  // namespace

double Model::bits(Pattern pattern, std::size_t comparison) const {
    auto const& c = comparisons_[comparison];
    auto const given =
        c.parent >= 0 && level_at(pattern, static_cast<std::size_t>(c.parent)) == 0 ? 1U : 0U;
    return bits_[comparison][given][level_at(pattern, comparison)];
}

// u of each level, of all strangers and of those that are equal in the parent; strangers count by
// what the model says that they are not one subject after all.
void Model::set_u() {
    auto const strangers_of = [&](std::vector<Pattern> const& pairs) {
        std::vector<double> out(pairs.size());
        for (std::size_t k = 0; k < pairs.size(); ++k) {
            auto weight = prior_;
            for (std::size_t i = 0; i < comparisons_.size(); ++i) weight += bits(pairs[k], i);
            out[k] = 1 - odds_to_share(weight);
        }
        return out;
    };
    auto const weights = strangers_of(drawn_);
    for (std::size_t i = 0; i < comparisons_.size(); ++i) {
        auto& c = comparisons_[i];
        auto const tally = [&](std::vector<Pattern> const& pairs, std::vector<double> const& by) {
            std::array<double, levels_max> counts{};
            for (std::size_t k = 0; k < pairs.size(); ++k) {
                auto const at = level_at(pairs[k], i);
                if (at != level_none) counts[at] += by[k];
            }
            return counts;
        };
        auto const share = [&](std::array<double, levels_max> counts, double pseudo,
                               std::array<double, levels_max> const& before) {
            auto const all =
                std::accumulate(counts.begin(), counts.end(), 0.0) + pseudo;
            for (std::size_t l = 0; l < c.levels; ++l)
                counts[l] = (counts[l] + pseudo * before[l]) / all;
            return counts;
        };
        std::array<double, levels_max> even{};
        even.fill(1.0 / static_cast<double>(c.levels));
        c.given[0].u = share(tally(drawn_, weights), 0.5, even);
        c.given[0].u[0] = std::max(u_equal_[i], 1e-12);
        c.given[1].u = c.given[0].u;
        if (c.parent >= 0) {
            auto const& pairs = drawn_equal_[static_cast<std::size_t>(c.parent)];
            c.given[1].u = share(tally(pairs, strangers_of(pairs)), 5, c.given[0].u);
        }
    }
}

// The forest of the strongest bonds between fields among strangers.
void Model::find_parents() {
    struct Bond {
        double lift;
        std::size_t a, b;
    };
    std::vector<Bond> bonds;
    auto const n = comparisons_.size();
    auto const equal_share = [&](std::size_t given, std::size_t of) {
        double equal = 0, all = 0;
        for (auto const pair : drawn_equal_[given]) {
            if (level_at(pair, of) == level_none) continue;
            auto weight = prior_;
            for (std::size_t i = 0; i < n; ++i) weight += bits(pair, i);
            auto const stranger = 1 - odds_to_share(weight);
            all += stranger;
            if (level_at(pair, of) == 0) equal += stranger;
        }
        return all < 200 ? 0 : equal / all;
    };
    for (std::size_t a = 0; a < n; ++a)
        for (std::size_t b = 0; b < n; ++b) {
            if (a == b) continue;
            auto const lift = equal_share(a, b) / std::max(u_equal_[b], 1e-9);
            if (lift >= parent_lift_min) bonds.push_back({lift, a, b});
        }
    std::ranges::sort(bonds, [](auto const& x, auto const& y) { return x.lift > y.lift; });
    std::vector<std::size_t> tree(n);
    std::iota(tree.begin(), tree.end(), 0);
    for (auto const& bond : bonds) {
        if (comparisons_[bond.b].parent >= 0 || tree[bond.a] == tree[bond.b]) continue;
        comparisons_[bond.b].parent = static_cast<int>(bond.a);
        auto const gone = tree[bond.b];
        for (auto& t : tree)
            if (t == gone) t = tree[bond.a];
    }
}

void Model::weigh() {
    for (std::size_t i = 0; i < comparisons_.size(); ++i) {
        auto const& c = comparisons_[i];
        for (std::size_t g = 0; g < 2; ++g) {
            bits_[i][g].fill(0);
            for (std::size_t l = 0; l < c.levels; ++l)
                bits_[i][g][l] = std::log2(std::max(c.given[g].m[l], 1e-6) /
                                           std::max(c.given[g].u[l], 1e-12));
        }
    }
    repeated_.assign(comparisons_.size(), 1);
    for (std::size_t i = 0; i < comparisons_.size(); ++i) {
        auto const& given = comparisons_[i].given;
        repeated_[i] = std::log2(given[1].u[0]) / std::log2(given[0].u[0]);
    }
    best_bits_.assign(comparisons_.size(), 0);
    for (std::size_t i = 0; i < comparisons_.size(); ++i)
        for (auto const& by_level : bits_[i])
            for (std::size_t l = 1; l < comparisons_[i].levels; ++l)
                best_bits_[i] = std::max(best_bits_[i], by_level[l]);
}

// What each value's rarity adds to equality.
void Model::weigh_values() {
    rarity_bits_.resize(comparisons_.size());
    for (std::size_t i = 0; i < comparisons_.size(); ++i) {
        auto const& field = fields_[i];
        rarity_bits_[i].assign(field.column().values.size(), 0);
        if (!associations_[i].empty()) continue;
        for (Term term = 1; term < rarity_bits_[i].size(); ++term)
            rarity_bits_[i][term] = static_cast<float>(
                std::log2(std::max(u_equal_[i], 1e-12) / rarity(field, term)));
    }
}

double Model::score(Pattern pattern) const {
    auto out = prior_;
    for (std::size_t i = 0; i < comparisons_.size(); ++i) out += bits(pattern, i);
    return out;
}

EstimateReport Model::estimate(std::vector<Pair>& pairs) {
    EstimateReport report;
    auto const counted = [&] {
        Counts counts;
        for (auto const& pair : pairs) counts[pair.pattern] += 1;
        return counts;
    };
    settle(counted(), report);
    if (find_associations(pairs)) settle(counted(), report);
    weigh_values();
    return report;
}

// EM until the shares stay.
void Model::settle(Counts const& counts, EstimateReport& report) {
    report.patterns = counts.size();
    set_u();
    weigh();
    for (int round = 0; round < rounds_max; ++round, ++report.rounds) {
        if (round == rounds_before_parents) find_parents();
        std::vector<std::array<std::array<double, levels_max>, 2>> sums(comparisons_.size());
        double matches = 0;
        for (auto const& [pattern, n] : counts) {
            auto const share = odds_to_share(score(pattern)) * n;
            matches += share;
            if (share < 1e-9) continue;
            for (std::size_t i = 0; i < comparisons_.size(); ++i) {
                auto const at = level_at(pattern, i);
                if (at == level_none) continue;
                auto const parent = comparisons_[i].parent;
                auto const given =
                    parent >= 0 && level_at(pattern, static_cast<std::size_t>(parent)) == 0;
                sums[i][given ? 1 : 0][at] += share;
            }
        }
        report.matches = matches;
        auto const change = take_shares(sums);
        auto const share = std::clamp(matches, 1.0, matches_max_) / universe_;
        prior_ = std::log2(share / (1 - share));
        set_u();
        weigh();
        if (change < settled && round > rounds_before_parents + 3) break;
    }
}

// m from what the pairs' posteriors sum up to; tells the largest change.
double Model::take_shares(
    std::vector<std::array<std::array<double, levels_max>, 2>> const& sums) {
    double change = 0;
    for (std::size_t i = 0; i < comparisons_.size(); ++i) {
        auto& c = comparisons_[i];
        auto const before = c.given[0].m;
        std::array<double, levels_max> whole{};
        double all = pseudo_matches;
        auto const from = start_of(c);
        for (std::size_t l = 0; l < c.levels; ++l) all += sums[i][0][l] + sums[i][1][l];
        for (std::size_t l = 0; l < c.levels; ++l)
            whole[l] = (sums[i][0][l] + sums[i][1][l] + pseudo_matches * from[l]) / all;
        // Not given the parent: pairs of kin, who share an address and nothing else, would be taken
        // for one subject with much damage.
        c.given[0].m = c.given[1].m = whole;
        for (std::size_t l = 0; l < c.levels; ++l)
            change = std::max(change, std::abs(c.given[0].m[l] - before[l]));
    }
    return change;
}

// Which values of categories go together among the pairs that are of one subject so far. False
// where equality says it all.
bool Model::find_associations(std::vector<Pair>& pairs) {
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < comparisons_.size(); ++i)
        if (fields_[i].kind() == Kind::category && comparisons_[i].given[0].m[0] < equality_min)
            asked.push_back(i);
    if (asked.empty()) return false;
    weigh_values();
    for (auto const i : asked) {
        auto const& codes = fields_[i].column().codes;
        auto const n = fields_[i].column().values.size();
        std::vector<double> together(n * n, 0);
        for (auto const& pair : pairs)
            if (weight(pair.pattern, pair.left) > 0)
                together[codes[pair.left] * n + codes[pair.right]] += 1;
        associate(i, together);
    }
    auto scratch = this->scratch();
    for (auto& pair : pairs)
        for (auto const i : asked) {
            auto const found = level(comparisons_[i], pair.left, pair.right, scratch);
            pair.pattern &= ~(Pattern{15} << (4 * i));
            pair.pattern |= Pattern{found} << (4 * i);
        }
    drawn_.clear();
    drawn_equal_.clear();
    draw_strangers();
    return true;
}

void Model::associate(std::size_t comparison, std::vector<double> const& together) {
    auto& c = comparisons_[comparison];
    auto const& field = fields_[c.field];
    auto const n = field.column().values.size();
    double all = 0;
    std::vector<double> left(n, 0), right(n, 0);
    for (Term a = 1; a < n; ++a)
        for (Term b = 1; b < n; ++b) {
            all += together[a * n + b];
            left[a] += together[a * n + b];
            right[b] += together[a * n + b];
        }
    if (all < 1) return;
    auto& levels = associations_[comparison];
    levels.assign(n * n, 0);
    c.levels = 4;
    for (Term a = 1; a < n; ++a)
        for (Term b = 1; b < n; ++b) {
            // As often as by chance where little is known.
            auto const chance = left[a] * right[b] / all;
            auto const lift = (together[a * n + b] + pseudo_together) / (chance + pseudo_together);
            levels[a * n + b] = a == b || lift >= 2 ? 0 : lift >= 1 ? 1 : lift >= 0.25 ? 2 : 3;
        }
    c.given[0].m = c.given[1].m = start_of(c);
    // Two values go together by how many pairs of strangers have them.
    double equal = 0;
    for (Term a = 1; a < n; ++a)
        for (Term b = 1; b < n; ++b)
            if (levels[a * n + b] == 0)
                equal += static_cast<double>(field.frequency(a)) * field.frequency(b);
    u_equal_[comparison] = equal / field.filled() / field.filled();
}

double Model::frequency_bits(Pattern pattern, std::size_t comparison, Row left) const {
    auto const& c = comparisons_[comparison];
    if (level_at(pattern, comparison) != 0) return 0;
    auto const more = double{rarity_bits_[comparison][fields_[c.field].column().codes[left]]};
    if (c.parent < 0 || level_at(pattern, static_cast<std::size_t>(c.parent)) != 0) {
        // Equal rare texts say no less than texts that are nearly equal.
        if (fields_[c.field].kind() != Kind::text) return more;
        auto const near = bits_[comparison][0][1] - bits_[comparison][0][0];
        return more > 0 ? std::max(more, near) : more;
    }
    // What the parent has said already is not said again.
    return more * std::clamp(repeated_[comparison], 0.0, 1.0);
}

double Model::weight(Pattern pattern, Row left) const {
    auto out = prior_;
    for (std::size_t i = 0; i < comparisons_.size(); ++i)
        out += bits(pattern, i) + frequency_bits(pattern, i, left);
    return out;
}

bool Model::look(Row left, Row right, Scratch& scratch, Pattern& out) const {
    // Before any text is compared: what the pair can have at best.
    auto best = against;
    for (std::size_t i = 0; i < comparisons_.size(); ++i) {
        auto const& codes = fields_[i].column().codes;
        auto const a = codes[left], b = codes[right];
        if (a == no_value || b == no_value) continue;
        best += a == b ? bits_[i][0][0] + std::max(0.0F, rarity_bits_[i][a]) : best_bits_[i];
    }
    if (best < 0) return false;
    out = 0;
    auto skipped = -1;
    for (auto const i : order_) {
        auto const& c = comparisons_[i];
        auto const found =
            static_cast<int>(i) == skipped ? level_none : level(c, left, right, scratch);
        if (c.crossed >= 0 && found == c.levels - 1) skipped = c.crossed;
        out |= Pattern{found} << (4 * i);
        if (found == 0 || found == level_none) continue;
        best += bits_[i][0][found] - best_bits_[i];
        if (best < 0) return false;
    }
    return true;
}

}  // namespace jutong::linkage

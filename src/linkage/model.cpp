#include "linkage/model.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "linkage/shares.h"

namespace jutong::linkage {

namespace {

constexpr int rounds_max = 80;
constexpr double settled = 1e-5;       // change of a share in a round
constexpr double pseudo_pairs = 20;    // weight of the start in shares
constexpr double matches_start = 0.3;  // a row
constexpr double equality_min = 0.6;   // of categories in pairs of one subject: then it says it all
constexpr double pseudo_together = 2;

// How likely a stranger has the value too. Two rows of the value may be the pair itself.
double rarity(Field const& field, Term term) {
    return std::max(0.5, field.frequency(term) - 1.5) / field.filled();
}

}  // namespace

Model::Model(Records const& records, std::span<Field const> fields, Scope scope, bool one_to_one)
    : records_(&records),
      fields_(fields),
      scope_(scope),
      associations_(fields.size()),
      universe_(pairs_in(records, scope)),
      drawn_equal_(fields.size()),
      u_equal_(fields.size(), 0) {
    for (auto const& field : fields) comparisons_.push_back({-1, field.levels().size()});
    codes_.resize(records.rows() * fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i)
        for (Row row = 0; row < records.rows(); ++row)
            codes_[row * fields.size() + i] = fields[i].column().codes[row];
    find_crossed();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto const& field = fields[i];
        for (Term term = 1; term < field.column().values.size(); ++term)
            u_equal_[i] += field.frequency(term) * rarity(field, term) / field.filled();
    }
    auto drawing = scratch();
    draw_strangers(drawing);
    auto const matches = matches_start * records.rows();
    auto& same = classes_.emplace_back();
    same.prior = std::log2(matches / std::max(1.0, universe_ - matches));
    for (auto const& c : comparisons_) same.shares.push_back(shares_of_one_subject(c));
    weigh(same);
    weigh_values();
    for (std::size_t i = 0; i < fields.size(); ++i)
        best_bits_.push_back(std::max(
            0.0, *std::max_element(
                     same.bits[i].begin() + 1,
                     same.bits[i].begin() + static_cast<std::ptrdiff_t>(comparisons_[i].levels))));
    order_.resize(fields.size());
    std::iota(order_.begin(), order_.end(), 0);
    std::ranges::stable_sort(order_, {}, [&](std::size_t i) {
        // An exchange is seen before its other field is.
        return std::pair(cost_of(fields[i].kind()), i);
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
    crossed_terms_.resize(comparisons_.size());
    for (std::size_t i = 0; i + 1 < comparisons_.size(); ++i) {
        auto const& left = fields_[i];
        auto const& right = fields_[i + 1];
        if (left.kind() != Kind::name || right.kind() != Kind::name) continue;
        if (i > 0 && comparisons_[i - 1].crossed >= 0) continue;
        std::unordered_map<std::string_view, Term> terms;
        auto const& others = right.column().values;
        for (Term term = 1; term < others.size(); ++term) terms.emplace(others.at(term), term);
        auto const& mine = left.column().values;
        crossed_terms_[i].assign(mine.size(), no_value);
        for (Term term = 1; term < mine.size(); ++term) {
            auto const found = terms.find(mine.at(term));
            if (found != terms.end()) crossed_terms_[i][term] = found->second;
        }
        comparisons_[i].crossed = static_cast<int>(i + 1);
        ++comparisons_[i].levels;
    }
}

Level Model::level(std::size_t field, Row left, Row right, Scratch& scratch) const {
    auto const& c = comparisons_[field];
    auto const a = codes_of(left)[field], b = codes_of(right)[field];
    if (c.crossed >= 0 && a != b) {
        auto const other = static_cast<std::size_t>(c.crossed);
        auto const x = codes_of(left)[other], y = codes_of(right)[other];
        auto const& terms = crossed_terms_[field];
        auto const crosses = [&](Term mine, Term theirs) {
            return mine != no_value && theirs != no_value && terms[mine] == theirs;
        };
        if (x != y && crosses(a, y) && crosses(b, x)) return static_cast<Level>(c.levels - 1);
    }
    if (a == no_value || b == no_value) return level_none;
    auto const& association = associations_[field];
    if (!association.empty()) return association[a * fields_[field].column().values.size() + b];
    return fields_[field].compare(a, b, scratch[field]);
}

Pattern Model::pattern(Row left, Row right, Scratch& scratch) const {
    Pattern out = 0;
    auto skipped = -1;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        auto const& c = comparisons_[i];
        auto const found =
            static_cast<int>(i) == skipped ? level_none : level(i, left, right, scratch);
        // The other of two exchanged fields says nothing more.
        if (c.crossed >= 0 && found == c.levels - 1) skipped = c.crossed;
        out |= at_level(i, found);
    }
    return out;
}

bool Model::look(Row left, Row right, Scratch& scratch, Pattern& out) const {
    auto const& bits = classes_.front().bits;
    // Before any text is compared: what the pair can have at best.
    auto best = against;
    auto const* const mine = codes_of(left);
    auto const* const others = codes_of(right);
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        auto const a = mine[i], b = others[i];
        if (a == no_value || b == no_value) continue;
        best += a == b ? bits[i][0] + std::max(0.0F, rarity_bits_[i][a]) : best_bits_[i];
    }
    if (best < 0) return false;
    out = 0;
    auto skipped = -1;
    for (auto const i : order_) {
        auto const& c = comparisons_[i];
        auto const found =
            static_cast<int>(i) == skipped ? level_none : level(i, left, right, scratch);
        if (c.crossed >= 0 && found == c.levels - 1) skipped = c.crossed;
        out |= at_level(i, found);
        if (found == 0 || found == level_none) continue;
        best += bits[i][found] - best_bits_[i];
        if (best < 0) return false;
    }
    return true;
}

void Model::weigh(PairClass& of) const { linkage::weigh(of, strangers_, u_equal_, comparisons_); }

// What each value's rarity adds to equality.
void Model::weigh_values() {
    rarity_bits_.resize(fields_.size());
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        auto const& field = fields_[i];
        rarity_bits_[i].assign(field.column().values.size(), 0);
        if (!associations_[i].empty()) continue;
        // Equal rare texts say no less than texts that are nearly equal.
        auto const& bits = classes_.front().bits[i];
        auto const least = field.kind() == Kind::text ? bits[1] - bits[0] : -100.0;
        for (Term term = 1; term < rarity_bits_[i].size(); ++term) {
            auto const more = std::log2(u_equal_[i] / rarity(field, term));
            rarity_bits_[i][term] = static_cast<float>(more > 0 ? std::max(more, least) : more);
        }
    }
}

double Model::score(PairClass const& of, Pattern pattern) const {
    auto out = of.prior;
    for (std::size_t i = 0; i < fields_.size(); ++i) out += of.bits[i][level_at(pattern, i)];
    return out;
}

double Model::weight(Pattern pattern, Row left) const {
    std::array<double, classes_max> weights;
    for (std::size_t c = 0; c < classes_.size(); ++c) weights[c] = score(classes_[c], pattern);
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        if (level_at(pattern, i) != 0) continue;
        auto const more = double{rarity_bits_[i][codes_of(left)[i]]};
        for (std::size_t c = 0; c < classes_.size(); ++c)
            weights[c] += more * classes_[c].reason[i];
    }
    double others = 1;
    for (std::size_t c = 1; c < classes_.size(); ++c)
        others += std::exp2(std::min(weights[c], 300.0));
    return weights[0] - std::log2(others);
}

Explanation Model::explain(Pattern pattern, Row left, double weight) const {
    auto const& subject = classes_.front();
    Explanation out;
    out.pattern = pattern;
    out.prior = subject.prior;
    auto sum = out.prior;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        auto bits = subject.bits[i][level_at(pattern, i)];
        if (level_at(pattern, i) == 0)
            bits += double{rarity_bits_[i][codes_of(left)[i]]} * subject.reason[i];
        out.bits[i] = static_cast<float>(bits);
        sum += bits;
    }
    out.explained = sum - weight;
    return out;
}

double Model::weight_of_equal(Row row) const {
    Pattern equal = 0;
    for (std::size_t i = 0; i < fields_.size(); ++i)
        if (codes_of(row)[i] == no_value) equal |= at_level(i, level_none);
    return weight(equal, row);
}

Model::Counts Model::counts_of(Pairs const& pairs) {
    Counts counts;
    for (auto const& part : pairs)
        for (auto const& pair : part) counts[pair.pattern] += 1;
    return counts;
}

EstimateReport Model::estimate(Pairs& pairs) {
    EstimateReport report;
    auto counts = counts_of(pairs);
    find_classes();
    settle(counts, report);
    if (find_associations(pairs)) {
        counts = counts_of(pairs);
        settle(counts, report);
    }
    if (find_joint_classes(counts)) settle(counts, report);
    weigh_values();
    return report;
}

double Model::pairs_sharing(std::span<std::size_t const> anchors, Counts const& counts) const {
    double out = 0;
    for (auto const& [pattern, n] : counts) {
        auto shared = true;
        for (auto const at : anchors) {
            auto const& field = fields_[at];
            shared = shared && field.is_one_group(level_at(pattern, at));
        }
        if (shared) out += n;
    }
    return out;
}

// How many pairs of a class blocking kept away. They share what the class is drawn from and are
// like one subject in nothing else, so all of them are the class's.
double Model::unseen(PairClass const& of, Counts const& counts) const {
    if (of.anchors.empty()) return 0;
    return std::max(0.0, universe_ * of.sharing - pairs_sharing(of.anchors, counts));
}

namespace {

// Of an organization's own rows so many bear the name it had before or will have, which is to the
// other as a stranger's is. How often they do is not learned: shops of a chain share day, address
// and person so often that they would be.
void keep_kin_out(Shares& shares, Shares const& strangers, std::size_t levels) {
    constexpr std::size_t first = 4;  // another branch or place
    constexpr double renamed = 0.04;
    auto const mine = shares.begin() + first,
               end = shares.begin() + static_cast<std::ptrdiff_t>(levels);
    auto const said = std::accumulate(shares.begin(), mine, 1e-9);
    auto const others = std::accumulate(
        strangers.begin() + first, strangers.begin() + static_cast<std::ptrdiff_t>(levels), 1e-9);
    for (auto it = shares.begin(); it != mine; ++it) *it *= (1 - renamed) / said;
    for (auto it = mine; it != end; ++it)
        *it = renamed * strangers[static_cast<std::size_t>(it - shares.begin())] / others;
}

}  // namespace

// EM until the shares stay.
void Model::settle(Counts const& counts, EstimateReport& report) {
    report.patterns = counts.size();
    auto const fields = fields_.size();
    std::vector<std::vector<Shares>> sums(classes_.size());
    std::vector<double> pairs(classes_.size()), weights(classes_.size());
    std::vector<std::vector<Shares>> start;
    std::vector<double> kept_away;
    for (auto const& one : classes_) {
        start.push_back(one.shares);
        kept_away.push_back(unseen(one, counts));
    }
    for (int round = 0; round < rounds_max; ++round, ++report.rounds) {
        for (auto& sum : sums) sum.assign(fields, Shares{});
        std::ranges::fill(pairs, 0);
        for (auto const& [pattern, n] : counts) {
            double all = 1;
            for (std::size_t c = 0; c < classes_.size(); ++c) {
                weights[c] = std::exp2(std::min(score(classes_[c], pattern), 300.0));
                all += weights[c];
            }
            for (std::size_t c = 0; c < classes_.size(); ++c) {
                auto const share = weights[c] / all * n;
                if (share < 1e-9) continue;
                pairs[c] += share;
                for (std::size_t i = 0; i < fields; ++i)
                    if (auto const at = level_at(pattern, i); at != level_none)
                        sums[c][i][at] += share;
            }
        }
        double change = 0;
        for (std::size_t c = 0; c < classes_.size(); ++c) {
            auto& one = classes_[c];
            // What others share stays as it was drawn: else their class would take in pairs of one
            // subject with much damage.
            for (std::size_t i = 0; i < fields && c == 0; ++i) {
                auto const before = one.shares[i];
                one.shares[i] =
                    smoothed(sums[c][i], comparisons_[i].levels, pseudo_pairs, start[c][i]);
                if (fields_[i].kind() == Kind::organization)
                    keep_kin_out(one.shares[i], strangers_[i], comparisons_[i].levels);
                for (std::size_t l = 0; l < comparisons_[i].levels; ++l)
                    change = std::max(change, std::abs(one.shares[i][l] - before[l]));
            }
            auto const share =
                std::clamp(pairs[c] + kept_away[c], 1.0, c == 0 ? matches_max_ : universe_ / 2);
            one.prior = std::log2(share / (universe_ - share));
            weigh(one);
        }
        report.matches = pairs[0];
        if (change < settled) break;
    }
}

// Which values of categories go together among the pairs that are of one subject so far. False
// where equality says it all.
bool Model::find_associations(Pairs& pairs) {
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < comparisons_.size(); ++i)
        if (fields_[i].kind() == Kind::category && classes_.front().shares[i][0] < equality_min)
            asked.push_back(i);
    if (asked.empty()) return false;
    weigh_values();
    std::vector<Pair> good;
    for (auto const& part : pairs)
        for (auto const& pair : part)
            if (weight(pair.pattern, pair.left) > 0) good.push_back(pair);
    for (auto const i : asked) {
        auto const& codes = fields_[i].column().codes;
        auto const n = fields_[i].column().values.size();
        std::vector<double> together(n * n, 0);
        for (auto const& pair : good) together[codes[pair.left] * n + codes[pair.right]] += 1;
        associate(i, together);
    }
    auto scratch = this->scratch();
    for (auto& part : pairs)
        for (auto& pair : part)
            for (auto const i : asked) {
                auto const found = level(i, pair.left, pair.right, scratch);
                pair.pattern &= ~at_level(i, level_none);
                pair.pattern |= at_level(i, found);
            }
    draw_strangers(scratch);
    classes_.resize(1);
    find_classes();
    return true;
}

void Model::associate(std::size_t at, std::vector<double> const& together) {
    auto& c = comparisons_[at];
    auto const& field = fields_[at];
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
    auto& levels = associations_[at];
    levels.assign(n * n, 0);
    c.levels = 4;
    for (Term a = 1; a < n; ++a)
        for (Term b = 1; b < n; ++b) {
            // As often as by chance where little is known.
            auto const chance = left[a] * right[b] / all;
            auto const lift = (together[a * n + b] + pseudo_together) / (chance + pseudo_together);
            levels[a * n + b] = a == b || lift >= 2 ? 0 : lift >= 1 ? 1 : lift >= 0.25 ? 2 : 3;
        }
    classes_.front().shares[at] = shares_of_one_subject(c);
    // Two values go together by how many pairs of strangers have them.
    double equal = 0;
    for (Term a = 1; a < n; ++a)
        for (Term b = 1; b < n; ++b)
            if (levels[a * n + b] == 0)
                equal += static_cast<double>(field.frequency(a)) * field.frequency(b);
    u_equal_[at] = equal / field.filled() / field.filled();
}

}  // namespace jutong::linkage

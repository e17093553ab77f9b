// How an index is searched: the rarest keys first, frequent ones two at a time, and no row is
// compared that cannot be among the best.
#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "base/random.h"
#include "linkage/index.h"

namespace jutong::linkage {

namespace {

// Of a key with up to so many rows each row is compared.
constexpr std::size_t rare_rows_max = 32;
// The rarest keys that are not rare: so many are taken two at a time, so many of one field.
constexpr std::size_t frequent_max = 8, frequent_of_field_max = 3;
// What a search may cost: rows compared, and steps through lists of rows.
constexpr std::size_t compared_max = 1000;
constexpr std::size_t steps_max = 2000;
constexpr double chance_max = 64;  // rows that have two keys by chance
// Beside a candidate with so many bits more, one that is likely not the subject is not worth it.
constexpr double far_better = 20;
constexpr std::size_t seen_slots = 4096;  // a power of two, more than twice compared_max
// Fields that say so little together find nobody by two keys.
constexpr std::size_t few_fields = 2;
constexpr double forgotten = 300;  // bits: exp2 of more is no number

}  // namespace

Index::Scratch Index::scratch() const {
    Scratch out;
    out.asked.resize(fields_.size());
    out.crossed.resize(fields_.size());
    out.crosses.resize(fields_.size());
    out.rarity.resize(fields_.size());
    out.best.resize(fields_.size());
    out.seen.resize(seen_slots);
    out.weights.resize(learned_.classes.size());
    return out;
}

class Index::Finding {
public:
    Finding(Index const& index, Search const& search, Scratch& scratch, Found& out)
        : index_(index),
          fields_(index.learned_.fields),
          classes_(index.learned_.classes),
          search_(search),
          limit_(std::clamp<std::size_t>(search.limit, 1, candidates_max)),
          scratch_(scratch),
          out_(out) {
        out_.candidates.clear();
        out_.compared = 0;
        out_.all_seen = true;
        ++scratch_.search;
        // The odds of any row are those of the rows it was learned from, by their number.
        shift_ = index.learned_.rows > 0 && index.rows_ > 0
                     ? static_cast<float>(std::log2(index.learned_.rows / index.rows_))
                     : 0;
        out_.prior = classes_.front().prior + shift_;
    }

    void run(std::span<std::string_view const> values) {
        read(values);
        collect();
        auto const& probes = scratch_.probes;
        std::size_t rare = 0;
        for (; rare < probes.size() && probes[rare].rows.size() <= rare_rows_max; ++rare) {
            if (cannot_be_better()) break;
            take(probes[rare].rows);
            if (probes[rare].is_value) exhaust(probes[rare].field);
        }
        auto const frequent = std::span(probes).subspan(rare);
        take_two_at_a_time(frequent);
        if (told_ <= few_fields || probes_of_one_field(frequent)) {
            for (auto const& probe : frequent) {
                if (out_.compared >= compared_max) out_.all_seen = false;
                if (cannot_be_better() || !out_.all_seen) break;
                take(probe.rows);
                if (probe.is_value) exhaust(probe.field);
            }
        }
        finish();
    }

private:
    // The record, and what each field may tell at best.
    void read(std::span<std::string_view const> values) {
        best_ = static_cast<float>(out_.prior);
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            auto& asked = scratch_.asked[i];
            index_.fields_[i].read(index_.one_form(i, values[i], scratch_.day), *index_.reference_,
                                   asked);
            scratch_.rarity[i] = 0;
            scratch_.best[i] = 0;
            if (!asked.is_told()) continue;
            ++told_;
            scratch_.rarity[i] = rarity_of(i);
            scratch_.best[i] = index_.best_bits_[i];
            if (asked.term() != no_value || !index_.together_[i].levels.empty())
                scratch_.best[i] = std::max(scratch_.best[i], equal_bits(i));
            best_ += scratch_.best[i];
        }
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            if (fields_[i].comparison.crossed < 0) continue;
            auto const other = static_cast<std::size_t>(fields_[i].comparison.crossed);
            scratch_.crossed[i] = index_.columns_[other].values.find(values[i]);
            scratch_.crosses[i] = index_.columns_[i].values.find(values[other]);
        }
    }

    float equal_bits(std::size_t field) const {
        return static_cast<float>(classes_.front().bits[field][0]) +
               std::max(0.0F, scratch_.rarity[field]);
    }

    // As Model::weigh_values has it; the record counts as one of the rows with its value.
    float rarity_of(std::size_t i) const {
        auto const& field = index_.fields_[i];
        auto const term = scratch_.asked[i].term();
        if (term == no_value || !index_.together_[i].levels.empty()) return 0;
        auto const is_in = search_.self != no_row ? 0U : 1U;
        auto const rows = std::max(0.5, field.frequency(term) + is_in - 1.5);
        auto const more = std::log2(fields_[i].equal * (field.filled() + is_in) / rows);
        auto const& bits = classes_.front().bits[i];
        auto const least = field.kind() == Kind::text ? bits[1] - bits[0] : -100.0;
        return static_cast<float>(more > 0 ? std::max(more, least) : more);
    }

    // The keys that rows have, the rarest first.
    void collect() {
        scratch_.probes.clear();
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            scratch_.keys.clear();
            index_.fields_[i].keys(scratch_.asked[i], index_.generous_, scratch_.keys);
            for (auto const key : scratch_.keys) {
                auto const rows = index_.by_key_[i].of(key);
                auto const is_value = key >> 40U == static_cast<std::uint64_t>(KeyKind::value);
                if (!rows.empty()) scratch_.probes.push_back({rows, i, is_value});
            }
        }
        std::ranges::sort(scratch_.probes, {}, [](auto const& probe) {
            return std::pair(probe.rows.size(), probe.field);
        });
    }

    // All rows with the record's value of this field have been seen.
    void exhaust(std::size_t field) {
        auto const less = index_.best_bits_[field];
        if (scratch_.best[field] > less) best_ -= scratch_.best[field] - less;
    }

    // The weight below which a candidate is not given.
    double least() const {
        auto const least = std::max(search_.weight_min, std::min(heaviest_ - far_better, 0.0));
        return out_.candidates.size() < limit_ ? least
                                               : std::max(least, out_.candidates.front().weight);
    }

    // No row that is not seen yet.
    bool cannot_be_better() const { return best_ < least(); }

    static bool probes_of_one_field(std::span<Scratch::Probe const> probes) {
        return std::ranges::all_of(
            probes, [&](auto const& probe) { return probe.field == probes.front().field; });
    }

    // The rarest of the frequent keys, not many of one field.
    std::size_t choose(std::span<Scratch::Probe const> probes,
                       std::array<Scratch::Probe const*, frequent_max>& chosen) const {
        std::array<std::size_t, fields_max> of_field{};
        auto const of_field_max = told_ == 1 ? frequent_max : frequent_of_field_max;
        std::size_t n = 0;
        for (auto const& probe : probes)
            if (n < frequent_max && of_field[probe.field]++ < of_field_max) chosen[n++] = &probe;
        return n;
    }

    // Two keys by which few rows are found by chance; the fewest first.
    void take_two_at_a_time(std::span<Scratch::Probe const> probes) {
        std::array<Scratch::Probe const*, frequent_max> chosen{};
        auto const n = choose(probes, chosen);
        struct Two {
            double rows;
            std::size_t rare, other;
        };
        std::array<Two, frequent_max * frequent_max> twos;
        std::size_t count = 0;
        for (std::size_t a = 0; a < n; ++a)
            for (std::size_t b = a + 1; b < n; ++b) {
                auto const& rare = *chosen[a];
                auto const& other = *chosen[b];
                if (rare.field == other.field && (rare.is_value || other.is_value || told_ > 1))
                    continue;
                auto const by_chance = static_cast<double>(rare.rows.size()) *
                                       static_cast<double>(other.rows.size()) / index_.rows_;
                if (by_chance <= chance_max) twos[count++] = {by_chance, a, b};
            }
        std::ranges::sort(std::span(twos).first(count), {},
                          [](Two const& two) { return std::tuple(two.rows, two.rare, two.other); });
        std::size_t steps = 0;
        for (auto const& two : std::span(twos).first(count)) {
            if (cannot_be_better()) return;
            steps += chosen[two.rare]->rows.size();
            if (steps > steps_max) return;
            if (out_.compared >= compared_max) out_.all_seen = false;
            if (!out_.all_seen) return;
            share(chosen[two.rare]->rows, chosen[two.other]->rows);
            take(scratch_.shared);
        }
    }

    // The rows of both; `fewer` has no more than `many`.
    void share(std::span<Row const> fewer, std::span<Row const> many) {
        scratch_.shared.clear();
        for (auto const row : fewer) {
            many = many.subspan(first_from(many, row));
            if (many.empty()) return;
            if (many.front() == row) scratch_.shared.push_back(row);
        }
    }

    // Where the first row is that is not below `row`: by strides that double, then by halves, then
    // a block at once, whose comparisons are no jumps.
    static std::size_t first_from(std::span<Row const> rows, Row row) {
        constexpr std::size_t block = 16;
        std::size_t begin = 0, stride = block;
        while (begin + stride <= rows.size() && rows[begin + stride - 1] < row) {
            begin += stride;
            stride *= 2;
        }
        while (stride > block) {
            stride /= 2;
            if (begin + stride <= rows.size() && rows[begin + stride - 1] < row) begin += stride;
        }
        auto const* const from = rows.data() + begin;
        std::size_t below = 0;
        if (begin + block <= rows.size())
            for (std::size_t i = 0; i < block; ++i) below += from[i] < row ? 1U : 0U;
        else
            for (auto i = begin; i < rows.size(); ++i) below += rows[i] < row ? 1U : 0U;
        return begin + below;
    }

    // True the first time.
    bool see(Row row) {
        auto& slots = scratch_.seen;
        auto place = mixed(row) & (slots.size() - 1);
        for (; slots[place].search == scratch_.search; place = (place + 1) & (slots.size() - 1))
            if (slots[place].row == row) return false;
        slots[place] = {scratch_.search, row};
        return true;
    }

    void take(std::span<Row const> rows) {
        constexpr std::size_t ahead = 4;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i + ahead < rows.size()) __builtin_prefetch(index_.codes_of(rows[i + ahead]));
            if (out_.compared >= compared_max) {
                out_.all_seen = false;
                return;
            }
            if (rows[i] == search_.self || !see(rows[i])) continue;
            ++out_.compared;
            look(rows[i]);
        }
    }

    Level level(std::size_t i, Term const* codes) {
        auto const& c = fields_[i].comparison;
        auto& asked = scratch_.asked[i];
        auto const term = codes[i];
        if (c.crossed >= 0 && (asked.term() != term || term == no_value)) {
            auto const other = codes[static_cast<std::size_t>(c.crossed)];
            auto const crosses = [](Term mine, Term theirs) {
                return theirs != no_value && mine == theirs;
            };
            if (crosses(scratch_.crossed[i], other) && crosses(scratch_.crosses[i], term))
                return static_cast<Level>(c.levels - 1);
        }
        if (!asked.is_told() || term == no_value) return level_none;
        auto const& together = index_.together_[i];
        if (together.levels.empty()) return index_.fields_[i].compare(asked, term);
        auto const found = together.known.find(asked.text());
        auto const place = together.places[term];
        if (asked.term() == term) return 0;
        // Of values that were not learned nothing is known.
        if (found == no_value || place == together.values) return 1;
        return together.levels[found * together.values + place];
    }

    // Compares the cheapest fields first, as long as the row may be among the best.
    void look(Row row) {
        auto const* const codes = index_.codes_of(row);
        auto const& bits = classes_.front().bits;
        auto best = static_cast<float>(out_.prior);
        for (std::size_t i = 0; i < fields_.size(); ++i)
            if (codes[i] != no_value && scratch_.asked[i].is_told())
                best += scratch_.asked[i].term() == codes[i] ? equal_bits(i) : index_.best_bits_[i];
        auto const least = static_cast<float>(this->least());
        if (best < least) return;
        Pattern pattern = 0;
        auto skipped = -1;
        for (auto const i : index_.order_) {
            auto const& c = fields_[i].comparison;
            auto const found = static_cast<int>(i) == skipped ? level_none : level(i, codes);
            // The other of two exchanged fields says nothing more.
            if (c.crossed >= 0 && found == c.levels - 1) skipped = c.crossed;
            pattern |= at_level(i, found);
            if (found == 0 || found == level_none) continue;
            best += static_cast<float>(bits[i][found]) - index_.best_bits_[i];
            if (best < least) return;
        }
        weigh(row, pattern);
    }

    float bits_of(std::size_t c, std::size_t i, Level level) const {
        auto const more = level == 0 ? double{scratch_.rarity[i]} * classes_[c].reason[i] : 0.0;
        return static_cast<float>(classes_[c].bits[i][level] + more);
    }

    void weigh(Row row, Pattern pattern) {
        auto& weights = scratch_.weights;
        for (std::size_t c = 0; c < classes_.size(); ++c) {
            weights[c] = classes_[c].prior + shift_;
            for (std::size_t i = 0; i < fields_.size(); ++i)
                weights[c] += bits_of(c, i, level_at(pattern, i));
        }
        double others = 1;
        for (std::size_t c = 1; c < classes_.size(); ++c)
            others += std::exp2(std::min(weights[c], forgotten));
        Candidate found;
        found.row = row;
        found.pattern = pattern;
        found.explained = std::log2(others);
        found.weight = weights[0] - found.explained;
        odds_ += std::exp2(std::min(found.weight, forgotten));
        heaviest_ = std::max(heaviest_, found.weight);
        if (found.weight >= least()) keep(found);
    }

    // The best so far are a heap, its lightest in front.
    void keep(Candidate const& found) {
        auto& kept = out_.candidates;
        if (kept.size() == limit_) {
            std::ranges::pop_heap(kept, is_better);
            kept.pop_back();
        }
        kept.push_back(found);
        std::ranges::push_heap(kept, is_better);
    }

    static bool is_better(Candidate const& a, Candidate const& b) {
        return a.weight != b.weight ? a.weight > b.weight : a.row < b.row;
    }

    void finish() {
        std::ranges::sort(out_.candidates, is_better);
        while (!out_.candidates.empty() && out_.candidates.back().weight < least())
            out_.candidates.pop_back();
        auto const alone = std::max(index_.learned_.alone, 1e-9);
        auto const all = alone + odds_;
        out_.nobody = alone / all;
        for (auto& found : out_.candidates) {
            found.probability = std::exp2(std::min(found.weight, forgotten)) / all;
            for (std::size_t i = 0; i < fields_.size(); ++i)
                found.bits[i] = bits_of(0, i, level_at(found.pattern, i));
        }
    }

    Index const& index_;
    std::vector<LearnedField> const& fields_;
    std::vector<PairClass> const& classes_;
    Search const& search_;
    std::size_t limit_;
    Scratch& scratch_;
    Found& out_;
    float shift_ = 0;
    float best_ = 0;  // bits that a row not seen yet may have
    std::size_t told_ = 0;
    double odds_ = 0;  // of all rows
    double heaviest_ = -forgotten;
};

std::vector<double> Index::sharing(Found const& found, Candidate const& candidate) const {
    auto const& classes = learned_.classes;
    std::vector<double> out;
    for (auto const& one : classes) {
        if (one.anchors.empty()) continue;
        auto weight = one.prior + found.prior - classes.front().prior;
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            auto const level = level_at(candidate.pattern, i);
            weight += one.bits[i][level];
            if (level == 0)
                weight += (double{candidate.bits[i]} - classes.front().bits[i][0]) * one.reason[i];
        }
        out.push_back(weight);
    }
    return out;
}

Done Index::find(std::span<std::string_view const> values, Search const& search, Scratch& scratch,
                 Found& out) const {
    TRY(check(values));
    Finding(*this, search, scratch, out).run(values);
    return {};
}

}  // namespace jutong::linkage

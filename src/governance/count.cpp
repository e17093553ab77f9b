// Counts of a block: A and B by rule, and by rule and city.
#include <numeric>

#include "governance/check.h"

namespace jutong::governance {

namespace {

// How many rows of each city a mask has. Cities of a block are few: only those are looked at.
class Histogram {
public:
    Histogram(std::vector<City> const& cities, std::size_t size, std::size_t rows)
        : cities_(cities), all_rows_(Mask::all(rows)), all_(size), of_mask_(size) {
        for (std::size_t row = 0; row < rows; ++row)
            if (all_[cities[row]]++ == 0) present_.push_back(cities[row]);
    }

    std::vector<City> const& present() const { return present_; }

    // Of the rows of `mask`; valid until the next call. Counts the fewer of those in and out.
    std::vector<std::int64_t> const& of(Mask const& mask, std::int64_t count, std::size_t rows) {
        if (count == static_cast<std::int64_t>(rows)) return all_;
        auto const few = 2 * count <= static_cast<std::int64_t>(rows);
        for (auto const city : present_) of_mask_[city] = few ? 0 : all_[city];
        auto const step = few ? 1 : -1;
        (few ? mask : all_rows_ - mask).for_each([&](std::size_t row) {
            of_mask_[cities_[row]] += step;
        });
        return of_mask_;
    }

private:
    std::vector<City> const& cities_;
    Mask all_rows_;
    std::vector<std::int64_t> all_, of_mask_;
    std::vector<City> present_;
};

}  // namespace

void Counts::add(Counts const& other) {
    auto const add_to = [](std::vector<Count>& to, std::vector<Count> const& from) {
        if (to.size() < from.size()) to.resize(from.size());
        for (std::size_t i = 0; i < from.size(); ++i) {
            to[i].a += from[i].a;
            to[i].b += from[i].b;
        }
    };
    add_to(by_rule, other.by_rule);
    add_to(by_city, other.by_city);
}

Counts Check::no_counts() const {
    Counts counts;
    counts.by_rule.resize(rules_.size());
    if (means_.cities != nullptr && resource_.division)
        counts.by_city.resize(rules_.size() * means_.cities->size());
    return counts;
}

void Check::count(Checked const& checked, Counts& counts) const {
    auto const by_city = !counts.by_city.empty();
    auto const size = by_city ? means_.cities->size() : 0;
    std::optional<Histogram> histogram;
    if (by_city) histogram.emplace(checked.cities, size, checked.rows);
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        auto const judged = checked.judged[i].count();
        auto const failed = checked.failed[i].count();
        counts.by_rule[i].b += judged;
        counts.by_rule[i].a += judged - failed;
        if (!by_city || judged == 0) continue;
        auto* const row = counts.by_city.data() + i * size;
        auto const& of_judged = histogram->of(checked.judged[i], judged, checked.rows);
        for (auto const city : histogram->present()) {
            row[city].b += of_judged[city];
            row[city].a += of_judged[city];
        }
        checked.failed[i].for_each([&](std::size_t at) { --row[checked.cities[at]].a; });
    }
}

}  // namespace jutong::governance

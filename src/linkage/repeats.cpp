#include "linkage/repeats.h"

#include <algorithm>
#include <utility>

namespace jutong::linkage {

namespace {

bool are_equal(Records const& records, Row a, Row b) {
    return std::ranges::all_of(
        records.columns, [&](Column const& column) { return column.codes[a] == column.codes[b]; });
}

}  // namespace

Repeats Repeats::take_out(Records& records) {
    Repeats out;
    std::vector<Row> stands_for(records.rows());
    auto sources = records.sources;
    for (std::size_t s = 0; s < sources.size(); ++s) {
        auto const end = sources[s].first + sources[s].rows;
        records.sources[s].first = static_cast<Row>(out.places_.size());
        for (auto row = sources[s].first; row < end;) {
            auto next = row + 1;
            while (next < end && are_equal(records, row, next)) ++next;
            auto const many = next - row >= repeats_min;
            for (auto const first = row; row < next; ++row) {
                if (row == first || !many) out.places_.push_back(row);
                stands_for[row] = static_cast<Row>(out.places_.size() - 1);
            }
        }
        records.sources[s].rows = static_cast<Row>(out.places_.size()) - records.sources[s].first;
    }
    if (out.places_.size() == records.rows()) return {};
    out.stands_for_ = std::move(stands_for);
    out.sources_ = std::move(sources);
    auto const left = [&](auto const& all) {
        std::remove_cvref_t<decltype(all)> some;
        some.reserve(out.places_.size());
        for (auto const row : out.places_) some.push_back(all[row]);
        return some;
    };
    for (auto& column : records.columns) {
        auto some = left(column.codes);
        out.codes_.push_back(std::exchange(column.codes, std::move(some)));
    }
    auto some = left(records.ids);
    out.ids_ = std::exchange(records.ids, std::move(some));
    return out;
}

void Repeats::put_back(Records& records) {
    for (std::size_t i = 0; i < records.columns.size(); ++i)
        records.columns[i].codes = std::move(codes_[i]);
    records.ids = std::move(ids_);
    records.sources = std::move(sources_);
}

}  // namespace jutong::linkage

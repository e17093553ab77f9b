#include "fusion/survive.h"

#include <algorithm>
#include <tuple>

namespace jutong::fusion {

namespace {

// Is `a` later than `b`: by timestamp, then run, then place in the file?
bool is_later(SubjectRow const& a, SubjectRow const& b) {
    return std::tie(a.stamp, a.run, a.row) > std::tie(b.stamp, b.run, b.row);
}

// The best row of a feed that gives the field; rows are ordered, so it is the first.
SubjectRow const* first_of_feed(std::size_t feed, std::size_t place,
                                std::span<SubjectRow const* const> rows) {
    for (auto const* const row : rows)
        if (row->feed == feed && row->fields[place].present) return row;
    return nullptr;
}

SubjectRow const* by_authority(catalog::LibraryField const& field, std::size_t place,
                               std::span<SubjectRow const* const> rows) {
    for (auto const feed : field.order)
        if (auto const* const row = first_of_feed(feed, place, rows)) return row;
    return nullptr;
}

SubjectRow const* by_recency(catalog::LibraryField const& field, std::size_t place,
                             std::span<SubjectRow const* const> rows) {
    SubjectRow const* best = nullptr;
    for (auto const feed : field.order) {
        auto const* const row = first_of_feed(feed, place, rows);
        if (row != nullptr &&
            (best == nullptr || std::tie(row->stamp, row->run) > std::tie(best->stamp, best->run)))
            best = row;
    }
    return best;
}

SubjectRow const* by_agreement(catalog::LibraryField const& field, std::size_t place,
                               std::span<SubjectRow const* const> rows) {
    SubjectRow const* best = nullptr;
    std::size_t best_votes = 0;
    for (auto const feed : field.order) {
        auto const* const row = first_of_feed(feed, place, rows);
        if (row == nullptr) continue;
        std::size_t votes = 0;
        for (auto const other : field.order) {
            auto const* const vote = first_of_feed(other, place, rows);
            if (vote != nullptr && vote->fields[place] == row->fields[place]) ++votes;
        }
        if (votes > best_votes) {
            best = row;
            best_votes = votes;
        }
    }
    return best;
}

}  // namespace

void order_rows(std::vector<SubjectRow const*>& rows) {
    std::ranges::sort(rows, [](SubjectRow const* a, SubjectRow const* b) {
        return a->feed != b->feed ? a->feed < b->feed : is_later(*a, *b);
    });
}

Survivor survivor_of(catalog::LibraryField const& field, std::size_t place,
                     std::span<SubjectRow const* const> rows) {
    SubjectRow const* first = nullptr;
    std::size_t given = 0;
    for (auto const* const row : rows) {
        if (!row->fields[place].present) continue;
        first = row;
        ++given;
    }
    if (given <= 1) return {first, Chosen::only};
    switch (field.rule) {
        case catalog::Rule::authority:
            return {by_authority(field, place, rows), Chosen::authority};
        case catalog::Rule::recency:
            return {by_recency(field, place, rows), Chosen::recency};
        case catalog::Rule::agreement:
            return {by_agreement(field, place, rows), Chosen::agreement};
    }
    return {};
}

std::int64_t packed(Origin const& origin) {
    auto const rule = static_cast<std::uint64_t>(origin.chosen) | (origin.repaired ? 4U : 0U);
    return static_cast<std::int64_t>(
        rule << 60 | static_cast<std::uint64_t>(origin.resource_id) << 48 |
        static_cast<std::uint64_t>(origin.run) << 30 | static_cast<std::uint64_t>(origin.row));
}

std::int64_t subject_of(std::string_view number, std::uint64_t hash, Numbering numbering) {
    constexpr std::size_t identity_length = 18;
    auto const body = number.substr(0, identity_length - 1);
    auto const is_identity = numbering == Numbering::identity && number.size() == identity_length &&
                             std::ranges::all_of(body, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_identity) return static_cast<std::int64_t>(std::uint64_t{1} << 62 | hash >> 2);
    std::int64_t value = 0;
    for (auto const c : body) value = value * 10 + (c - '0');
    return value;
}

}  // namespace jutong::fusion

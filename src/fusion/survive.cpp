#include "fusion/survive.h"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

namespace jutong::fusion {

namespace {

// A row names its feed in one byte.
constexpr std::size_t feeds_max = 256;

// Is `a` later than `b`: by timestamp, then load, then place in the file?
bool is_later(SubjectRow const& a, SubjectRow const& b) {
    return std::tie(a.stamp, a.load, a.row) > std::tie(b.stamp, b.load, b.row);
}

// For each feed the row that speaks for it: the first that gives the field, as rows are ordered.
using Speakers = std::array<SubjectRow const*, feeds_max>;

SubjectRow const* by_authority(catalog::LibraryField const& field, Speakers const& speakers) {
    for (auto const feed : field.order)
        if (speakers[feed] != nullptr) return speakers[feed];
    return nullptr;
}

SubjectRow const* by_recency(catalog::LibraryField const& field, Speakers const& speakers) {
    SubjectRow const* best = nullptr;
    for (auto const feed : field.order) {
        auto const* const row = speakers[feed];
        if (row != nullptr && (best == nullptr ||
                               std::tie(row->stamp, row->load) > std::tie(best->stamp, best->load)))
            best = row;
    }
    return best;
}

SubjectRow const* by_agreement(catalog::LibraryField const& field, std::size_t place,
                               Speakers const& speakers) {
    SubjectRow const* best = nullptr;
    std::size_t best_votes = 0;
    for (auto const feed : field.order) {
        auto const* const row = speakers[feed];
        if (row == nullptr) continue;
        std::size_t votes = 0;
        for (auto const other : field.order) {
            auto const* const vote = speakers[other];
            if (vote != nullptr && (vote == row || vote->fields[place] == row->fields[place]))
                ++votes;
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
    auto bears_number = false;
    for (auto const* const row : rows) {
        if (!row->fields[place].present) continue;
        first = row;
        ++given;
        bears_number = bears_number || row->tie != Tie::linked;
    }
    if (given <= 1) return {first, Chosen::only};
    Speakers speakers;
    for (auto const feed : field.order) speakers[feed] = nullptr;
    for (std::size_t i = rows.size(); i-- > 0;)
        if (rows[i]->fields[place].present && (!bears_number || rows[i]->tie != Tie::linked))
            speakers[rows[i]->feed] = rows[i];
    switch (field.rule) {
        case catalog::Rule::authority:
            return {by_authority(field, speakers), Chosen::authority};
        case catalog::Rule::recency:
            return {by_recency(field, speakers), Chosen::recency};
        case catalog::Rule::agreement:
            return {by_agreement(field, place, speakers), Chosen::agreement};
    }
    return {};
}

std::int64_t packed(Origin const& origin) {
    auto const tie = origin.tie == Tie::mended   ? mended_bit
                     : origin.tie == Tie::linked ? linked_bit
                                                 : 0;
    return tie | static_cast<std::int64_t>(origin.chosen) << 60 | origin.load << 30 | origin.row;
}

std::string load_sql(std::string_view origin) {
    return fmt::format("(({} >> 30) & {})::BIGINT", origin, load_max);
}

std::string row_sql(std::string_view origin) {
    return fmt::format("({} & {})::BIGINT", origin, row_max);
}

std::int64_t chosen_anew(std::int64_t origin, Chosen chosen) {
    if (chosen == Chosen::only) return origin;
    constexpr auto chosen_bits = std::int64_t{3} << 60;
    return (origin & ~chosen_bits) | static_cast<std::int64_t>(chosen) << 60;
}

Numbering numbering_of(catalog::Library const& library) {
    return library.number != nullptr && library.number->name() == "id_number" ? Numbering::identity
                                                                              : Numbering::hashed;
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

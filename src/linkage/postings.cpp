#include "linkage/postings.h"

#include <algorithm>
#include <bit>

namespace jutong::linkage {

void Postings::count(std::uint32_t list, std::uint32_t rows) {
    if (list >= wanted_.size()) wanted_.resize(list + 1, 0);
    wanted_[list] += rows;
}

void Postings::lay_out() {
    lists_.resize(wanted_.size());
    std::size_t all = 0;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        if (wanted_[i] > most_) {
            lists_[i].size = given_up;
        } else if (wanted_[i] > 1) {
            lists_[i].at = static_cast<std::uint32_t>(all);
            all += wanted_[i];
        }
    }
    packed_.resize(all);
}

void Postings::fill(std::uint32_t list, Row row) {
    auto& mine = lists_[list];
    if (mine.size == given_up) return;
    if (wanted_[list] == 1)
        mine.at = row;
    else
        packed_[mine.at + mine.size] = row;
    ++mine.size;
}

void Postings::filled() { std::vector<std::uint32_t>().swap(wanted_); }

Row* Postings::rows_of(List const& list) {
    return list.at < packed_.size() ? packed_.data() + list.at
                                    : blocks_.data() + (list.at - packed_.size());
}

std::span<Row const> Postings::of(std::uint32_t list) const {
    if (list >= lists_.size()) return {};
    auto const& mine = lists_[list];
    if (mine.size == 0 || mine.size == given_up) return {};
    if (mine.size == 1) return {&mine.at, 1};
    auto const* const rows = mine.at < packed_.size() ? packed_.data() + mine.at
                                                      : blocks_.data() + (mine.at - packed_.size());
    return {rows, mine.size};
}

// Of a list of two rows and more. A block that has been shrunk is taken for a smaller one.
std::uint32_t Postings::room_of(List const& list) const {
    return list.at < packed_.size() ? list.size : std::bit_ceil(list.size);
}

std::uint32_t Postings::take(std::uint32_t room) {
    auto& free = free_[static_cast<std::size_t>(std::countr_zero(room))];
    if (!free.empty()) {
        auto const at = free.back();
        free.pop_back();
        return at;
    }
    auto const at = static_cast<std::uint32_t>(packed_.size() + blocks_.size());
    blocks_.resize(blocks_.size() + room);
    return at;
}

void Postings::give_back(List const& list) {
    if (list.at < packed_.size()) return;
    free_[static_cast<std::size_t>(std::countr_zero(room_of(list)))].push_back(list.at);
}

// Makes room for one row more in a list of one row or more.
void Postings::grow(List& list) {
    if (list.size > 1 && list.size < room_of(list)) return;
    auto const before = list;
    auto const at = take(std::bit_ceil(list.size + 1));
    list.at = at;
    if (before.size == 1) {
        *rows_of(list) = before.at;
        return;
    }
    std::copy_n(rows_of(before), before.size, rows_of(list));
    give_back(before);
}

void Postings::add(std::uint32_t list, Row row) {
    if (list >= lists_.size()) lists_.resize(list + 1);
    auto& mine = lists_[list];
    if (mine.size == given_up) return;
    if (mine.size == 0) {
        mine = {row, 1};
        return;
    }
    if (mine.size >= most_) {
        if (mine.size > 1) give_back(mine);
        mine = {0, given_up};
        return;
    }
    grow(mine);
    auto* const rows = rows_of(mine);
    auto* const place = std::lower_bound(rows, rows + mine.size, row);
    std::copy_backward(place, rows + mine.size, rows + mine.size + 1);
    *place = row;
    ++mine.size;
}

void Postings::remove(std::uint32_t list, Row row) {
    if (list >= lists_.size()) return;
    auto& mine = lists_[list];
    if (mine.size == given_up || mine.size == 0) return;
    if (mine.size == 1) {
        if (mine.at == row) mine.size = 0;
        return;
    }
    auto* const rows = rows_of(mine);
    auto* const place = std::lower_bound(rows, rows + mine.size, row);
    if (place == rows + mine.size || *place != row) return;
    std::copy(place + 1, rows + mine.size, place);
    if (mine.size == 2) {
        auto const left = rows[0];
        give_back(mine);
        mine = {left, 1};
        return;
    }
    --mine.size;
}

}  // namespace jutong::linkage

// Lists of rows by number: in order, and changed a row at a time.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "linkage/records.h"

namespace jutong::linkage {

// A list with more rows than may be is given up: what so many have finds nobody. Safe from many
// threads as long as none changes it.
class Postings {
public:
    explicit Postings(std::uint32_t most) : most_(most) {}

    // At first: the rows of each list are counted, then put in, in order.
    void count(std::uint32_t list, std::uint32_t rows);
    void lay_out();
    void fill(std::uint32_t list, Row row);
    void filled();

    // Later.
    void add(std::uint32_t list, Row row);
    void remove(std::uint32_t list, Row row);

    // Empty where it was given up.
    std::span<Row const> of(std::uint32_t list) const;

private:
    static constexpr std::uint32_t given_up = ~0U;
    static constexpr unsigned sizes = 32;

    struct List {
        std::uint32_t at = 0;  // of one row: the row
        std::uint32_t size = 0;
    };

    Row* rows_of(List const& list);
    std::uint32_t room_of(List const& list) const;
    std::uint32_t take(std::uint32_t room);
    void give_back(List const& list);
    void grow(List& list);

    std::uint32_t most_;
    std::vector<List> lists_;
    std::vector<std::uint32_t> wanted_;  // while they are put in
    // Those of the start, without room; behind them blocks whose room is a power of two.
    std::vector<Row> packed_;
    std::vector<Row> blocks_;
    std::array<std::vector<std::uint32_t>, sizes> free_;  // by log2 of their room
};

}  // namespace jutong::linkage

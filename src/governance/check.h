// The rules of a resource, compiled: one pass over the columns of a block of rows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "element/element.h"
#include "governance/rules.h"

namespace jutong::governance {

// A rule that a row fails. `state` says which of several reasons: an element's failure counted from
// 1, a RowFault or a KeyFault; 0 where the rule has one reason.
struct Issue {
    std::uint32_t row;
    std::uint16_t rule;
    element::State state;
};

struct Repair {
    std::uint32_t row;
    std::uint16_t field;
    std::uint8_t bit;  // place in the element's repairs()
};

struct Count {
    std::int64_t a = 0;
    std::int64_t b = 0;
};

// What a block of rows came to. Reused from block to block; views point into the block's texts or
// into the columns.
struct Checked {
    std::vector<element::ValueColumn> fields;
    std::vector<Issue> issues;           // sorted by row
    std::vector<Repair> repairs;         // sorted by row
    std::vector<std::uint8_t> rejected;  // 1: quarantine
    std::vector<Count> counts;           // by rule, of this block
};

class Check {
public:
    // `missing` are texts that mean no value, besides white space. Borrows the resource.
    Check(catalog::Resource const& resource, std::vector<std::string> const& missing);
    ~Check();
    Check(Check&&) noexcept;

    std::vector<Rule> const& rules() const { return rules_; }

    // texts[field][row], changed in place where a text means missing. Safe from several threads at
    // once, each with its own `out`.
    void run(std::vector<std::vector<std::string_view>>& texts, std::size_t rows,
             Checked& out) const;

    // Whether the cells of a row stand in the wrong columns: they fit the fields better when moved
    // by some columns, or what a field refuses stands in a column of free text. field_of_column[c]
    // is the field that column c gives, if any.
    bool is_shifted(std::span<std::string_view const> cells,
                    std::span<std::optional<std::size_t> const> field_of_column) const;

    // Adds failures that only the whole table shows. Counting is the caller's.
    void fail_row(Checked& checked, std::uint32_t row, RowFault fault) const;
    void fail_row(Checked& checked, std::uint32_t row, KeyFault fault) const;
    void fail_unique(Checked& checked, std::uint32_t row, std::size_t rule) const;

    std::string_view reason(Issue const& issue) const;
    std::string_view reason(Repair const& repair) const;

private:
    struct Compiled;

    bool has_misplaced(std::span<std::string_view const> cells,
                       std::span<std::optional<std::size_t> const> field_of_column) const;

    catalog::Resource const& resource_;
    std::vector<Rule> rules_;
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace jutong::governance

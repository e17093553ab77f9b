// The rules of a resource, compiled: one pass over the columns of a block of rows, a mask a rule.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "element/element.h"
#include "governance/cities.h"
#include "governance/kernels.h"
#include "governance/rules.h"
#include "lake/calculator.h"

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

// What a block of rows came to. Reused from block to block, by one thread at a time; views point
// into the block's texts or into the columns.
struct Checked {
    std::size_t rows = 0;
    std::vector<element::ValueColumn> fields;
    std::vector<Column> columns;             // the same, as the rules see them
    std::vector<Mask> judged;                // by rule: the rows that it was held against
    std::vector<Mask> failed;                // by rule
    std::vector<Issue> issues;               // sorted by row
    std::vector<Repair> repairs;             // sorted by row
    std::vector<std::uint8_t> rejected;      // 1: quarantine
    std::vector<City> cities;                // of each row, where the resource tells it
    std::unique_ptr<lake::Formula> formula;  // made when it is first needed
};

// A and B by rule, and by rule and city where the resource tells the city.
struct Counts {
    std::vector<Count> by_rule;
    std::vector<Count> by_city;  // rule * cities + city

    void add(Counts const& other);
};

class Check {
public:
    // What conditions and cities need; null where the resource has none. Borrowed.
    struct Means {
        lake::Calculator* calculator = nullptr;
        Cities const* cities = nullptr;
    };
    // `missing` are texts that mean no value, besides white space. Borrows the resource, whose
    // conditions are good (check_conditions).
    Check(catalog::Resource const& resource, std::vector<std::string> const& missing, Means means);
    Check(catalog::Resource const& resource, std::vector<std::string> const& missing)
        : Check(resource, missing, Means()) {}
    ~Check();
    Check(Check&&) noexcept;

    std::vector<Rule> const& rules() const { return rules_; }

    // texts[field][row], changed in place where a text means missing. Safe from several threads at
    // once, each with its own `out`. Fails only as the engine does.
    Done run(std::vector<std::vector<std::string_view>>& texts, std::size_t rows,
             Checked& out) const;

    // The same over values that a scan gives, one column a field in their order: what is typed is
    // taken as it is, texts are read (of any element). Masks only: no issues, no repairs.
    Done run(lake::Batch const& batch, Checked& out) const;

    // Adds the block's counts.
    void count(Checked const& checked, Counts& counts) const;
    Counts no_counts() const;

    // Whether the cells of a row stand in the wrong columns: they fit the fields better when moved
    // by some columns, or what a field refuses stands in a column of free text. field_of_column[c]
    // is the field that column c gives, if any.
    bool is_shifted(std::span<std::string_view const> cells,
                    std::span<std::optional<std::size_t> const> field_of_column) const;

    // Adds failures that only the whole table shows. Masks are the caller's.
    void fail_row(Checked& checked, std::uint32_t row, RowFault fault) const;
    void fail_row(Checked& checked, std::uint32_t row, KeyFault fault) const;
    void fail_unique(Checked& checked, std::uint32_t row, std::size_t rule) const;

    std::string_view reason(Issue const& issue) const;
    std::string_view reason(Repair const& repair) const;

private:
    struct Compiled;

    void judge(Checked& out) const;
    Done judge_conditions(Checked& out) const;
    Done ask_engine(Checked& out) const;
    void note_issues(Checked& out) const;
    bool has_misplaced(std::span<std::string_view const> cells,
                       std::span<std::optional<std::size_t> const> field_of_column) const;

    catalog::Resource const& resource_;
    std::vector<Rule> rules_;
    Means means_;
    std::unique_ptr<Compiled> compiled_;
};

// Holds the conditions of all resources against what conditions may be, and has the engine read
// those that are more than simple. Mistakes are added to `problems`.
Done check_conditions(catalog::Catalog const& catalog, element::Registry const& registry,
                      pack::Problems& problems);

// Do the resource's conditions need the engine?
bool needs_engine(catalog::Resource const& resource);

}  // namespace jutong::governance

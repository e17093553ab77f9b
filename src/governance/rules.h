// Rules of a resource: what its rows are held against, from its elements and from the pack.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/catalog.h"

namespace jutong::governance {

// The dimensions of GB/T 36344-2018, in its order.
enum class Dimension : std::uint8_t { norm, complete, accurate, consistent, timely, accessible };

enum class Kind : std::uint8_t {
    layout,
    key,
    required,
    element,
    unique,
    range,
    set,
    pattern,
    length,
    condition,
    // Over the whole table, measured after the loads.
    reference,
    unique_table,
    sequence,
    freshness,
    // Of a load: what its files gave, what can be used.
    fields_given,
    usable,
    delivered,  // of a resource: was it sent within its cycle?
    agreement   // with the golden records
};

// Why a row is no row: the states of the layout rule's issues.
enum class RowFault : std::uint8_t {
    columns = 1,
    quote,
    length,
    encoding,
    nul,
    shifted,
    json,    // a line that is no JSON object
    formula  // a formula whose result the file does not have
};
// Why a row's key identifies nothing: the states of the key rule's issues.
enum class KeyFault : std::uint8_t { missing = 1, duplicate };

// Places of the two rules that every resource has.
inline constexpr std::size_t layout_rule = 0;
inline constexpr std::size_t key_rule = 1;

struct Rule {
    Kind kind;
    std::size_t field = 0;  // place in the resource's fields; layout and key: 0
    std::string name;  // required.name, element.credit_code, layout, key …: unique in the resource
    std::string
        reason;  // what a failing row is told; elements, layout and key have several of their own
    std::string indicator;  // GB/T 36344: 0201 …
    Dimension dimension;
    catalog::OnFailure on_failure = catalog::OnFailure::flag;
    catalog::DeclaredRule const* declared = nullptr;  // of the resource, where it states the rule
    bool has_field = true;                            // false: of the row as a whole
};

// What rows are held against as they come in: layout first, key second, then field by field, then
// the resource's conditions. Reads only the resource, and borrows it.
std::vector<Rule> rules_of(catalog::Resource const& resource);

// What its table is held against after the loads.
std::vector<Rule> table_rules_of(catalog::Resource const& resource);

// A measure that no declaration makes: of that kind, and of that name where it needs one.
Rule measured_rule(Kind kind, std::string const& name = "");

// The rule in words, with its field: 姓名：必填.
std::string title_of(Rule const& rule, catalog::Resource const& resource);
// What a department is asked to do about it.
std::string remedy_of(Rule const& rule);

// One measure of one load: A of B values (or rows) are as they should be.
struct Measure {
    std::string rule;
    std::string field;
    std::string indicator;
    Dimension dimension;
    std::int64_t a = 0;
    std::int64_t b = 0;
};

// 0 to 100 by the weights of the pack: the mean of A/B in each dimension that was measured,
// weighted over these. Nothing measured: 100.
double score(std::vector<Measure> const& measures, catalog::Measure const& weights);

// The score of each dimension that was measured, in the order of the standard.
std::vector<std::pair<Dimension, double>> dimension_scores(std::vector<Measure> const& measures);

std::string_view to_string(Dimension dimension);
Dimension dimension_named(std::string_view name);  // norm where there is none of that name
std::string_view title_of(Dimension dimension);    // 规范性 …
std::string_view title_of(Kind kind);              // 必填 …

}  // namespace jutong::governance

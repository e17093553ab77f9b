// Rules of a resource: what its rows are held against, from its elements and from the pack.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
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
    length
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
};

// A rule of the row as a whole, not of one field.
inline bool is_of_row(Rule const& rule) {
    return rule.kind == Kind::layout || rule.kind == Kind::key;
}

// Layout first, key second, then field by field. Reads only the resource.
std::vector<Rule> rules_of(catalog::Resource const& resource);

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

std::string_view to_string(Dimension dimension);
std::string_view title_of(Dimension dimension);  // 规范性 …
std::string_view title_of(Kind kind);            // 必填 …

}  // namespace jutong::governance

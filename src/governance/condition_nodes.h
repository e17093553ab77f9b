// What a compiled condition is made of. For condition.cpp and condition_reader.cpp alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "element/text_set.h"
#include "governance/condition.h"

namespace jutong::governance {

// A value of each row: a field, a constant, or what a function makes of a field.
struct Operand {
    enum class Kind : std::uint8_t { field, constant, birth_date, gender, part };
    Kind kind = Kind::constant;
    element::Kind type = element::Kind::text;  // text, or a kind whose numbers are comparable
    std::size_t field = 0;
    std::int64_t number = 0;  // of a constant
    std::string text;
    std::int64_t scale = 1;           // of a field's number: days to microseconds
    std::size_t from = 0, count = 0;  // part: code points, from 0
};

enum class Comparison : std::uint8_t { equal, unequal, less, less_equal, greater, greater_equal };

struct Condition::Node {
    virtual ~Node() = default;
    virtual Truth evaluate(std::span<Column const> columns, std::size_t rows) const = 0;
};

using NodePtr = std::unique_ptr<Condition::Node const>;

NodePtr compare_node(Comparison comparison, Operand left, Operand right);
NodePtr in_node(Operand left, std::vector<Operand> const& constants);
NodePtr null_node(Operand value);
NodePtr and_node(NodePtr left, NodePtr right);
NodePtr or_node(NodePtr left, NodePtr right);
NodePtr not_node(NodePtr inner);

// Nothing where a construct is not known.
NodePtr read_condition(std::vector<Token> const& tokens, catalog::Resource const& resource);

}  // namespace jutong::governance

#include "governance/condition.h"

#include <algorithm>

#include "base/text.h"
#include "element/id_facts.h"
#include "governance/condition_nodes.h"

namespace jutong::governance {

namespace {

// The values of an operand over a block; made ones are kept here.
struct Values {
    std::span<std::string_view const> text;
    std::span<std::int64_t const> number;
    Mask ok;
    std::vector<std::string_view> made_text;
    std::vector<std::int64_t> made_number;
};

std::string_view part_of(std::string_view text, std::size_t from, std::size_t count) {
    auto const skip = first_code_points(text, from).size();
    return first_code_points(text.substr(skip), count);
}

void make_numbers(Values& values, std::size_t rows) {
    values.made_number.assign(rows, 0);
    values.number = values.made_number;
}
void make_texts(Values& values, std::size_t rows) {
    values.made_text.assign(rows, {});
    values.text = values.made_text;
}

void read(Operand const& operand, std::span<Column const> columns, std::size_t rows, Values& out) {
    if (operand.kind == Operand::Kind::constant) {
        out.ok = Mask::all(rows);
        if (operand.type == element::Kind::text) {
            out.made_text.assign(rows, operand.text);
            out.text = out.made_text;
        } else {
            out.made_number.assign(rows, operand.number);
            out.number = out.made_number;
        }
        return;
    }
    auto const& column = columns[operand.field];
    out.ok = column.ok;
    switch (operand.kind) {
        case Operand::Kind::birth_date:
            make_numbers(out, rows);
            column.ok.for_each([&](std::size_t row) {
                auto const day = element::id_birth_date(column.text[row]);
                out.made_number[row] = day.value_or(0);
                if (!day) out.ok.clear(row);
            });
            return;
        case Operand::Kind::gender:
            make_texts(out, rows);
            column.ok.for_each([&](std::size_t row) {
                out.made_text[row] = element::id_gender(column.text[row]);
                if (out.made_text[row].empty()) out.ok.clear(row);
            });
            return;
        case Operand::Kind::part:
            make_texts(out, rows);
            column.ok.for_each([&](std::size_t row) {
                out.made_text[row] = part_of(column.text[row], operand.from, operand.count);
            });
            return;
        default:
            break;
    }
    out.text = column.text;
    out.number = column.number;
    if (operand.scale != 1) {
        make_numbers(out, rows);
        for (std::size_t row = 0; row < rows; ++row)
            out.made_number[row] = column.number[row] * operand.scale;
    }
}

template <typename Left, typename Right>
Mask compare(Comparison comparison, std::size_t rows, Left left, Right right) {
    switch (comparison) {
        case Comparison::equal:
            return mask_where(rows, [=](std::size_t i) { return left(i) == right(i); });
        case Comparison::unequal:
            return mask_where(rows, [=](std::size_t i) { return left(i) != right(i); });
        case Comparison::less:
            return mask_where(rows, [=](std::size_t i) { return left(i) < right(i); });
        case Comparison::less_equal:
            return mask_where(rows, [=](std::size_t i) { return left(i) <= right(i); });
        case Comparison::greater:
            return mask_where(rows, [=](std::size_t i) { return left(i) > right(i); });
        case Comparison::greater_equal:
            return mask_where(rows, [=](std::size_t i) { return left(i) >= right(i); });
    }
    return {};
}

struct CompareNode final : Condition::Node {
    CompareNode(Comparison how, Operand l, Operand r)
        : comparison(how), left(std::move(l)), right(std::move(r)) {}

    Truth evaluate(std::span<Column const> columns, std::size_t rows) const override {
        Values a, b;
        read(left, columns, rows, a);
        auto const is_constant = right.kind == Operand::Kind::constant;
        if (is_constant)
            b.ok = Mask::all(rows);
        else
            read(right, columns, rows, b);
        auto const known = a.ok & b.ok;
        Mask holds;
        if (left.type == element::Kind::text) {
            auto const* const x = a.text.data();
            auto const* const y = b.text.data();
            auto const one = [x](std::size_t i) { return x[i]; };
            auto const constant = std::string_view(right.text);
            holds = is_constant
                        ? compare(comparison, rows, one, [constant](auto) { return constant; })
                        : compare(comparison, rows, one, [y](std::size_t i) { return y[i]; });
        } else {
            auto const* const x = a.number.data();
            auto const* const y = b.number.data();
            auto const one = [x](std::size_t i) { return x[i]; };
            auto const constant = right.number;
            holds = is_constant
                        ? compare(comparison, rows, one, [constant](auto) { return constant; })
                        : compare(comparison, rows, one, [y](std::size_t i) { return y[i]; });
        }
        return {known & holds, known - holds};
    }

    Comparison comparison;
    Operand left, right;
};

struct InNode final : Condition::Node {
    InNode(Operand value, std::vector<Operand> const& constants) : left(std::move(value)) {
        std::vector<std::string> all;
        for (auto const& constant : constants) {
            all.push_back(constant.text);
            numbers.push_back(constant.number);
        }
        if (left.type == element::Kind::text) texts = element::TextSet(all);
    }

    Truth evaluate(std::span<Column const> columns, std::size_t rows) const override {
        Values a;
        read(left, columns, rows, a);
        Mask holds;
        a.ok.for_each([&](std::size_t row) {
            auto const found = left.type == element::Kind::text
                                   ? texts.contains(a.text[row])
                                   : std::ranges::find(numbers, a.number[row]) != numbers.end();
            if (found) holds.set(row);
        });
        return {holds, a.ok - holds};
    }

    Operand left;
    element::TextSet texts;
    std::vector<std::int64_t> numbers;
};

struct NullNode final : Condition::Node {
    explicit NullNode(Operand operand) : value(std::move(operand)) {}

    Truth evaluate(std::span<Column const> columns, std::size_t rows) const override {
        Values a;
        read(value, columns, rows, a);
        return {Mask::all(rows) - a.ok, a.ok};
    }

    Operand value;
};

struct JoinNode final : Condition::Node {
    JoinNode(bool both_needed, NodePtr l, NodePtr r)
        : is_and(both_needed), left(std::move(l)), right(std::move(r)) {}

    Truth evaluate(std::span<Column const> columns, std::size_t rows) const override {
        auto const a = left->evaluate(columns, rows);
        auto const b = right->evaluate(columns, rows);
        if (is_and) return {a.yes & b.yes, a.no | b.no};
        return {a.yes | b.yes, a.no & b.no};
    }

    bool is_and;
    NodePtr left, right;
};

struct NotNode final : Condition::Node {
    explicit NotNode(NodePtr node) : inner(std::move(node)) {}

    Truth evaluate(std::span<Column const> columns, std::size_t rows) const override {
        auto const a = inner->evaluate(columns, rows);
        return {a.no, a.yes};
    }

    NodePtr inner;
};

}  // namespace

NodePtr compare_node(Comparison comparison, Operand left, Operand right) {
    return std::make_unique<CompareNode>(comparison, std::move(left), std::move(right));
}
NodePtr in_node(Operand left, std::vector<Operand> const& constants) {
    return std::make_unique<InNode>(std::move(left), constants);
}
NodePtr null_node(Operand value) { return std::make_unique<NullNode>(std::move(value)); }
NodePtr and_node(NodePtr left, NodePtr right) {
    return std::make_unique<JoinNode>(true, std::move(left), std::move(right));
}
NodePtr or_node(NodePtr left, NodePtr right) {
    return std::make_unique<JoinNode>(false, std::move(left), std::move(right));
}
NodePtr not_node(NodePtr inner) { return std::make_unique<NotNode>(std::move(inner)); }

Condition::Condition(std::unique_ptr<Node const> root) : root_(std::move(root)) {}
Condition::~Condition() = default;
Condition::Condition(Condition&&) noexcept = default;
Condition& Condition::operator=(Condition&&) noexcept = default;

std::optional<Condition> Condition::compile(std::vector<Token> const& tokens,
                                            catalog::Resource const& resource) {
    auto root = read_condition(tokens, resource);
    if (!root) return std::nullopt;
    return Condition(std::move(root));
}

Truth Condition::evaluate(std::span<Column const> columns, std::size_t rows) const {
    return root_->evaluate(columns, rows);
}

}  // namespace jutong::governance

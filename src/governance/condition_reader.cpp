// From the words of a condition to its nodes.
#include <charconv>

#include "base/date.h"
#include "governance/condition_nodes.h"

namespace jutong::governance {

namespace {

constexpr std::int64_t micros_a_day = 86'400'000'000;
constexpr int depth_max = 50;

std::optional<std::int64_t> integer_of(std::string_view text) {
    std::int64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// 12.5 → 125000; nothing where it has more than four digits after the point.
std::optional<std::int64_t> ten_thousandths(std::string_view text) {
    auto const point = text.find('.');
    auto const whole = integer_of(text.substr(0, point));
    constexpr std::int64_t whole_max = 90'000'000'000'000;
    if (!whole || *whole > whole_max) return std::nullopt;
    if (point == std::string_view::npos) return *whole * element::decimal_scale;
    std::string digits(text.substr(point + 1));
    if (digits.empty() || digits.size() > 4) return std::nullopt;
    digits.resize(4, '0');
    auto const part = integer_of(digits);
    if (!part) return std::nullopt;
    return *whole * element::decimal_scale + *part;
}

// 2026-01-31 and nothing else.
std::optional<std::int64_t> day_of(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto const year = integer_of(text.substr(0, 4)), month = integer_of(text.substr(5, 2)),
               day = integer_of(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    auto const days =
        to_days({static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day)});
    if (!days) return std::nullopt;
    return *days;
}

class ConditionReader {
public:
    ConditionReader(std::vector<Token> const& tokens, catalog::Resource const& resource)
        : tokens_(tokens), resource_(resource) {}

    NodePtr read() {
        auto node = read_or(0);
        return at_ == tokens_.size() ? std::move(node) : nullptr;
    }

private:
    // A constant whose kind is not settled: by what it is compared with.
    struct Constant {
        Token::Kind kind;
        std::string text;
        bool is_date;  // DATE '…'
    };
    using Value = std::pair<std::optional<Operand>, std::optional<Constant>>;

    bool take(std::string_view word) {
        if (at_ == tokens_.size() || !tokens_[at_].is(word)) return false;
        ++at_;
        return true;
    }

    NodePtr read_or(int depth) {
        if (depth > depth_max) return nullptr;
        auto node = read_and(depth);
        while (node && take("or")) {
            auto right = read_and(depth);
            if (!right) return nullptr;
            node = or_node(std::move(node), std::move(right));
        }
        return node;
    }

    NodePtr read_and(int depth) {
        auto node = read_not(depth);
        while (node && take("and")) {
            auto right = read_not(depth);
            if (!right) return nullptr;
            node = and_node(std::move(node), std::move(right));
        }
        return node;
    }

    NodePtr read_not(int depth) {
        if (depth > depth_max) return nullptr;
        if (take("not")) {
            auto inner = read_not(depth + 1);
            return inner ? not_node(std::move(inner)) : nullptr;
        }
        if (take("(")) {
            auto inner = read_or(depth + 1);
            return inner && take(")") ? std::move(inner) : nullptr;
        }
        return read_predicate();
    }

    NodePtr read_predicate() {
        auto const left = read_value();
        if (!left) return nullptr;
        if (take("is")) {
            auto const negated = take("not");
            if (!take("null") || !left->first) return nullptr;
            auto node = null_node(*left->first);
            return negated ? not_node(std::move(node)) : std::move(node);
        }
        auto const negated = take("not");
        NodePtr node;
        if (take("in"))
            node = read_in(*left);
        else if (take("between"))
            node = read_between(*left);
        else if (!negated)
            node = read_comparison(*left);
        if (!node) return nullptr;
        return negated ? not_node(std::move(node)) : std::move(node);
    }

    NodePtr read_comparison(Value const& left) {
        constexpr std::pair<std::string_view, Comparison> signs[] = {
            {"=", Comparison::equal},          {"<>", Comparison::unequal},
            {"!=", Comparison::unequal},       {"<=", Comparison::less_equal},
            {">=", Comparison::greater_equal}, {"<", Comparison::less},
            {">", Comparison::greater}};
        for (auto const& [sign, comparison] : signs) {
            if (!take(sign)) continue;
            auto const right = read_value();
            return right ? compared(comparison, left, *right) : nullptr;
        }
        return nullptr;
    }

    NodePtr compared(Comparison comparison, Value const& left, Value const& right) {
        if (left.first && right.second) {
            auto const constant = settled(*right.second, *left.first);
            return constant ? compare_node(comparison, *left.first, *constant) : nullptr;
        }
        if (left.second && right.first) return compared(turned(comparison), right, left);
        if (!left.first || !right.first) return nullptr;
        auto a = *left.first, b = *right.first;
        using element::Kind;
        if (a.type == Kind::date && b.type == Kind::timestamp)
            a.scale = micros_a_day;
        else if (a.type == Kind::timestamp && b.type == Kind::date)
            b.scale = micros_a_day;
        else if (a.type != b.type)
            return nullptr;
        return compare_node(comparison, std::move(a), std::move(b));
    }

    static Comparison turned(Comparison comparison) {
        switch (comparison) {
            case Comparison::less:
                return Comparison::greater;
            case Comparison::less_equal:
                return Comparison::greater_equal;
            case Comparison::greater:
                return Comparison::less;
            case Comparison::greater_equal:
                return Comparison::less_equal;
            default:
                return comparison;
        }
    }

    NodePtr read_in(Value const& left) {
        if (!left.first || !take("(")) return nullptr;
        std::vector<Operand> constants;
        do {
            auto const value = read_value();
            if (!value || !value->second) return nullptr;
            auto const constant = settled(*value->second, *left.first);
            if (!constant) return nullptr;
            constants.push_back(*constant);
        } while (take(","));
        return take(")") ? in_node(*left.first, constants) : nullptr;
    }

    NodePtr read_between(Value const& left) {
        auto const low = read_value();
        if (!low || !take("and")) return nullptr;
        auto const high = read_value();
        if (!high) return nullptr;
        auto from = compared(Comparison::greater_equal, left, *low);
        auto to = compared(Comparison::less_equal, left, *high);
        return from && to ? and_node(std::move(from), std::move(to)) : nullptr;
    }

    // The constant as a value of the operand's kind, as the engine would cast it.
    static std::optional<Operand> settled(Constant const& constant, Operand const& other) {
        Operand out;
        out.type = other.type;
        std::optional<std::int64_t> number;
        if (other.type == element::Kind::text) {
            if (constant.kind != Token::Kind::text || constant.is_date) return std::nullopt;
            out.text = constant.text;
            return out;
        }
        if (other.type == element::Kind::date && constant.kind == Token::Kind::text)
            number = day_of(constant.text);
        if (other.type == element::Kind::timestamp && constant.kind == Token::Kind::text) {
            number = day_of(constant.text);
            if (number) *number *= micros_a_day;
        }
        if (constant.kind == Token::Kind::number) {
            auto const negative = constant.text.starts_with('-');
            auto const digits = std::string_view(constant.text).substr(negative ? 1 : 0);
            if (other.type == element::Kind::integer) number = integer_of(digits);
            if (other.type == element::Kind::decimal) number = ten_thousandths(digits);
            if (number && negative) *number = -*number;
        }
        if (!number) return std::nullopt;
        out.number = *number;
        return out;
    }

    std::optional<Value> read_value() {
        if (at_ == tokens_.size()) return std::nullopt;
        auto const& token = tokens_[at_];
        auto const is_date = token.is("date") && at_ + 1 < tokens_.size() &&
                             tokens_[at_ + 1].kind == Token::Kind::text;
        if (is_date) ++at_;
        auto const negative = !is_date && token.is("-") && at_ + 1 < tokens_.size() &&
                              tokens_[at_ + 1].kind == Token::Kind::number;
        if (negative) ++at_;
        auto const& constant = tokens_[at_];
        if (constant.kind == Token::Kind::number || constant.kind == Token::Kind::text) {
            ++at_;
            return Value{std::nullopt,
                         Constant{constant.kind, (negative ? "-" : "") + constant.text, is_date}};
        }
        auto operand = read_operand();
        if (!operand) return std::nullopt;
        return Value{std::move(operand), std::nullopt};
    }

    std::optional<Operand> read_operand() {
        auto const& token = tokens_[at_];
        if (token.kind == Token::Kind::name && at_ + 1 < tokens_.size() && tokens_[at_ + 1].is("("))
            return read_function();
        auto operand = read_field();
        if (!operand) return std::nullopt;
        auto const is_money = operand->type == element::Kind::money;
        if (!is_money) return operand;
        if (!take(".")) return std::nullopt;
        if (take("amount"))
            operand->type = element::Kind::decimal;
        else if (take("currency"))
            operand->type = element::Kind::text;
        else
            return std::nullopt;
        return operand;
    }

    std::optional<Operand> read_field() {
        if (at_ == tokens_.size()) return std::nullopt;
        auto const& token = tokens_[at_];
        if (token.kind != Token::Kind::name && token.kind != Token::Kind::quoted_name)
            return std::nullopt;
        auto const place = resource_.find(token.text);
        if (!place || resource_.fields[*place].element == nullptr) return std::nullopt;
        Operand out;
        out.kind = Operand::Kind::field;
        out.field = *place;
        out.type = resource_.fields[*place].element->kind();
        if (out.type == element::Kind::boolean) return std::nullopt;
        ++at_;
        return out;
    }

    std::optional<Operand> read_function() {
        auto const name = tokens_[at_].text;
        at_ += 2;
        auto out = read_field();
        if (!out || out->type != element::Kind::text) return std::nullopt;
        if (name == "jt_id_birth_date") {
            out->kind = Operand::Kind::birth_date;
            out->type = element::Kind::date;
        } else if (name == "jt_id_gender") {
            out->kind = Operand::Kind::gender;
        } else if (name == "left" || name == "substr" || name == "substring") {
            if (!read_part(name != "left", *out)) return std::nullopt;
        } else {
            return std::nullopt;
        }
        if (!take(")")) return std::nullopt;
        return out;
    }

    bool read_part(bool has_from, Operand& out) {
        out.kind = Operand::Kind::part;
        for (auto* const number : {&out.from, &out.count}) {
            if (number == &out.from && !has_from) continue;
            if (!take(",") || at_ == tokens_.size() || tokens_[at_].kind != Token::Kind::number)
                return false;
            auto const value = integer_of(tokens_[at_++].text);
            if (!value || (number == &out.from && *value < 1)) return false;
            *number = static_cast<std::size_t>(*value);
        }
        if (has_from) --out.from;
        return true;
    }

    std::vector<Token> const& tokens_;
    catalog::Resource const& resource_;
    std::size_t at_ = 0;
};

}  // namespace

NodePtr read_condition(std::vector<Token> const& tokens, catalog::Resource const& resource) {
    return ConditionReader(tokens, resource).read();
}

}  // namespace jutong::governance

#include "governance/condition_tokens.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

namespace jutong::governance {

namespace {

constexpr std::size_t tokens_max = 500;

// Sorted, for the search.
constexpr std::array<std::string_view, 40> words = {
    "and",    "as",       "between", "bigint",  "boolean",  "case", "cast",   "date",
    "day",    "days",     "decimal", "double",  "else",     "end",  "escape", "false",
    "ilike",  "in",       "int",     "integer", "interval", "is",   "like",   "month",
    "months", "not",      "null",    "or",      "text",     "then", "time",   "timestamp",
    "true",   "try_cast", "varchar", "week",    "weeks",    "when", "year",   "years"};

constexpr std::array<std::string_view, 62> functions = {"abs",
                                                        "ascii",
                                                        "ceil",
                                                        "ceiling",
                                                        "char_length",
                                                        "coalesce",
                                                        "concat",
                                                        "contains",
                                                        "date_add",
                                                        "date_diff",
                                                        "date_part",
                                                        "date_trunc",
                                                        "datediff",
                                                        "day",
                                                        "decimal",
                                                        "ends_with",
                                                        "floor",
                                                        "greatest",
                                                        "if",
                                                        "ifnull",
                                                        "instr",
                                                        "isfinite",
                                                        "jaro_winkler_similarity",
                                                        "jt_division",
                                                        "jt_id_birth_date",
                                                        "jt_id_gender",
                                                        "jt_jaro_winkler",
                                                        "jt_levenshtein",
                                                        "jt_pinyin",
                                                        "last_day",
                                                        "least",
                                                        "left",
                                                        "length",
                                                        "levenshtein",
                                                        "lower",
                                                        "ltrim",
                                                        "make_date",
                                                        "mod",
                                                        "month",
                                                        "nullif",
                                                        "quarter",
                                                        "regexp_extract",
                                                        "regexp_full_match",
                                                        "regexp_matches",
                                                        "regexp_replace",
                                                        "replace",
                                                        "reverse",
                                                        "right",
                                                        "round",
                                                        "rtrim",
                                                        "sign",
                                                        "split_part",
                                                        "starts_with",
                                                        "strftime",
                                                        "strlen",
                                                        "strpos",
                                                        "strptime",
                                                        "substr",
                                                        "substring",
                                                        "trim",
                                                        "try_strptime",
                                                        "upper"};

// Functions of any element: jt_valid_credit_code …
constexpr std::array<std::string_view, 5> element_functions = {
    "jt_parse_", "jt_normalise_", "jt_valid_", "jt_mask_", "jt_compare_"};

constexpr std::array<std::string_view, 8> double_signs = {
    "<=", ">=", "<>", "!=", "||", "::", "==", "//"};
constexpr std::string_view signs = "=<>(),.+-*/%";

template <std::size_t N>
bool has(std::array<std::string_view, N> const& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

bool is_function(std::string_view name) {
    return has(functions, name) || name == "year" || name == "try_cast" || name == "cast" ||
           std::ranges::any_of(element_functions,
                               [&](auto prefix) { return name.starts_with(prefix); });
}

tl::unexpected<Error> refuse(std::string message) {
    return fail(Code::invalid, "governance.condition", std::move(message));
}

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What stands between two quotes, doubled ones made single; `at` is moved past it.
Result<std::string> read_quoted(std::string_view sql, std::size_t& at) {
    auto const quote = sql[at++];
    std::string text;
    while (at < sql.size()) {
        if (sql[at] != quote) {
            text += sql[at++];
        } else if (at + 1 < sql.size() && sql[at + 1] == quote) {
            text += quote;
            at += 2;
        } else {
            ++at;
            return text;
        }
    }
    return refuse("引号没有结束");
}

Result<Token> next_token(std::string_view sql, std::size_t& at) {
    auto const begin = at;
    auto const c = sql[at];
    if (c == '\'' || c == '"') {
        auto text = TRY(read_quoted(sql, at));
        return Token{c == '"' ? Token::Kind::quoted_name : Token::Kind::text, std::move(text)};
    }
    if (is_letter(c)) {
        while (at < sql.size() && (is_letter(sql[at]) || is_digit(sql[at]))) ++at;
        std::string name(sql.substr(begin, at - begin));
        std::ranges::transform(name, name.begin(), [](char letter) {
            return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
        });
        return Token{Token::Kind::name, std::move(name)};
    }
    if (is_digit(c)) {
        while (at < sql.size() && (is_digit(sql[at]) || sql[at] == '.')) ++at;
        return Token{Token::Kind::number, std::string(sql.substr(begin, at - begin))};
    }
    auto const two = sql.substr(at, 2);
    if (two == "--" || two == "/*") return refuse("条件里不能有注释");
    if (has(double_signs, two)) {
        at += 2;
        return Token{Token::Kind::sign, two == "==" ? "=" : std::string(two)};
    }
    if (signs.find(c) == std::string_view::npos)
        return refuse(fmt::format("条件里不能有“{}”", std::string(1, c)));
    ++at;
    return Token{Token::Kind::sign, std::string(1, c)};
}

// May the name stand here? After a dot stands a part of money.
Done check_name(Token const& token, Token const* before, Token const* after,
                catalog::Resource const& resource) {
    if (before != nullptr && before->is(".") &&
        (token.text == "amount" || token.text == "currency"))
        return {};
    if (token.kind == Token::Kind::name) {
        if (after != nullptr && after->is("(") && is_function(token.text)) return {};
        if (has(words, token.text)) return {};
    }
    if (resource.find(token.text)) return {};
    if (after != nullptr && after->is("("))
        return refuse(fmt::format("条件里不能用函数 {}", token.text));
    return refuse(fmt::format("“{}”既不是资源的信息项，也不是条件里可以用的词", token.text));
}

}  // namespace

Result<std::vector<Token>> tokens_of(std::string_view sql, catalog::Resource const& resource) {
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < sql.size();) {
        if (std::isspace(static_cast<unsigned char>(sql[at])) != 0) {
            ++at;
            continue;
        }
        if (tokens.size() == tokens_max) return refuse(fmt::format("条件超过 {} 个词", tokens_max));
        tokens.push_back(TRY(next_token(sql, at)));
    }
    if (tokens.empty()) return refuse("条件是空的");
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (tokens[i].kind == Token::Kind::name || tokens[i].kind == Token::Kind::quoted_name)
            TRY(check_name(tokens[i], i > 0 ? &tokens[i - 1] : nullptr,
                           i + 1 < tokens.size() ? &tokens[i + 1] : nullptr, resource));
    return tokens;
}

std::vector<std::size_t> fields_of(std::vector<Token> const& tokens,
                                   catalog::Resource const& resource) {
    std::vector<std::size_t> fields;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        auto const& token = tokens[i];
        if (token.kind != Token::Kind::name && token.kind != Token::Kind::quoted_name) continue;
        if (i + 1 < tokens.size() && tokens[i + 1].is("(") && is_function(token.text)) continue;
        auto const place = resource.find(token.text);
        if (place && std::ranges::find(fields, *place) == fields.end()) fields.push_back(*place);
    }
    return fields;
}

}  // namespace jutong::governance

#include "linkage/unify.h"

#include <array>
#include <charconv>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "linkage/asked.h"

namespace jutong::linkage {

namespace {

constexpr double most = 0.8;  // of the rows with a value: then the column is of days, or of amounts
constexpr double units_min = 0.3;  // of the rows with an amount, those that say its unit

struct Unit {
    std::string_view name;
    double factor;
};
constexpr std::array units = {Unit{"亿", 1e8}, Unit{"千万", 1e7}, Unit{"百万", 1e6},
                              Unit{"万", 1e4}};
constexpr std::array<std::string_view, 9> currencies = {"美元", "港元", "港币", "日元",    "欧元",
                                                        "英镑", "韩元", "澳元", "加拿大元"};

// By the form that several spellings share; empty: the value stands for itself.
void unify_by(Column& column, std::vector<std::string> const& forms) {
    std::unordered_map<std::string_view, Term> first;
    std::vector<Term> now(forms.size());
    for (Term term = 0; term < forms.size(); ++term)
        now[term] = forms[term].empty() ? term : first.emplace(forms[term], term).first->second;
    for (auto& code : column.codes) code = now[code];
}

}  // namespace

std::optional<std::string> read_amount(std::string_view plain) {
    std::string digits;
    std::size_t at = 0;
    auto const is_digit = [&](std::size_t i) {
        return i < plain.size() && plain[i] >= '0' && plain[i] <= '9';
    };
    for (; at < plain.size(); ++at) {
        auto const parts = plain[at] == ' ' && !digits.empty() && is_digit(at + 1);
        if (is_digit(at) || plain[at] == '.')
            digits += plain[at];
        else if (!parts)  // the comma of thousands
            break;
    }
    double amount = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    auto rest = trim(plain.substr(at));
    if (rest.empty()) return std::nullopt;
    for (auto const& unit : units) {
        if (!rest.starts_with(unit.name)) continue;
        amount *= unit.factor;
        rest = trim(rest.substr(unit.name.size()));
        break;
    }
    for (auto const currency : currencies)
        if (rest == currency) return fmt::format("{:.2f} {}", amount, currency);
    for (auto const ours : {"", "元", "人民币", "元人民币", "元 人民币"})
        if (rest == ours) return fmt::format("{:.2f}", amount);
    return std::nullopt;
}

namespace {

bool is_plain_number(std::string_view text) {
    return text.find_first_not_of("0123456789. ") == std::string_view::npos;
}

// Of a few values: most columns are of neither.
bool may_be_unified(Values const& values) {
    constexpr std::size_t looked_at = 1000;
    auto const step = values.size() / looked_at + 1;
    std::size_t seen = 0, fitting = 0;
    for (std::size_t term = 1; term < values.size(); term += step, ++seen) {
        auto const text = values.at(static_cast<Term>(term));
        if (is_plain_number(text) || read_day(text).year != 0 || read_amount(text)) ++fitting;
    }
    return 2 * fitting > seen;
}

}  // namespace

void unify(Column& column) {
    if (!may_be_unified(column.values)) return;
    double filled = 0, days = 0, amounts = 0, plain_numbers = 0;
    std::vector<std::string> as_days(column.values.size()), as_amounts(column.values.size());
    std::vector<bool> is_number(column.values.size(), false);
    for (Term term = 1; term < column.values.size(); ++term) {
        auto const text = column.values.at(term);
        if (auto const day = read_day(text); day.year != 0)
            as_days[term] = fmt::format("{} {} {}", day.year, int{day.month}, int{day.day});
        if (auto amount = read_amount(text)) as_amounts[term] = std::move(*amount);
        is_number[term] = is_plain_number(text);
    }
    for (auto const code : column.codes) {
        filled += code != no_value ? 1 : 0;
        days += as_days[code].empty() ? 0 : 1;
        amounts += as_amounts[code].empty() ? 0 : 1;
        plain_numbers += is_number[code] ? 1 : 0;
    }
    if (filled == 0) return;
    if (days >= most * filled)
        unify_by(column, as_days);
    else if (amounts + plain_numbers >= most * filled && amounts >= units_min * filled)
        unify_by(column, as_amounts);
}

}  // namespace jutong::linkage

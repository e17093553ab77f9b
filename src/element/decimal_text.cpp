#include "element/decimal_text.h"

#include <array>
#include <utility>

#include "base/random.h"
#include "base/text.h"

namespace jutong::element {

namespace {

constexpr int digits_max = 30;  // significant digits read; more are too large or lost in rounding

// Digits with their decimal point gone: mantissa × 10^-places.
struct Digits {
    Wide mantissa = 0;
    int places = 0;
    int significant = 0;
    bool cut = false;  // digits that are not zero were left out behind the mantissa
    std::size_t size = 0;
    bool grouped = false;
    bool any = false;

    void add(char c, bool behind_point) {
        any = true;
        if (significant >= digits_max) {
            cut |= c != '0';
            if (!behind_point) --places;
            return;
        }
        mantissa = mantissa * 10 + static_cast<unsigned>(c - '0');
        if (mantissa != 0) ++significant;
        if (behind_point) ++places;
    }
};

Digits read_digits(std::string_view text) {
    Digits out;
    bool behind_point = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        auto const c = text[at];
        auto const next_is_digit = at + 1 < text.size() && is_digit(text[at + 1]);
        if (is_digit(c)) {
            out.add(c, behind_point);
        } else if (c == '.' && !behind_point && (out.any || next_is_digit)) {
            behind_point = true;
        } else if (c == ',' && out.any && !behind_point && next_is_digit) {
            out.grouped = true;
        } else {
            break;
        }
    }
    out.size = at;
    return out;
}

// E-05; 0 bytes where there is no exponent.
std::pair<int, std::size_t> read_exponent(std::string_view text) {
    if (text.empty() || (text[0] != 'E' && text[0] != 'e')) return {0, 0};
    std::size_t at = 1;
    auto const negative = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    auto const first = at;
    int value = 0;
    for (; at < text.size() && at < first + 3 && is_digit(text[at]); ++at)
        value = value * 10 + text[at] - '0';
    if (at == first) return {0, 0};
    return {negative ? -value : value, at};
}

struct Numeral {
    std::string_view text;
    std::int64_t value;
};
constexpr Numeral numeral_digits[] = {
    {"零", 0}, {"〇", 0}, {"○", 0},  {"一", 1}, {"壹", 1}, {"二", 2}, {"贰", 2},
    {"贰", 2}, {"两", 2}, {"貳", 2}, {"三", 3}, {"叁", 3}, {"叄", 3}, {"四", 4},
    {"肆", 4}, {"五", 5}, {"伍", 5}, {"六", 6}, {"陆", 6}, {"陸", 6}, {"七", 7},
    {"柒", 7}, {"八", 8}, {"捌", 8}, {"九", 9}, {"玖", 9}};
constexpr Numeral numeral_units[] = {
    {"十", 10},   {"拾", 10},     {"百", 100},    {"佰", 100},         {"千", 1000},
    {"仟", 1000}, {"万", 10'000}, {"萬", 10'000}, {"亿", 100'000'000}, {"億", 100'000'000}};
constexpr std::int64_t chinese_max = 1'000'000'000'000;

template <std::size_t Size>
Numeral const* numeral_at(std::string_view text, Numeral const (&table)[Size]) {
    for (auto const& entry : table)
        if (text.starts_with(entry.text)) return &entry;
    return nullptr;
}

}  // namespace

std::optional<DecimalText> read_decimal(std::string_view text, int places, int shift) {
    auto const negative = !text.empty() && text[0] == '-';
    auto const sign_size = std::size_t{negative || (!text.empty() && text[0] == '+') ? 1U : 0U};
    auto const digits = read_digits(text.substr(sign_size));
    if (!digits.any) return std::nullopt;
    auto const [exponent, exponent_size] = read_exponent(text.substr(sign_size + digits.size));

    DecimalText out;
    out.size = sign_size + digits.size + exponent_size;
    out.grouped = digits.grouped;
    out.exponent = exponent_size != 0;
    out.rounded = digits.cut;
    auto value = digits.mantissa;
    auto up = places + shift + exponent - digits.places;
    constexpr auto limit = static_cast<Wide>(1) << 63;
    for (; up > 0 && value != 0 && value < limit; --up) value *= 10;
    int dropped = 0;
    for (; up < 0 && value != 0; ++up) {
        out.rounded |= dropped != 0;
        dropped = static_cast<int>(value % 10);
        value /= 10;
    }
    if (up < 0) dropped = 0;  // all digits are gone: nearer to nothing than to half
    out.rounded |= dropped != 0;
    if (dropped >= 5) ++value;
    out.too_large = value >= limit;
    if (!out.too_large)
        out.number =
            negative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
    return out;
}

std::optional<DecimalText> read_chinese_number(std::string_view text) {
    std::int64_t total = 0, section = 0, digit = 0;
    bool any = false, positional = true;
    std::size_t at = 0;
    while (at < text.size()) {
        auto const rest = text.substr(at);
        if (auto const* const found = numeral_at(rest, numeral_digits)) {
            // 二〇二〇: digits in a row are read by position.
            digit = positional ? digit * 10 + found->value : found->value;
            at += found->text.size();
        } else if (auto const* const unit = numeral_at(rest, numeral_units)) {
            positional = false;
            if (unit->value >= 10'000) {
                auto const below = section + digit;
                if (total + below > chinese_max / unit->value) return std::nullopt;
                total = unit->value == 10'000 ? total + below * unit->value
                                              : (total + below) * unit->value;
                section = 0;
            } else {
                section += (digit == 0 ? 1 : digit) * unit->value;
            }
            digit = 0;
            at += unit->text.size();
        } else {
            break;
        }
        any = true;
        if (total + section + digit > chinese_max) return std::nullopt;
    }
    if (!any) return std::nullopt;
    DecimalText out;
    out.number = total + section + digit;
    out.size = at;
    return out;
}

}  // namespace jutong::element

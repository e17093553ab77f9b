#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "element/column.h"
#include "element/decimal_text.h"
#include "element/elements.h"

namespace jutong::element {

namespace {

struct Currency {
    std::string_view word;
    std::string_view code;  // ISO 4217, or of the time before the euro
};
// Longer words first where one begins with another.
constexpr Currency currencies[] = {
    {"人民币", "CNY"},
    {"RMB", "CNY"},
    {"CNY", "CNY"},
    {"￥", "CNY"},
    {"¥", "CNY"},
    {"美元", "USD"},
    {"美金", "USD"},
    {"USD", "USD"},
    {"US$", "USD"},
    {"港元", "HKD"},
    {"港币", "HKD"},
    {"港幣", "HKD"},
    {"HKD", "HKD"},
    {"HK$", "HKD"},
    {"$", "USD"},
    {"日元", "JPY"},
    {"日圆", "JPY"},
    {"日币", "JPY"},
    {"JPY", "JPY"},
    {"欧元", "EUR"},
    {"EUR", "EUR"},
    {"€", "EUR"},
    {"英镑", "GBP"},
    {"GBP", "GBP"},
    {"£", "GBP"},
    {"新加坡元", "SGD"},
    {"新加坡币", "SGD"},
    {"新元", "SGD"},
    {"坡币", "SGD"},
    {"SGD", "SGD"},
    {"澳大利亚元", "AUD"},
    {"澳元", "AUD"},
    {"AUD", "AUD"},
    {"加拿大元", "CAD"},
    {"加元", "CAD"},
    {"加币", "CAD"},
    {"CAD", "CAD"},
    {"新西兰元", "NZD"},
    {"NZD", "NZD"},
    {"瑞士法郎", "CHF"},
    {"CHF", "CHF"},
    {"韩元", "KRW"},
    {"韩圆", "KRW"},
    {"韩币", "KRW"},
    {"KRW", "KRW"},
    {"新台币", "TWD"},
    {"新台幣", "TWD"},
    {"台币", "TWD"},
    {"TWD", "TWD"},
    {"澳门元", "MOP"},
    {"澳门币", "MOP"},
    {"MOP", "MOP"},
    {"德国马克", "DEM"},
    {"马克", "DEM"},
    {"DEM", "DEM"},
    {"法国法郎", "FRF"},
    {"法郎", "FRF"},
    {"FRF", "FRF"},
    {"意大利里拉", "ITL"},
    {"ITL", "ITL"},
    {"俄罗斯卢布", "RUB"},
    {"卢布", "RUB"},
    {"RUB", "RUB"},
    {"泰国铢", "THB"},
    {"泰铢", "THB"},
    {"THB", "THB"},
    {"马来西亚林吉特", "MYR"},
    {"林吉特", "MYR"},
    {"马币", "MYR"},
    {"MYR", "MYR"},
    {"印度卢比", "INR"},
    {"INR", "INR"},
    {"丹麦克朗", "DKK"},
    {"DKK", "DKK"},
    {"瑞典克朗", "SEK"},
    {"SEK", "SEK"},
    {"挪威克朗", "NOK"},
    {"NOK", "NOK"},
    {"菲律宾比索", "PHP"},
    {"PHP", "PHP"},
    {"越南盾", "VND"},
    {"VND", "VND"},
    {"印尼盾", "IDR"},
    {"IDR", "IDR"},
    {"南非兰特", "ZAR"},
    {"ZAR", "ZAR"},
    {"沙特里亚尔", "SAR"},
    {"SAR", "SAR"},
    {"阿联酋迪拉姆", "AED"},
    {"AED", "AED"},
};

struct Multiplier {
    std::string_view word;
    int zeros;
};
constexpr Multiplier multipliers[] = {{"万", 4}, {"萬", 4}, {"亿", 8}, {"億", 8}, {"千", 3},
                                      {"仟", 3}, {"百", 2}, {"佰", 2}, {"十", 1}, {"拾", 1}};
constexpr int zeros_max = 12;

// Words that say nothing beyond "money".
constexpr std::string_view filler_words[] = {" ",  "元", "圆", "圓", "整", "正", "(", ")",
                                             "（", "）", "[",  "]",  "【", "】", ":", "："};

// Amount and unit of one text; the grammar is free in its order: 26万元, RMB 26万, (万美元)26.
class MoneyText {
public:
    explicit MoneyText(std::string_view text) : rest_(text) {}

    bool read() {
        while (!rest_.empty())
            if (!(is_digit(rest_[0]) && take_number()) && !take_currency() && !take_multiplier() &&
                !take_filler() && !take_number())
                return false;
        return true;
    }

    std::string_view number;  // the text of the amount
    bool chinese = false;
    std::int64_t small_change = 0;  // 角 and 分, in ten-thousandths
    std::string_view currency;
    int zeros = 0;
    bool any_unit = false;
    bool conflict = false;

private:
    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }

    bool take_currency() {
        for (auto const& entry : currencies)
            if (take(entry.word)) {
                conflict |= !currency.empty() && currency != entry.code;
                currency = entry.code;
                return any_unit = true;
            }
        return false;
    }

    bool take_multiplier() {
        // Before the amount a numeral begins with these: 十万元 is a number.
        for (auto const& entry : multipliers) {
            auto const leads = number.empty() && entry.zeros < 4;
            if (!leads && take(entry.word)) {
                zeros += entry.zeros;
                return any_unit = true;
            }
        }
        return false;
    }

    bool take_filler() {
        for (auto word : filler_words)
            if (take(word)) {
                any_unit |= word == "元" || word == "圆" || word == "圓";
                return true;
            }
        return false;
    }

    bool take_number() {
        if (auto const found = read_decimal(rest_, 0); found && number.empty()) {
            number = rest_.substr(0, found->size);
            rest_.remove_prefix(found->size);
            return true;
        }
        auto const found = read_chinese_number(rest_);
        if (!found) return false;
        if (number.empty()) {
            number = rest_.substr(0, found->size);
            chinese = true;
        }
        auto const change = number.data() != rest_.data();
        rest_.remove_prefix(found->size);
        if (take("角") && found->number < 10) return add_change(found->number * 1'000, change);
        if (take("分") && found->number < 10) return add_change(found->number * 100, change);
        return !change;
    }

    bool add_change(std::int64_t ten_thousandths, bool after_number) {
        if (!after_number) number = {};
        small_change += ten_thousandths;
        return any_unit = true;
    }

    std::string_view rest_;
};

class MoneyElement final : public ColumnElement<MoneyElement> {
public:
    MoneyElement() : ColumnElement("money_cny", "金额", failure_names, repair_names) {}

    Kind kind() const override { return Kind::money; }

    Reading read_text(std::string_view text, Form, Arena& arena) const {
        auto const cleaned = clean(text, clean_words, arena);
        if (cleaned.text.empty()) return nothing;
        MoneyText money(cleaned.text);
        auto const read = money.read();
        if (money.number.empty() && money.small_change == 0) return failed(no_number);
        if (!read || money.conflict || money.zeros > zeros_max) return failed(bad_unit);

        auto amount = std::optional(DecimalText{});
        if (!money.number.empty())
            amount = money.chinese ? read_chinese_number(money.number)
                                   : read_decimal(money.number, decimal_places, money.zeros);
        if (!amount) return failed(no_number);
        if (money.chinese && !scale(*amount, money.zeros + decimal_places))
            return failed(bad_range);
        if (amount->too_large || !fits_decimal(amount->number)) return failed(bad_range);
        amount->number += amount->number < 0 ? -money.small_change : money.small_change;
        if (!fits_decimal(amount->number)) return failed(bad_range);
        auto repairs = cleaned.changes & (changed_spaces | changed_width);
        if (!money.any_unit) repairs |= unit_assumed;
        if (amount->rounded) repairs |= rounded;
        return {money.currency.empty() ? "CNY" : money.currency, amount->number, state_ok,
                static_cast<std::uint8_t>(repairs)};
    }

    double likeness(Reading const& left, Reading const& right) const {
        if (left.text != right.text) return left.number == right.number ? 0.3 : 0;
        if (left.number == right.number) return 1;
        auto const a = static_cast<double>(left.number), b = static_cast<double>(right.number);
        auto const larger = std::max(std::abs(a), std::abs(b));
        return std::max(0.0, 1 - std::abs(a - b) / larger) * 0.9;
    }

    // Capital as firms register it: round amounts of 万元.
    std::string generate(Random& random) const override {
        constexpr std::array<std::int64_t, 16> ten_thousands{
            1, 3, 5, 10, 10, 20, 30, 50, 50, 100, 100, 200, 300, 500, 1000, 5000};
        auto const amount = random.pick(std::span<std::int64_t const>(ten_thousands));
        return to_text({amount * 10'000 * decimal_scale, random.chance(0.98) ? "CNY" : "USD"});
    }

private:
    static bool scale(DecimalText& amount, int zeros) {
        for (; zeros > 0; --zeros) {
            if (amount.number > decimal_max / 10) return false;
            amount.number *= 10;
        }
        return true;
    }

    static constexpr State no_number = 1, bad_unit = 2, bad_range = 3;
    static constexpr std::uint8_t unit_assumed = 4, rounded = 8;
    static constexpr std::array<std::string_view, 3> failure_names{
        "element.money_cny.number", "element.money_cny.unit", "element.money_cny.range"};
    static constexpr std::array<std::string_view, 4> repair_names{
        "repair.money_cny.spaces", "repair.money_cny.width", "repair.money_cny.unit_assumed",
        "repair.money_cny.rounded"};
};

}  // namespace

std::unique_ptr<Element> money_element() { return std::make_unique<MoneyElement>(); }

}  // namespace jutong::element

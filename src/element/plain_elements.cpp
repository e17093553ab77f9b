// text, integer, decimal, boolean.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/text.h"
#include "element/column.h"
#include "element/decimal_text.h"
#include "element/elements.h"
#include "element/names.h"

namespace jutong::element {

namespace {

// A control character other than tabs and ends of lines.
bool has_control(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (text.size() >= 8) {
            auto const from = std::min(at, text.size() - 8);
            if (has_less(eight_bytes(text.data() + from), ' ') == 0) {
                at = from + 8;
                continue;
            }
        }
        auto const c = text[at++];
        if (static_cast<unsigned char>(c) < ' ' && !(c >= '\t' && c <= '\r')) return true;
    }
    return false;
}

class TextElement final : public ColumnElement<TextElement> {
public:
    TextElement() : ColumnElement("text", "文本", failure_names, repair_names) {}

    bool strict() const override { return false; }

    Reading read_text(std::string_view text, Form form, Arena& arena) const {
        if (has_control(text)) return failed(2);
        if (!is_utf8(text)) return failed(1);
        if (form == Form::normalised) {
            auto const cleaned = clean(text, clean_prose, arena);
            if (cleaned.text.empty()) return nothing;
            return {cleaned.text, 0, state_ok, cleaned.changes};
        }
        auto const trimmed = trim(text);
        if (trimmed.empty()) return nothing;
        return {trimmed, 0, state_ok,
                trimmed.size() < text.size() ? changed_spaces : std::uint8_t{0}};
    }

    double likeness(Reading const& left, Reading const& right) const {
        return jaro_winkler(left.text, right.text);
    }
    double rough_likeness(std::string_view left, std::string_view right) const {
        return jaro_winkler(left, right);
    }

    std::string generate(Random& random) const override {
        return trade_name(random) + std::string(trade_line(random));
    }

private:
    static constexpr std::array<std::string_view, 2> failure_names{"element.text.encoding",
                                                                   "element.text.control"};
    static constexpr std::array<std::string_view, 2> repair_names{"repair.text.spaces",
                                                                  "repair.text.width"};
};

// 1 for the same number, less the further apart they are, as a share of the larger.
double number_likeness(std::int64_t left, std::int64_t right) {
    if (left == right) return 1;
    auto const a = static_cast<double>(left), b = static_cast<double>(right);
    auto const larger = std::max(std::abs(a), std::abs(b));
    return std::max(0.0, 1 - std::abs(a - b) / larger) * 0.9;
}

class IntegerElement final : public ColumnElement<IntegerElement> {
public:
    IntegerElement() : ColumnElement("integer", "整数", failure_names, repair_names) {}

    Kind kind() const override { return Kind::integer; }

    Reading read_text(std::string_view text, Form, Arena& arena) const {
        auto const cleaned = clean(text, clean_code, arena);
        if (cleaned.text.empty()) return nothing;
        auto const found = read_decimal(cleaned.text, 0);
        if (!found || found->size != cleaned.text.size()) return failed(1);
        if (found->too_large) return failed(2);
        if (found->rounded) return failed(3);
        return {{}, found->number, state_ok, repairs_of(cleaned, *found)};
    }

    double likeness(Reading const& left, Reading const& right) const {
        return number_likeness(left.number, right.number);
    }

    std::string generate(Random& random) const override {
        return fmt::format("{}", random.below(random.chance(0.7) ? 1'000 : 1'000'000));
    }

private:
    static constexpr std::array<std::string_view, 3> failure_names{
        "element.integer.format", "element.integer.range", "element.integer.fraction"};
    static constexpr std::array<std::string_view, 5> repair_names{
        "repair.integer.spaces", "repair.integer.width", "repair.integer.upper_case",
        "repair.integer.grouping", "repair.integer.exponent"};
};

class DecimalElement final : public ColumnElement<DecimalElement> {
public:
    DecimalElement() : ColumnElement("decimal", "数值", failure_names, repair_names) {}

    Kind kind() const override { return Kind::decimal; }

    Reading read_text(std::string_view text, Form, Arena& arena) const {
        auto const cleaned = clean(text, clean_code, arena);
        if (cleaned.text.empty()) return nothing;
        auto const found = read_decimal(cleaned.text, decimal_places);
        if (!found || found->size != cleaned.text.size()) return failed(1);
        if (found->too_large || !fits_decimal(found->number)) return failed(2);
        constexpr std::uint8_t rounded = 32;
        auto const repairs = repairs_of(cleaned, *found);
        return {{},
                found->number,
                state_ok,
                static_cast<std::uint8_t>(repairs | (found->rounded ? rounded : 0))};
    }

    double likeness(Reading const& left, Reading const& right) const {
        return number_likeness(left.number, right.number);
    }

    std::string generate(Random& random) const override {
        return to_text({random.between(0, 10'000'000) * 100, {}});
    }

private:
    static constexpr std::array<std::string_view, 2> failure_names{"element.decimal.format",
                                                                   "element.decimal.range"};
    static constexpr std::array<std::string_view, 6> repair_names{
        "repair.decimal.spaces",   "repair.decimal.width",    "repair.decimal.upper_case",
        "repair.decimal.grouping", "repair.decimal.exponent", "repair.decimal.rounded"};
};

class BooleanElement final : public ColumnElement<BooleanElement> {
public:
    BooleanElement() : ColumnElement("boolean", "是否", failure_names, repair_names) {}

    Kind kind() const override { return Kind::boolean; }

    Reading read_text(std::string_view text, Form, Arena& arena) const {
        auto const cleaned = clean(text, clean_code, arena);
        if (cleaned.text.empty()) return nothing;
        // Letters in lower case are as usual as in upper case: no repair.
        auto const repairs = static_cast<std::uint8_t>(cleaned.changes & ~changed_case);
        for (auto word : words_for_true)
            if (cleaned.text == word) return {{}, 1, state_ok, repairs};
        for (auto word : words_for_false)
            if (cleaned.text == word) return {{}, 0, state_ok, repairs};
        return failed(1);
    }

    double likeness(Reading const& left, Reading const& right) const {
        return left.number == right.number ? 1 : 0;
    }

    std::string generate(Random& random) const override { return random.chance(0.5) ? "是" : "否"; }

private:
    static constexpr std::array<std::string_view, 11> words_for_true{
        "是", "1", "TRUE", "Y", "有", "YES", "T", "真", "对", "√", "已"};
    static constexpr std::array<std::string_view, 13> words_for_false{
        "否", "0", "FALSE", "N", "无", "NO", "F", "假", "错", "×", "未", "不是", "没有"};
    static constexpr std::array<std::string_view, 1> failure_names{"element.boolean.unknown"};
    static constexpr std::array<std::string_view, 2> repair_names{"repair.boolean.spaces",
                                                                  "repair.boolean.width"};
};

}  // namespace

std::unique_ptr<Element> text_element() { return std::make_unique<TextElement>(); }
std::unique_ptr<Element> integer_element() { return std::make_unique<IntegerElement>(); }
std::unique_ptr<Element> decimal_element() { return std::make_unique<DecimalElement>(); }
std::unique_ptr<Element> boolean_element() { return std::make_unique<BooleanElement>(); }

}  // namespace jutong::element

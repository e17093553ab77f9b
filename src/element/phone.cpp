#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "element/column.h"
#include "element/elements.h"
#include "element/names.h"

namespace jutong::element {

namespace {

constexpr std::array<std::string_view, 4> failure_names{
    "element.phone.charset", "element.phone.length", "element.phone.area_code",
    "element.phone.prefix"};
constexpr State bad_charset = 1, bad_length = 2, no_area_code = 3, bad_prefix = 4;

constexpr std::array<std::string_view, 5> repair_names{
    "repair.phone.spaces", "repair.phone.width", "repair.phone.upper_case",
    "repair.phone.country_code", "repair.phone.separators"};
constexpr std::uint8_t dropped_country_code = 8, changed_separators = 16;

constexpr std::size_t mobile_size = 11;
constexpr std::size_t digits_max = 24;

bool is_mobile(std::string_view text) {
    return text.size() == mobile_size && text[0] == '1' && text[1] >= '3' && all_digits(text);
}

// 010 and 02x; all other area codes have four digits.
std::size_t area_code_size(std::string_view digits) {
    return digits[1] == '1' || digits[1] == '2' ? 3 : 4;
}

// The digits of a number, its extension apart.
struct Digits {
    std::array<char, digits_max> main;
    std::size_t size = 0;
    std::array<char, digits_max> extension;
    std::size_t extension_size = 0;
    State failure = state_ok;

    std::string_view text() const { return {main.data(), size}; }
};

// 转, 分机, x, ext, #, ',' begin an extension; so does a hyphen when 10 or more digits are read.
std::size_t extension_mark(std::string_view rest, std::size_t digits_before) {
    for (std::string_view mark : {"转", "轉", "分机", "EXT.", "EXT", "X", "#", ",", "*"})
        if (rest.starts_with(mark)) return mark.size();
    return rest[0] == '-' && digits_before >= 10 ? 1 : 0;
}

Digits read_digits(std::string_view text) {
    Digits out;
    bool in_extension = false;
    for (std::size_t at = 0; at < text.size();) {
        auto const c = text[at];
        if (is_digit(c)) {
            auto& size = in_extension ? out.extension_size : out.size;
            if (size == digits_max) {
                out.failure = bad_length;
                return out;
            }
            (in_extension ? out.extension : out.main)[size++] = c;
            ++at;
        } else if (auto const mark = extension_mark(text.substr(at), out.size);
                   mark != 0 && !in_extension) {
            in_extension = true;
            at += mark;
        } else if (c == '-' || c == '(' || c == ')' || c == '.' || (c == '+' && at == 0)) {
            ++at;
        } else {
            out.failure = bad_charset;
            return out;
        }
    }
    if (in_extension && (out.extension_size == 0 || out.extension_size > 6))
        out.failure = bad_length;
    return out;
}

struct Number {
    State failure = state_ok;
    std::string_view area{};  // with its 0
    std::string_view local{};
};

Number without_area_code(std::string_view digits) {
    auto const size = digits.size();
    if (digits.starts_with("400") || digits.starts_with("800"))
        return size == 10 ? Number{state_ok, {}, digits} : Number{bad_length};
    if (size == mobile_size && digits[0] == '1')
        return is_mobile(digits) ? Number{state_ok, {}, digits} : Number{bad_prefix};
    if ((size == 7 || size == 8) && digits[0] >= '2') return {no_area_code};
    // 110, 12345, 95588, 955xxx…: public numbers begin with 1 or 95, 96, 100xx, 116114.
    if (size >= 3 && size <= 6)
        return digits[0] == '1' || digits.starts_with("95") || digits.starts_with("96")
                   ? Number{state_ok, {}, digits}
                   : Number{bad_prefix};
    return {size < mobile_size ? bad_length : size == mobile_size ? bad_prefix : bad_length};
}

Number split_number(std::string_view digits) {
    if (digits.empty()) return {bad_length};
    if (digits[0] != '0') return without_area_code(digits);
    if (digits.size() < 10 || digits.size() > 12) return {bad_length};
    auto const area = area_code_size(digits);
    auto const local = digits.substr(area);
    if (local.size() < 7 || local.size() > 8) return {bad_length};
    if (local[0] < '2') return {bad_prefix};
    return {state_ok, digits.substr(0, area), local};
}

// +86 531 82079999 → 0531…: from abroad the 0 of the area code is not dialled. A 0 before a
// mobile number goes too: it was dialled from afar in old days.
bool drop_country_code(Digits& digits, bool plus) {
    auto const text = digits.text();
    std::size_t drop = 0;
    if (text.starts_with("0086")) drop = 4;
    if (text.starts_with("86") && (plus || text.size() > mobile_size)) drop = 2;
    auto rest = text.substr(drop);
    if (rest.size() == mobile_size + 1 && rest[0] == '0' && is_mobile(rest.substr(1))) ++drop;
    if (drop == 0) return false;
    rest = text.substr(drop);
    auto const needs_zero = rest.size() >= 9 && rest[0] != '0' && !is_mobile(rest) &&
                            !rest.starts_with("400") && !rest.starts_with("800");
    std::memmove(digits.main.data() + (needs_zero ? 1 : 0), rest.data(), rest.size());
    if (needs_zero) digits.main[0] = '0';
    digits.size = rest.size() + (needs_zero ? 1 : 0);
    return true;
}

class PhoneElement final : public ColumnElement<PhoneElement> {
public:
    PhoneElement() : ColumnElement("phone", "电话号码", failure_names, repair_names) {}

    // Canonical: 13812345678, 0531-82079999, 0531-82079999-801, 4006001234, 12345.
    Reading read_text(std::string_view text, Form, Arena& arena) const {
        if (is_mobile(text)) [[likely]]
            return {text};
        auto const cleaned = clean(text, clean_code, arena);
        if (cleaned.text.empty()) return nothing;
        auto digits = read_digits(cleaned.text);
        if (digits.failure != state_ok) return failed(digits.failure);
        auto const shortened = drop_country_code(digits, cleaned.text[0] == '+');
        auto const number = split_number(digits.text());
        if (number.failure != state_ok) return failed(number.failure);
        // Numbers of fewer than ten digits are public ones, without extensions.
        if (digits.extension_size != 0 && digits.size < 10) return failed(bad_length);
        auto const canonical =
            join(number, {digits.extension.data(), digits.extension_size}, arena);
        auto repairs = cleaned.changes;
        if (canonical == cleaned.text) return {cleaned.text, 0, state_ok, repairs};
        repairs |= shortened ? dropped_country_code : changed_separators;
        return {canonical, 0, state_ok, repairs};
    }

    // The last digits of a number tell people apart; a slip leaves all but one.
    double likeness(Reading const& left, Reading const& right) const {
        return rough_likeness(left.text, right.text);
    }
    double rough_likeness(std::string_view left, std::string_view right) const {
        constexpr std::size_t local_size = 7;
        if (left == right) return 1;
        if (transposition_distance(left, right) == 1) return 0.85;
        if (left.size() < local_size || right.size() < local_size) return 0;
        auto const same_end =
            left.substr(left.size() - local_size) == right.substr(right.size() - local_size);
        return same_end ? 0.8 : 0;
    }

    std::string_view masked(std::string_view text, Arena& arena) const {
        constexpr std::size_t shown_before = 3, shown_after = 4;
        auto const canonical = read_text(text, Form::normalised, arena).text;
        // Public numbers are short and nobody's secret.
        if (canonical.size() <= shown_before + shown_after) return canonical;
        auto* const out = arena.take(canonical.size());
        std::memcpy(out, canonical.data(), canonical.size());
        std::memset(out + shown_before, '*', canonical.size() - shown_before - shown_after);
        return {out, canonical.size()};
    }

    std::string generate(Random& random) const override {
        constexpr std::array<std::string_view, 8> areas{"0531", "0532", "0533", "0535",
                                                        "0536", "0537", "0539", "010"};
        if (random.chance(0.9)) return mobile_number(random);
        return fmt::format("{}-8{:07}", random.pick(std::span<std::string_view const>(areas)),
                           random.below(10'000'000));
    }

private:
    static std::string_view join(Number const& number, std::string_view extension, Arena& arena) {
        auto const size = number.area.size() + number.local.size() + extension.size() + 2;
        auto* const out = arena.take(size);
        auto* end = out;
        auto const put = [&](std::string_view part) {
            std::memcpy(end, part.data(), part.size());
            end += part.size();
        };
        if (!number.area.empty()) {
            put(number.area);
            put("-");
        }
        put(number.local);
        if (!extension.empty()) {
            put("-");
            put(extension);
        }
        return {out, static_cast<std::size_t>(end - out)};
    }
};

}  // namespace

std::unique_ptr<Element> phone_element() { return std::make_unique<PhoneElement>(); }

}  // namespace jutong::element

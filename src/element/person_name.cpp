#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "element/column.h"
#include "element/elements.h"
#include "element/names.h"

namespace jutong::element {

namespace {

constexpr std::array<std::string_view, 4> failure_names{
    "element.person_name.length", "element.person_name.charset", "element.person_name.mixed",
    "element.person_name.dot"};
constexpr State bad_length = 1, bad_charset = 2, mixed_scripts = 3, bad_dot = 4;

constexpr std::array<std::string_view, 4> repair_names{
    "repair.person_name.spaces", "repair.person_name.width", "repair.person_name.dot",
    "repair.person_name.variant"};
constexpr std::uint8_t unified_dot = 4, simplified_variant = 8;

constexpr std::size_t length_min = 2, length_max = 50;
constexpr char32_t middle_dot = 0xB7;

// The dots of minority and foreign names as they are typed; an ASCII period only in Han names.
constexpr bool is_dot(char32_t c) {
    return c == middle_dot || c == 0x2022 || c == 0x30FB || c == 0x2027 || c == 0xFF0E ||
           c == 0x2219 || c == 0x22C5 || c == 0x16EB || c == 0xFF65;
}

constexpr bool is_latin(char32_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x1E00 && c <= 0x1EFF);
}

// Private-use code points that old systems show rare characters with are names too.
constexpr bool is_name_character(char32_t c) { return is_han(c) || (c >= 0xE000 && c <= 0xF8FF); }

// The shape of a name, found in one pass.
struct Shape {
    std::size_t length = 0;
    State failure = state_ok;
    bool other_dots = false;
    bool variants = false;
};

class PersonNameElement final : public ColumnElement<PersonNameElement> {
public:
    explicit PersonNameElement(Reference const& reference)
        : ColumnElement("person_name", "姓名", failure_names, repair_names),
          reference_(reference) {}

    bool strict() const override { return false; }

    // Parsed keeps traditional characters as written; normalised simplifies them.
    Reading read_text(std::string_view text, Form form, Arena& arena) const {
        auto const cleaned = clean(text, clean_name, arena);
        if (cleaned.text.empty()) return nothing;
        auto const shape = shape_of(cleaned.text, form);
        if (shape.failure != state_ok) return failed(shape.failure);
        if (!shape.other_dots && !shape.variants)
            return {cleaned.text, 0, state_ok, cleaned.changes};
        auto const repairs = cleaned.changes | (shape.other_dots ? unified_dot : 0) |
                             (shape.variants ? simplified_variant : 0);
        return {rewritten(cleaned.text, form, arena), 0, state_ok,
                static_cast<std::uint8_t>(repairs)};
    }

    double likeness(Reading const& left, Reading const& right) const {
        return rough_likeness(left.text, right.text);
    }

    // ZHANG WEI and 张伟 sound the same, as 章伟 does; slips count by code points.
    double rough_likeness(std::string_view left, std::string_view right) const {
        if (left == right) return 1;
        auto const a = to_code_points(left), b = to_code_points(right);
        if (same_but_for_placeholders(a, b)) return 0.8;
        auto const may_sound_alike = a.size() == b.size() || is_han(a.front()) != is_han(b.front());
        if (may_sound_alike && reference_.name_pinyin(left) == reference_.name_pinyin(right))
            return 0.9;
        auto const likeness = edit_similarity(left, right);
        return surname_of(left) == surname_of(right) ? likeness : likeness * 0.8;
    }

    // 欧阳*, 张**: one * for each code point after the surname.
    std::string_view masked(std::string_view text, Arena& arena) const {
        auto const name = read_text(text, Form::parsed, arena).text;
        auto const shown = surname_of(name);
        auto const hidden = length(name) - length(shown);
        auto* const out = arena.take(shown.size() + hidden);
        std::memcpy(out, shown.data(), shown.size());
        std::memset(out + shown.size(), '*', hidden);
        return {out, shown.size() + hidden};
    }

    std::string generate(Random& random) const override {
        return element::person_name(random, random.chance(0.5) ? Gender::male : Gender::female);
    }

private:
    Shape shape_of(std::string_view text, Form form) const {
        Shape out;
        bool han = false, latin = false, dot_before = true, dot = false;
        for (std::size_t at = 0; at < text.size(); ++out.length) {
            auto const c = next_code_point(text, at);
            dot = is_dot(c) || (c == '.' && han);
            if (dot) {
                if (dot_before) return {out.length, bad_dot};
                out.other_dots |= c != middle_dot;
            } else if (is_name_character(c)) {
                han = true;
                out.variants |= form == Form::normalised && reference_.simplified(c) != c;
            } else if (is_latin(c)) {
                latin = true;
            } else if (c == not_a_code_point || !(c == ' ' || c == '-' || c == '\'' ||
                                                  c == 0x2019 || c == '.' || c == ',')) {
                return {out.length, bad_charset};
            }
            dot_before = dot;
        }
        if (dot) out.failure = bad_dot;
        if (!han && !latin) out.failure = bad_charset;
        if (han && latin) out.failure = mixed_scripts;
        if (out.length < length_min || out.length > length_max) out.failure = bad_length;
        return out;
    }

    std::string_view rewritten(std::string_view text, Form form, Arena& arena) const {
        std::string out;
        bool han = false;
        for (std::size_t at = 0; at < text.size();) {
            auto const c = next_code_point(text, at);
            han |= is_name_character(c);
            if (is_dot(c) || (c == '.' && han))
                append_utf8(out, middle_dot);
            else
                append_utf8(out, form == Form::normalised ? reference_.simplified(c) : c);
        }
        return arena.keep(out);
    }

    // 王? and 王喆: systems without a character show ?, * or a box for it.
    static bool same_but_for_placeholders(std::u32string const& a, std::u32string const& b) {
        constexpr std::u32string_view placeholders = U"?*□■\uFFFD";
        if (a.size() != b.size()) return false;
        bool any = false;
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (a[i] == b[i]) {
                any |= is_han(a[i]);
            } else if (placeholders.find(a[i]) == std::u32string_view::npos &&
                       placeholders.find(b[i]) == std::u32string_view::npos) {
                return false;
            }
        }
        return any;
    }

    Reference const& reference_;
};

}  // namespace

std::unique_ptr<Element> person_name_element(Reference const& reference) {
    return std::make_unique<PersonNameElement>(reference);
}

}  // namespace jutong::element

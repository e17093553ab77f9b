#include "element/clean.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

#include "base/bytes.h"
#include "base/text.h"

namespace jutong::element {

namespace {

bool is_space(char32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || c == 0xFEFF ||
           (c >= 0x2000 && c <= 0x200B);
}

bool is_dash(char32_t c) {
    return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE63 || c == 0x2500;
}

// Could the byte begin something to clean? False for most bytes of most tables.
bool is_suspect(unsigned char byte, CleanRules const& rules) {
    if (byte <= ' ') return true;
    if (byte >= 'a' && byte <= 'z') return rules.letters == Letters::upper;
    if (byte == '(' || byte == ')') return rules.marks == Marks::half_but_han_brackets;
    return byte == 0xC2 || byte == 0xE2 || byte == 0xE3 || byte == 0xEF;
}

// Could any of eight bytes? May say yes where none does.
bool may_be_suspect(std::uint64_t bytes, CleanRules const& rules) {
    constexpr auto even = ~every_byte;  // takes 0xE2 and 0xE3, ( and ), for one
    auto found = has_less(bytes, ' ' + 1) | has_byte(bytes & even, 0xE2) | has_byte(bytes, 0xC2) |
                 has_byte(bytes, 0xEF);
    constexpr std::uint64_t letters = 0x6060606060606060ULL;  // 0x60 to 0x7F have these bits
    if (rules.letters == Letters::upper)
        found |= has_byte((bytes & letters) | (bytes & high_bits), 0x60);
    if (rules.marks == Marks::half_but_han_brackets) found |= has_byte(bytes & even, '(');
    return found != 0;
}

char32_t narrowed(char32_t c, Marks marks) {
    if (c >= 0xFF01 && c <= 0xFF5E) {
        auto const half = c - 0xFEE0;
        if (marks == Marks::letters_and_digits) {
            auto const lower = half | 0x20;
            return (half >= '0' && half <= '9') || (lower >= 'a' && lower <= 'z') ? half : c;
        }
        if (marks != Marks::half_but_han_brackets) return half;
        return half == '(' || half == ')' ? c : half;
    }
    if (marks == Marks::half_but_han_brackets && (c == '(' || c == ')')) return c + 0xFEE0;
    if (marks == Marks::half_dashes && is_dash(c)) return '-';
    return c;
}

bool keeps_space(char32_t before, char32_t after, Spaces spaces) {
    if (spaces == Spaces::all) return false;
    constexpr char32_t east_asian = 0x2E80;  // from the first radicals on
    return spaces == Spaces::runs || (before < east_asian && after < east_asian);
}

// Position of the first code point that the rules change, or the size.
std::size_t clean_prefix(std::string_view text, CleanRules const& rules) {
    for (std::size_t at = 0; at < text.size();) {
        // The last eight bytes may have been looked at in part already: no matter.
        if (text.size() >= 8) {
            auto const from = std::min(at, text.size() - 8);
            if (!may_be_suspect(eight_bytes(text.data() + from), rules)) {
                at = from + 8;
                continue;
            }
        }
        if (!is_suspect(static_cast<unsigned char>(text[at]), rules)) {
            ++at;
            continue;
        }
        auto const start = at;
        auto const c = next_code_point(text, at);
        if (c == not_a_code_point) continue;
        if (c == ' ' && rules.spaces == Spaces::runs && start > 0 && at < text.size() &&
            text[at] > ' ' && text[start - 1] > ' ')
            continue;
        if (is_space(c) || narrowed(c, rules.marks) != c ||
            (rules.letters == Letters::upper && c >= 'a' && c <= 'z'))
            return start;
    }
    return text.size();
}

class Cleaner {
public:
    Cleaner(CleanRules const& rules, std::string& out) : rules_(rules), out_(out) {}

    void take(std::string_view text) {
        for (std::size_t at = 0; at < text.size();) {
            auto const c = next_code_point(text, at);
            if (is_space(c)) {
                space_ = true;
                plain_space_ = plain_space_ && c == ' ' && !run_;
                run_ = true;
                continue;
            }
            end_space(narrowed(c, rules_.marks));
            put(c);
        }
        if (space_) changes_ |= changed_spaces;
    }

    std::uint8_t changes() const { return changes_; }

private:
    void end_space(char32_t next) {
        if (!space_) return;
        if (!out_.empty() && keeps_space(last_, next, rules_.spaces)) {
            out_ += ' ';
            if (!plain_space_) changes_ |= changed_spaces;
        } else {
            changes_ |= changed_spaces;
        }
        space_ = run_ = false;
        plain_space_ = true;
    }

    void put(char32_t c) {
        auto const narrow = narrowed(c, rules_.marks);
        if (narrow != c) changes_ |= changed_width;
        last_ = narrow;
        if (rules_.letters == Letters::upper && narrow >= 'a' && narrow <= 'z') {
            changes_ |= changed_case;
            last_ = narrow - 32;
        }
        append_utf8(out_, last_);
    }

    CleanRules const& rules_;
    std::string& out_;
    char32_t last_ = 0;
    bool space_ = false;
    bool run_ = false;
    bool plain_space_ = true;
    std::uint8_t changes_ = 0;
};

}  // namespace

Cleaned clean(std::string_view text, CleanRules const& rules, Arena& arena) {
    if (clean_prefix(text, rules) == text.size()) return {text, 0};
    if (!is_utf8(text)) return {text, 0};
    // Spaces at the ends are the most frequent dirt, and need no copy.
    auto const trimmed = trim(text);
    if (clean_prefix(trimmed, rules) == trimmed.size()) return {trimmed, changed_spaces};
    std::string out;
    out.reserve(trimmed.size() + 16);
    Cleaner cleaner(rules, out);
    cleaner.take(trimmed);
    auto const changes = static_cast<std::uint8_t>(
        cleaner.changes() | (trimmed.size() < text.size() ? changed_spaces : 0));
    if (changes == 0) return {text, 0};
    return {arena.keep(out), changes};
}

bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

}  // namespace jutong::element

#include "base/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"

namespace jutong {

namespace {

using Byte = unsigned char;

bool is_continuation(Byte b) { return (b & 0xC0) == 0x80; }

// Length of the well-formed sequence at `at`, 0 if there is none (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view text, std::size_t at) {
    auto const left = text.size() - at;
    auto const byte = [&](std::size_t i) { return static_cast<Byte>(text[at + i]); };
    auto const first = byte(0);
    if (first < 0x80) return 1;
    if (first < 0xC2) return 0;
    if (first < 0xE0) return left >= 2 && is_continuation(byte(1)) ? 2 : 0;
    if (first < 0xF0) {
        if (left < 3 || !is_continuation(byte(1)) || !is_continuation(byte(2))) return 0;
        if (first == 0xE0 && byte(1) < 0xA0) return 0;
        if (first == 0xED && byte(1) > 0x9F) return 0;
        return 3;
    }
    if (first > 0xF4 || left < 4) return 0;
    if (!is_continuation(byte(1)) || !is_continuation(byte(2)) || !is_continuation(byte(3)))
        return 0;
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return 4;
}

bool is_space(char32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || c == 0xFEFF ||
           (c >= 0x2000 && c <= 0x200B);
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
    auto const first = static_cast<Byte>(text[at]);
    if (first < 0x80) {
        ++at;
        return first;
    }
    auto const size = sequence_length(text, at);
    if (size == 0) {
        ++at;
        return not_a_code_point;
    }
    auto code_point = static_cast<char32_t>(first & (0x7F >> size));
    for (std::size_t i = 1; i < size; ++i)
        code_point = (code_point << 6) | (static_cast<Byte>(text[at + i]) & 0x3F);
    at += size;
    return code_point;
}

void append_utf8(std::string& out, char32_t c) {
    auto const put = [&](char32_t value) { out.push_back(static_cast<char>(value)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3F));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

std::u32string to_code_points(std::string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto const c = next_code_point(text, at);
        out.push_back(c == not_a_code_point ? U'\uFFFD' : c);
    }
    return out;
}

std::string to_utf8(std::u32string_view text) {
    std::string out;
    out.reserve(text.size() * 3);
    for (auto c : text) append_utf8(out, c);
    return out;
}

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        // Han characters, nearly all of what is not ASCII: E4 to E9.
        auto const first = static_cast<Byte>(text[at]);
        if (first >= 0xE4 && first <= 0xE9 && at + 3 <= text.size() &&
            is_continuation(static_cast<Byte>(text[at + 1])) &&
            is_continuation(static_cast<Byte>(text[at + 2]))) {
            at += 3;
            continue;
        }
        if (at + 8 <= text.size() && (eight_bytes(text.data() + at) & high_bits) == 0) {
            at += 8;
            continue;
        }
        auto const size = sequence_length(text, at);
        if (size == 0) return false;
        at += size;
    }
    return true;
}

std::size_t length(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return !is_continuation(static_cast<Byte>(c)); }));
}

std::string_view first_code_points(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    while (at < text.size() && count-- > 0) next_code_point(text, at);
    return text.substr(0, at);
}

std::string_view trim(std::string_view text) {
    std::size_t begin = 0;
    while (begin < text.size()) {
        auto at = begin;
        if (!is_space(next_code_point(text, at))) break;
        begin = at;
    }
    auto end = text.size();
    while (end > begin) {
        auto start = end - 1;
        while (start > begin && is_continuation(static_cast<Byte>(text[start]))) --start;
        auto at = start;
        if (!is_space(next_code_point(text, at))) break;
        end = start;
    }
    return text.substr(begin, end - begin);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    while (true) {
        auto const at = text.find(separator);
        out.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return out;
        text.remove_prefix(at + 1);
    }
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
    std::string out;
    while (true) {
        auto const at = text.find(from);
        out += text.substr(0, at);
        if (at == std::string_view::npos) return out;
        out += to;
        text.remove_prefix(at + from.size());
    }
}

bool matches_wildcard(std::string_view text, std::string_view pattern) {
    // Greedy with one point to come back to: the last * seen.
    std::size_t t = 0, p = 0, star = std::string_view::npos, resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == '?') {
            next_code_point(text, t);
            ++p;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++t;
            ++p;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            next_code_point(text, resume);
            t = resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

std::string escaped(std::string_view bytes) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        auto const start = at;
        auto const c = next_code_point(bytes, at);
        if (c != not_a_code_point && c != 0) {
            out.append(bytes.substr(start, at - start));
        } else {
            auto const byte = static_cast<Byte>(bytes[start]);
            out += "\\x";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
    return out;
}

}  // namespace jutong

#include "linkage/records.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <numeric>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "base/random.h"
#include "base/text.h"

namespace jutong::linkage {

namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Compatibility forms taken apart (full width, ligatures), accents dropped, letters small.
std::string unaccented(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    auto const* const forms = unorm2_getNFKDInstance(&status);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto const c = next_code_point(text, at);
        if (c == not_a_code_point) {
            append_utf8(out, 0xFFFD);
            continue;
        }
        constexpr int parts_max = 20;
        UChar parts[parts_max];
        status = U_ZERO_ERROR;
        auto const units =
            unorm2_getDecomposition(forms, static_cast<UChar32>(c), parts, parts_max, &status);
        if (units < 0 || U_FAILURE(status) != 0) {
            append_utf8(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
            continue;
        }
        for (int i = 0; i < units;) {
            UChar32 part = 0;
            U16_NEXT(parts, i, units, part);
            if (u_charType(part) != U_NON_SPACING_MARK)
                append_utf8(out, static_cast<char32_t>(u_tolower(part)));
        }
    }
    return out;
}

// &#246; and &amp; as web pages write them.
std::string without_entities(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = text[at] == '&' ? text.find(';', at) : std::string_view::npos;
        auto const name = end == std::string_view::npos || end - at > 8
                              ? std::string_view()
                              : text.substr(at + 1, end - at - 1);
        char32_t c = 0;
        if (name.size() > 1 && name[0] == '#') {
            auto const digits = name.substr(1);
            std::uint32_t number = 0;
            auto const [stop, error] =
                std::from_chars(digits.data(), digits.data() + digits.size(), number);
            if (error == std::errc() && stop == digits.data() + digits.size() && number > 0 &&
                number < 0x110000 && (number < 0xD800 || number > 0xDFFF))
                c = number;
        } else if (!name.empty() && std::ranges::all_of(name, [](unsigned char letter) {
                       return std::isalpha(letter) != 0;
                   })) {
            c = ' ';
        }
        if (c == 0) {
            out += text[at++];
            continue;
        }
        append_utf8(out, c);
        at = end + 1;
    }
    return out;
}

enum class Sign : std::uint8_t { word, digit, joint, gap, nothing };

Sign sign_of(char32_t c) {
    if (c >= '0' && c <= '9') return Sign::digit;
    if (c < 0x80) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Sign::word;
        // o'brien is obrien, and j?rgen has lost a letter.
        if (c == '\'' || c == '`' || c == '?') return Sign::nothing;
        return c == '-' || c == '.' || c == '/' ? Sign::joint : Sign::gap;
    }
    if (c == 0x2019) return Sign::nothing;
    return u_isalnum(static_cast<UChar32>(c)) != 0 || c == 0xFFFD ? Sign::word : Sign::gap;
}

}  // namespace

void plain_text(std::string_view text, std::string& out) {
    out.clear();
    std::string decoded, decomposed;
    if (text.find('&') != std::string_view::npos) text = decoded = without_entities(text);
    if (!is_ascii(text)) text = decomposed = unaccented(text);
    auto before = Sign::gap;
    char joint = 0;
    for (std::size_t at = 0; at < text.size();) {
        auto const c = next_code_point(text, at);
        auto const sign = sign_of(c);
        if (sign == Sign::nothing) continue;
        if (sign == Sign::joint) {
            // Kept between digits only; an apostrophe or a dot inside a word is a gap.
            joint = before == Sign::digit ? static_cast<char>(c) : ' ';
            before = Sign::joint;
            continue;
        }
        if (sign == Sign::gap) {
            joint = ' ';
            before = Sign::gap;
            continue;
        }
        if (joint != 0 && !out.empty()) out += sign == Sign::digit ? joint : ' ';
        joint = 0;
        append_utf8(out, c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        before = sign;
    }
}

Term Values::add(std::string_view text) {
    if (text.empty()) return no_value;
    auto const found = codes_.find(text);
    if (found != codes_.end()) return found->second;
    auto const kept = arena_.keep(text);
    auto const code = static_cast<Term>(texts_.size());
    texts_.push_back(kept);
    codes_.emplace(kept, code);
    return code;
}

std::vector<Term> Values::sort() {
    std::vector<Term> order(texts_.size());
    std::iota(order.begin(), order.end(), Term{0});
    std::sort(order.begin() + 1, order.end(),
              [&](Term a, Term b) { return texts_[a] < texts_[b]; });
    std::vector<Term> now(texts_.size());
    std::vector<std::string_view> sorted(texts_.size());
    for (Term term = 0; term < order.size(); ++term) {
        now[order[term]] = term;
        sorted[term] = texts_[order[term]];
    }
    texts_ = std::move(sorted);
    for (auto& [text, term] : codes_) term = now[term];
    return now;
}

std::vector<Row> put_in_order(Records& records) {
    std::vector<std::uint64_t> hashes(records.rows(), 0);
    for (auto& column : records.columns) {
        auto const now = column.values.sort();
        for (Row row = 0; row < records.rows(); ++row) {
            column.codes[row] = now[column.codes[row]];
            hashes[row] = mixed(hashes[row] ^ column.codes[row]);
        }
    }
    std::vector<Row> order(records.rows());
    std::iota(order.begin(), order.end(), Row{0});
    for (auto const& source : records.sources) {
        auto const begin = order.begin() + source.first;
        std::sort(begin, begin + source.rows, [&](Row a, Row b) {
            return hashes[a] != hashes[b] ? hashes[a] < hashes[b] : records.ids[a] < records.ids[b];
        });
    }
    auto const permute = [&](auto& items) {
        auto sorted = items;
        for (Row row = 0; row < order.size(); ++row) sorted[row] = std::move(items[order[row]]);
        items = std::move(sorted);
    };
    for (auto& column : records.columns) permute(column.codes);
    permute(records.ids);
    return order;
}

std::size_t Records::source_of(Row row) const {
    auto const after = std::ranges::upper_bound(sources, row, {}, &Source::first);
    return static_cast<std::size_t>(after - sources.begin()) - 1;
}

}  // namespace jutong::linkage

#include "linkage/records.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <numeric>
#include <span>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <xxhash.h>

#include "base/random.h"
#include "base/text.h"
#include "linkage/parallel.h"

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

// Of all but the first.
std::size_t shared_beginning(std::span<std::string_view const> texts) {
    if (texts.size() < 2) return 0;
    auto out = texts[1];
    for (auto const text : texts.subspan(1)) {
        auto const [end, other] = std::ranges::mismatch(out, text);
        out = out.substr(0, static_cast<std::size_t>(end - out.begin()));
    }
    return out.size();
}

std::uint64_t first_bytes(std::string_view text) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 8; ++i)
        out = out << 8U | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    return out;
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

namespace {

std::uint32_t hash_of(std::string_view text) {
    return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()));
}

}  // namespace

std::size_t Values::place_of(std::string_view text, std::uint32_t hash) const {
    auto place = hash & (slots_.size() - 1);
    while (slots_[place].code != no_value &&
           (slots_[place].hash != hash || texts_[slots_[place].code] != text))
        place = (place + 1) & (slots_.size() - 1);
    return place;
}

Term Values::add(std::string_view text) {
    if (text.empty()) return no_value;
    if (texts_.size() * 8 > slots_.size() * 5) grow();
    auto const hash = hash_of(text);
    auto& slot = slots_[place_of(text, hash)];
    if (slot.code != no_value) return slot.code;
    auto const code = static_cast<Term>(texts_.size());
    texts_.push_back(arena_.keep(text));
    slot = {hash, code};
    return code;
}

Term Values::find(std::string_view text) const {
    return slots_.empty() ? no_value : slots_[place_of(text, hash_of(text))].code;
}

void Values::grow() {
    std::vector<Slot> before(slots_.empty() ? 64 : slots_.size() * 2);
    before.swap(slots_);
    for (auto const& slot : before) {
        if (slot.code == no_value) continue;
        auto place = slot.hash & (slots_.size() - 1);
        while (slots_[place].code != no_value) place = (place + 1) & (slots_.size() - 1);
        slots_[place] = slot;
    }
}

std::vector<Term> Values::sort() {
    // The first bytes decide most comparisons without a look at the text.
    struct Place {
        std::uint64_t first;
        Term term;
    };
    std::vector<Place> order;
    order.reserve(texts_.size());
    auto const shared = shared_beginning(texts_);
    for (Term term = 1; term < texts_.size(); ++term)
        order.push_back({first_bytes(texts_[term].substr(shared)), term});
    std::ranges::sort(order, [&](Place const& a, Place const& b) {
        return a.first != b.first ? a.first < b.first : texts_[a.term] < texts_[b.term];
    });
    std::vector<Term> now(texts_.size(), no_value);
    std::vector<std::string_view> sorted(1);
    sorted.reserve(texts_.size());
    for (auto const& [first, term] : order) {
        now[term] = static_cast<Term>(sorted.size());
        sorted.push_back(texts_[term]);
    }
    texts_ = std::move(sorted);
    for (auto& slot : slots_) slot.code = now[slot.code];
    return now;
}

namespace {

// The column whose values say most: rows that are like each other in it stand near each other.
Column const& longest(Records const& records) {
    auto const length = [&](Column const& column) {
        std::size_t out = 0;
        for (auto const code : column.codes) out += column.values.at(code).size();
        return out;
    };
    return *std::ranges::max_element(records.columns, {}, length);
}

}  // namespace

std::vector<Row> put_in_order(Records& records, int threads) {
    in_parts(records.columns.size(), threads, [&](std::size_t at, std::size_t) {
        auto& column = records.columns[at];
        auto const now = column.values.sort();
        for (auto& code : column.codes) code = now[code];
    });
    std::vector<std::uint64_t> hashes(records.rows(), 0);
    for (auto const& column : records.columns)
        for (Row row = 0; row < records.rows(); ++row)
            hashes[row] = mixed(hashes[row] ^ column.codes[row]);
    std::vector<Term> const none(records.rows(), no_value);
    auto const& first = records.columns.empty() ? none : longest(records).codes;
    std::vector<Row> order(records.rows());
    std::iota(order.begin(), order.end(), Row{0});
    for (auto const& source : records.sources) {
        auto const begin = order.begin() + source.first;
        std::sort(begin, begin + source.rows, [&](Row a, Row b) {
            if (first[a] != first[b]) return first[a] < first[b];
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

#include "api/row_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "base/date.h"
#include "element/element.h"

namespace jutong::api {

namespace {

using lake::Type;

constexpr std::int64_t micros_a_second = 1'000'000, micros_a_day = 86'400 * micros_a_second;
constexpr std::size_t number_bytes_max = 24;

// Appends to a string through a small buffer: most cells are a few bytes, and a string's own
// bookkeeping would cost more than these do.
class Pen {
public:
    static constexpr std::size_t piece_max = 512;

    explicit Pen(std::string& out) : out_(out) {}
    ~Pen() { flush(); }
    Pen(Pen const&) = delete;
    Pen& operator=(Pen const&) = delete;

    // Where the next bytes go, with room for so many, at most piece_max; put_up_to() takes them in.
    char* room(std::size_t size) {
        if (used_ + size > buffer_.size()) flush();
        return buffer_.data() + used_;
    }
    void put_up_to(char const* end) { used_ = static_cast<std::size_t>(end - buffer_.data()); }

    void put(char c) {
        *room(1) = c;
        ++used_;
    }
    void put(std::string_view text) {
        if (text.size() == 1) {
            put(text.front());
        } else if (text.size() > piece_max) {
            whole() += text;
        } else if (!text.empty()) {
            std::memcpy(room(text.size()), text.data(), text.size());
            used_ += text.size();
        }
    }
    // The string itself, for what is long or seldom.
    std::string& whole() {
        flush();
        return out_;
    }

private:
    void flush() {
        out_.append(buffer_.data(), used_);
        used_ = 0;
    }

    std::string& out_;
    std::size_t used_ = 0;
    std::array<char, 8 * 1024> buffer_;  // not cleared: only what was put is read
};

// Control characters, and the two that a format sets apart.
bool is_odd(std::string_view text, char one, char other) {
    return std::ranges::any_of(text, [&](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == one || c == other;
    });
}

// Not 0 where one of eight bytes is odd; may be so where one behind an odd byte is plain.
std::uint64_t odd_bytes(std::uint64_t eight, char one, char other) {
    constexpr std::uint64_t ones = 0x0101010101010101ULL, high = 0x8080808080808080ULL;
    auto const zero = [](std::uint64_t x) { return (x - ones) & ~x & high; };
    return ((eight - ones * 0x20) & ~eight & high) |
           zero(eight ^ (ones * static_cast<unsigned char>(one))) |
           zero(eight ^ (ones * static_cast<unsigned char>(other)));
}

// Copies a text and looks at it in one go, eight bytes at a time; false where it is odd: what was
// written is then of no use.
bool copy_plain(char* to, std::string_view text, char one, char other) {
    auto const* const from = text.data();
    auto const size = text.size();
    std::uint64_t eight = 0x6161616161616161ULL;  // plain letters behind a short text
    if (size < 8) {
        for (std::size_t i = 0; i < size; ++i) {
            to[i] = from[i];
            eight = (eight << 8U) | static_cast<unsigned char>(from[i]);
        }
        return odd_bytes(eight, one, other) == 0;
    }
    std::uint64_t odd = 0;
    auto const copy_eight = [&](std::size_t at) {
        std::memcpy(&eight, from + at, 8);
        std::memcpy(to + at, &eight, 8);
        odd |= odd_bytes(eight, one, other);
    };
    for (std::size_t at = 0; at + 8 < size; at += 8) copy_eight(at);
    copy_eight(size - 8);  // some bytes a second time
    return odd == 0;
}

bool is_formula(std::string_view text) {
    if (text.empty()) return false;
    auto const c = text.front();
    return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
}

void append_odd_cell(std::string& out, std::string_view text) {
    auto const quoted = is_odd(text, '"', ',');
    if (quoted) out += '"';
    if (is_formula(text)) out += '\'';
    if (quoted)
        for (auto const c : text) out.append(c == '"' ? 2 : 1, c);
    else
        out += text;
    if (quoted) out += '"';
}

void append_cell(Pen& pen, std::string_view text) {
    if (text.size() <= Pen::piece_max && !is_formula(text)) {
        auto* const to = pen.room(text.size());
        if (copy_plain(to, text, '"', ',')) {
            pen.put_up_to(to + text.size());
            return;
        }
    }
    append_odd_cell(pen.whole(), text);
}

void append_odd_json(std::string& out, std::string_view text) {
    out += '"';
    for (auto const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20)
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        else
            out += c;
    }
    out += '"';
}

void append_json(Pen& pen, std::string_view text) {
    if (text.size() <= Pen::piece_max - 2) {
        auto* const to = pen.room(text.size() + 2);
        if (copy_plain(to + 1, text, '"', '\\')) {
            to[0] = to[text.size() + 1] = '"';
            pen.put_up_to(to + text.size() + 2);
            return;
        }
    }
    append_odd_json(pen.whole(), text);
}

void append_integer(Pen& pen, std::int64_t value) {
    auto* const to = pen.room(number_bytes_max);
    pen.put_up_to(std::to_chars(to, to + number_bytes_max, value).ptr);
}

void append_decimal(Pen& pen, std::int64_t value) {
    if (value < 0) pen.put('-');
    auto const size =
        value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    constexpr auto scale = static_cast<std::uint64_t>(element::decimal_scale);
    append_integer(pen, static_cast<std::int64_t>(size / scale));
    auto rest = size % scale;
    if (rest == 0) return;
    std::array<char, 5> digits = {'.', '0', '0', '0', '0'};
    for (std::size_t i = digits.size() - 1; i > 0; --i, rest /= 10)
        digits[i] = static_cast<char>('0' + rest % 10);
    auto used = digits.size();
    while (digits[used - 1] == '0') --used;
    pen.put({digits.data(), used});
}

char* two_digits(char* to, std::int64_t value) {
    auto const small = static_cast<unsigned>(value);
    to[0] = static_cast<char>('0' + small / 10);
    to[1] = static_cast<char>('0' + small % 10);
    return to + 2;
}

void append_date(Pen& pen, std::int64_t days) {
    auto const date = to_civil(static_cast<Days>(days));
    auto* to = pen.room(10);
    to = two_digits(two_digits(to, date.year / 100), date.year % 100);
    *to++ = '-';
    to = two_digits(to, date.month);
    *to++ = '-';
    pen.put_up_to(two_digits(to, date.day));
}

void append_timestamp(Pen& pen, std::int64_t micros) {
    auto const days = (micros >= 0 ? micros : micros - micros_a_day + 1) / micros_a_day;
    auto const in_day = micros - days * micros_a_day;
    auto const seconds = in_day / micros_a_second;
    append_date(pen, days);
    auto* to = pen.room(9);
    *to++ = 'T';
    to = two_digits(to, seconds / 3600);
    *to++ = ':';
    to = two_digits(to, seconds / 60 % 60);
    *to++ = ':';
    pen.put_up_to(two_digits(to, seconds % 60));
    if (auto const fraction = in_day % micros_a_second; fraction != 0)
        fmt::format_to(std::back_inserter(pen.whole()), ".{:06}", fraction);
}

// Money reads 1000000 or 250.5 USD, as lake::text_sql writes it.
void append_money(Pen& pen, std::int64_t amount, std::string_view currency) {
    append_decimal(pen, amount);
    if (currency == "CNY") return;
    pen.put(' ');
    pen.put(currency);
}

void append_real(Pen& pen, std::int64_t bits, bool is_json) {
    auto const value = std::bit_cast<double>(bits);
    if (is_json && !std::isfinite(value))
        pen.put("null");
    else
        fmt::format_to(std::back_inserter(pen.whole()), "{}", value);
}

template <bool is_json>
void append_value(Pen& pen, Type type, lake::Batch::Values const& values, std::size_t row) {
    auto const quote = [&pen] {
        if (is_json) pen.put('"');
    };
    switch (type) {
        case Type::text:
            if constexpr (is_json)
                append_json(pen, values.text[row]);
            else
                append_cell(pen, values.text[row]);
            return;
        case Type::boolean:
            pen.put(values.number[row] != 0 ? "true" : "false");
            return;
        case Type::date:
            quote();
            append_date(pen, values.number[row]);
            quote();
            return;
        case Type::timestamp:
            quote();
            append_timestamp(pen, values.number[row]);
            quote();
            return;
        case Type::decimal:
            append_decimal(pen, values.number[row]);
            return;
        case Type::money:
            quote();
            append_money(pen, values.number[row], values.text[row]);
            quote();
            return;
        case Type::real:
            append_real(pen, values.number[row], is_json);
            return;
        default:
            append_integer(pen, values.number[row]);
    }
}

template <bool is_json>
void append_rows(std::vector<lake::Column> const& columns, std::vector<std::string> const& before,
                 std::string_view end, lake::Batch const& batch, std::string& out) {
    Pen pen(out);
    for (std::size_t row = 0; row < batch.rows; ++row) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            pen.put(before[i]);
            auto const& values = batch.columns[i];
            if (values.null[row] == 0)
                append_value<is_json>(pen, columns[i].type, values, row);
            else if constexpr (is_json)
                pen.put("null");
        }
        pen.put(end);
    }
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
    Pen pen(out);
    append_json(pen, text);
}

RowText::RowText(RowFormat format, std::vector<lake::Column> columns)
    : columns_(std::move(columns)), format_(format) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::string before;
        if (format == RowFormat::csv) {
            before = i == 0 ? "" : ",";
        } else if (format == RowFormat::arrays) {
            before = i == 0 ? "[" : ",";
        } else {
            before = i == 0 ? "{" : ",";
            append_json_text(before, columns_[i].name);
            before += ':';
        }
        before_.push_back(std::move(before));
    }
    end_ = format == RowFormat::csv ? "\r\n" : format == RowFormat::arrays ? "]," : "}\n";
}

void RowText::append(lake::Batch const& batch, std::string& out) const {
    if (format_ == RowFormat::csv)
        append_rows<false>(columns_, before_, end_, batch, out);
    else
        append_rows<true>(columns_, before_, end_, batch, out);
}

void RowText::append_header(std::vector<std::string> const& cells, std::string& out) {
    Pen pen(out);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) pen.put(',');
        append_cell(pen, cells[i]);
    }
    pen.put("\r\n");
}

}  // namespace jutong::api

#include "api/row_text.h"

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

// The high bit of each byte that is below 0x20, or is one of two others; eight bytes at a time.
std::uint64_t odd_bytes(std::uint64_t eight, char one, char other) {
    constexpr std::uint64_t ones = 0x0101010101010101ULL, high = 0x8080808080808080ULL;
    auto const zero = [](std::uint64_t x) { return (x - ones) & ~x & high; };
    return ((eight - ones * 0x20) & ~eight & high) |
           zero(eight ^ (ones * static_cast<unsigned char>(one))) |
           zero(eight ^ (ones * static_cast<unsigned char>(other)));
}

// May say yes for a text that is plain, never no for one that is not.
bool is_odd(std::string_view text, char one, char other) {
    std::size_t at = 0;
    std::uint64_t eight = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::memcpy(&eight, text.data() + at, 8);
        if (odd_bytes(eight, one, other) != 0) return true;
    }
    if (at == text.size()) return false;
    eight = 0x6161616161616161ULL;  // plain letters behind the rest
    std::memcpy(&eight, text.data() + at, text.size() - at);
    return odd_bytes(eight, one, other) != 0;
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (auto const c : text) out.append(c == '"' ? 2 : 1, c);
    out += '"';
}

bool is_formula(std::string_view text) {
    constexpr std::string_view begins = "=+-@\t\r";
    return !text.empty() && begins.find(text.front()) != std::string_view::npos;
}

void append_cell(std::string& out, std::string_view text) {
    auto const defused = is_formula(text);
    if (!is_odd(text, '"', ',')) {
        if (defused) out += '\'';
        out += text;
    } else if (defused) {
        append_quoted(out, "'" + std::string(text));
    } else {
        append_quoted(out, text);
    }
}

void append_integer(std::string& out, std::int64_t value) {
    std::array<char, number_bytes_max> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    out.append(text.data(), end);
}

void append_decimal(std::string& out, std::int64_t value) {
    if (value < 0) out += '-';
    auto const size =
        value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    constexpr auto scale = static_cast<std::uint64_t>(element::decimal_scale);
    append_integer(out, static_cast<std::int64_t>(size / scale));
    auto rest = size % scale;
    if (rest == 0) return;
    std::array<char, 5> digits = {'.', '0', '0', '0', '0'};
    for (std::size_t i = digits.size() - 1; i > 0; --i, rest /= 10)
        digits[i] = static_cast<char>('0' + rest % 10);
    auto used = digits.size();
    while (digits[used - 1] == '0') --used;
    out.append(digits.data(), used);
}

void append_two(std::string& out, std::int64_t value) {
    out += static_cast<char>('0' + value / 10);
    out += static_cast<char>('0' + value % 10);
}

void append_date(std::string& out, std::int64_t days) {
    auto const date = to_civil(static_cast<Days>(days));
    append_two(out, date.year / 100);
    append_two(out, date.year % 100);
    out += '-';
    append_two(out, date.month);
    out += '-';
    append_two(out, date.day);
}

void append_timestamp(std::string& out, std::int64_t micros) {
    auto const days = (micros >= 0 ? micros : micros - micros_a_day + 1) / micros_a_day;
    auto const in_day = micros - days * micros_a_day;
    auto const seconds = in_day / micros_a_second;
    append_date(out, days);
    out += 'T';
    append_two(out, seconds / 3600);
    out += ':';
    append_two(out, seconds / 60 % 60);
    out += ':';
    append_two(out, seconds % 60);
    if (auto const fraction = in_day % micros_a_second; fraction != 0)
        fmt::format_to(std::back_inserter(out), ".{:06}", fraction);
}

// Money reads 1000000 or 250.5 USD, as lake::text_sql writes it.
void append_money(std::string& out, std::int64_t amount, std::string_view currency) {
    append_decimal(out, amount);
    if (currency == "CNY") return;
    out += ' ';
    out += currency;
}

void append_real(std::string& out, std::int64_t bits, bool is_json) {
    auto const value = std::bit_cast<double>(bits);
    if (is_json && !std::isfinite(value))
        out += "null";
    else
        fmt::format_to(std::back_inserter(out), "{}", value);
}

template <bool is_json>
void append_value(std::string& out, Type type, lake::Batch::Values const& values, std::size_t row) {
    auto const quote = [&out] {
        if constexpr (is_json) out += '"';
    };
    switch (type) {
        case Type::text:
            if constexpr (is_json)
                append_json_text(out, values.text[row]);
            else
                append_cell(out, values.text[row]);
            return;
        case Type::boolean:
            out += values.number[row] != 0 ? "true" : "false";
            return;
        case Type::date:
            quote();
            append_date(out, values.number[row]);
            quote();
            return;
        case Type::timestamp:
            quote();
            append_timestamp(out, values.number[row]);
            quote();
            return;
        case Type::decimal:
            append_decimal(out, values.number[row]);
            return;
        case Type::money:
            quote();
            append_money(out, values.number[row], values.text[row]);
            quote();
            return;
        case Type::real:
            append_real(out, values.number[row], is_json);
            return;
        default:
            append_integer(out, values.number[row]);
    }
}

template <bool is_json>
void append_rows(std::vector<lake::Column> const& columns, std::vector<std::string> const& before,
                 std::string_view end, lake::Batch const& batch, std::string& out) {
    for (std::size_t row = 0; row < batch.rows; ++row) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            out += before[i];
            auto const& values = batch.columns[i];
            if (values.null[row] == 0)
                append_value<is_json>(out, columns[i].type, values, row);
            else if constexpr (is_json)
                out += "null";
        }
        out += end;
    }
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
    out += '"';
    if (!is_odd(text, '"', '\\')) {
        out += text;
    } else {
        for (auto const c : text) {
            if (c == '"' || c == '\\') out += '\\';
            if (static_cast<unsigned char>(c) < 0x20)
                fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
            else
                out += c;
        }
    }
    out += '"';
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
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) out += ',';
        append_cell(out, cells[i]);
    }
    out += "\r\n";
}

}  // namespace jutong::api

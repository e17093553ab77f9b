// Records of BIFF8, the stream inside an .xls workbook (MS-XLS).
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jutong::ingest::biff {

// Record types.
inline constexpr std::uint16_t formula = 0x06, end_of_part = 0x0A, date_mode = 0x22,
                               file_pass = 0x2F, continued = 0x3C, bound_sheet = 0x85,
                               many_rk = 0xBD, rich_string = 0xD6, extended_format = 0xE0,
                               merged_cells = 0xE5, strings = 0xFC, label_of_strings = 0xFD,
                               number = 0x203, label = 0x204, bool_or_error = 0x205,
                               formula_string = 0x207, rk = 0x27E, format = 0x41E,
                               begin_of_part = 0x809;

template <typename Number>
Number number_at(std::string_view bytes, std::size_t at) {
    Number value{};
    if (at + sizeof value <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

inline std::uint16_t u16(std::string_view bytes, std::size_t at) {
    return number_at<std::uint16_t>(bytes, at);
}
inline std::uint32_t u32(std::string_view bytes, std::size_t at) {
    return number_at<std::uint32_t>(bytes, at);
}

// A record with those that continue it.
struct Record {
    std::uint16_t type = 0;
    std::size_t at = 0;  // in the stream
    std::vector<std::string_view> parts;
    std::size_t end = 0;  // of the last part in the stream

    std::string_view body() const { return parts.front(); }
};

// The record at `at`; nothing where the stream ends.
std::optional<Record> record_at(std::string_view stream, std::size_t at);

// Reads a record on, over the ends of its parts.
class Cursor {
public:
    explicit Cursor(Record const& record, std::size_t at = 0) : record_(record), at_(at) {}

    bool ended() const;
    std::uint8_t byte();
    std::uint16_t word();
    std::uint32_t double_word();
    void skip(std::size_t bytes);

    // Text with a length of one or two bytes before it, rich and phonetic runs dropped; nothing
    // where the record ends within it.
    std::optional<std::string> text(std::size_t length_bytes);

private:
    void step();  // into the next part where this one has ended

    Record const& record_;
    std::size_t part_ = 0;
    std::size_t at_;
};

// A number in 30 bits.
double rk_number(std::uint32_t bits);

}  // namespace jutong::ingest::biff

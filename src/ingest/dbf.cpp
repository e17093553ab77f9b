#include "ingest/dbf.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "base/date.h"
#include "base/text.h"
#include "ingest/sheet_value.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t header_bytes = 32;  // of the file, and of each field
constexpr std::size_t sample_bytes = 1U << 18U;
constexpr std::string_view field_types = "CNFDLMIYTBGP0@O+VQ";
constexpr char deleted_mark = '*';
constexpr char end_mark = '\x1A';
constexpr std::uint8_t foxpro_first = 0x30;
constexpr std::uint8_t foxpro_last = 0x32;

tl::unexpected<Error> damaged(std::string_view why) {
    return fail(Code::invalid, "ingest.dbf.damaged",
                fmt::format("Not a readable DBF file; export it again: {}", why));
}

template <typename Number>
Number number_at(std::string_view bytes, std::size_t at) {
    Number number{};
    if (at + sizeof number <= bytes.size()) std::memcpy(&number, bytes.data() + at, sizeof number);
    return number;
}

struct Field {
    std::string name;
    char type = 'C';
    std::size_t at = 0;  // in the record
    std::size_t size = 0;
};

struct Header {
    std::uint8_t version = 0;
    std::uint32_t records = 0;
    std::size_t size = 0;
    std::size_t record_size = 0;
    std::uint8_t code_page = 0;
    std::vector<Field> fields;
};

// Chinese code pages, none at all, and the western ones that programs write without thinking.
bool is_possible(std::uint8_t code_page) {
    constexpr std::string_view others = "\x13\x7B\x78\x79\x7C\x64\x65\x66\x6A\x6B\x7D\x7E\xC8\xC9";
    return others.find(static_cast<char>(code_page)) == std::string_view::npos;
}

Done read_fields(std::string_view bytes, Header& header) {
    std::size_t at = 1;  // behind the deletion mark
    for (auto from = header_bytes; from + header_bytes <= bytes.size() && bytes[from] != '\r';
         from += header_bytes) {
        Field field;
        field.name = std::string(bytes.substr(from, 11));
        field.name.resize(std::strlen(field.name.c_str()));
        field.type = bytes[from + 11];
        field.size = number_at<std::uint8_t>(bytes, from + 16);
        if (field.type == 'C') field.size += number_at<std::uint8_t>(bytes, from + 17) * 256U;
        field.at = at;
        at += field.size;
        if (field_types.find(field.type) == std::string_view::npos)
            return damaged(fmt::format("a field of the unknown type {}",
                                       escaped(std::string_view(&field.type, 1))));
        header.fields.push_back(std::move(field));
        if (header.fields.size() > columns_max)
            return fail(Code::limited, "ingest.file.columns",
                        fmt::format("The file has more than {} columns; split it", columns_max));
    }
    if (header.fields.empty() || at > header.record_size)
        return damaged("its fields are longer than its records");
    return {};
}

// Visual FoxPro and dBase 7 keep numbers as they are in memory.
std::string binary_text(Field const& field, std::string_view cell, std::uint8_t version) {
    auto const plain = [](double number) {
        return number_text(number, NumberKind::plain, DateSystem::from_1900);
    };
    switch (field.type) {
        case 'I':
            return fmt::format("{}", number_at<std::int32_t>(cell, 0));
        case 'Y': {
            auto const number = number_at<std::int64_t>(cell, 0);
            auto const size = number < 0 ? 0 - static_cast<std::uint64_t>(number)
                                         : static_cast<std::uint64_t>(number);
            return fmt::format("{}{}.{:04}", number < 0 ? "-" : "", size / 10'000, size % 10'000);
        }
        case 'T': {
            constexpr std::int64_t julian_1970 = 2'440'588;
            auto const day = number_at<std::uint32_t>(cell, 0) - julian_1970;
            auto const seconds = (number_at<std::uint32_t>(cell, 4) + 500) / 1000;
            constexpr std::int64_t day_max = 2'932'896;  // 9999-12-31
            if (number_at<std::uint32_t>(cell, 0) == 0) return {};
            if (day < -719'162 || day > day_max || seconds >= 86'400)
                return std::string(1, no_value) + "?";
            auto const date = iso_date(static_cast<Days>(day));
            return seconds == 0 ? date
                                : fmt::format("{}T{:02}:{:02}:{:02}", date, seconds / 3600,
                                              seconds / 60 % 60, seconds % 60);
        }
        case 'B':
            return version >= foxpro_first && version <= foxpro_last && cell.size() == 8
                       ? plain(number_at<double>(cell, 0))
                       : std::string();
        default:
            return {};
    }
}

class DbfTable final : public Table {
public:
    DbfTable(std::unique_ptr<ByteStream> bytes, Header header, Encoding encoding)
        : bytes_(std::move(bytes)),
          header_(std::move(header)),
          converter_(Converter::to_utf8(encoding)),
          record_(header_.record_size, '\0') {}

    Result<bool> next(TableRow& row) override {
        while (read_ < header_.records) {
            if (!TRY(read_record())) return false;
            ++read_;
            if (record_.front() == deleted_mark) {
                ++deleted_;
                continue;
            }
            row.number = read_;
            row.fault.reset();
            row.cells.clear();
            for (auto const& field : header_.fields)
                if (field.type != '0') row.cells.push_back(text_of(field));
            return true;
        }
        return false;
    }

    std::vector<std::string> notes() const override {
        std::vector<std::string> notes;
        if (deleted_ > 0) notes.push_back(fmt::format("{} deleted records: not read", deleted_));
        if (memos_ > 0)
            notes.push_back(
                fmt::format("{} texts stand in a memo file (.dbt or .fpt), which is "
                            "not read; export these columns as text",
                            memos_));
        return notes;
    }

private:
    Result<bool> read_record() {
        std::size_t size = 0;
        while (size < record_.size()) {
            auto const count = TRY(bytes_->read(std::span(record_).subspan(size)));
            if (count == 0) break;
            size += count;
            if (record_.front() == end_mark) return false;
        }
        if (size == record_.size()) return true;
        return fail(Code::invalid, "ingest.file.truncated",
                    fmt::format("The DBF file should have {} records and ends in the {}th: it was "
                                "cut off; send it again",
                                header_.records, read_ + 1));
    }

    std::string text_of(Field const& field) {
        auto const cell = std::string_view(record_).substr(field.at, field.size);
        switch (field.type) {
            case 'C':
                return converter_.convert(trimmed(cell));
            case 'D': {
                auto const day = trimmed(cell);
                if (day.size() != 8 || day.find_first_not_of("0123456789") != day.npos)
                    return std::string(day);
                return fmt::format("{}-{}-{}", day.substr(0, 4), day.substr(4, 2), day.substr(6));
            }
            case 'L':
                return logical(cell);
            case 'M':
            case 'G':
            case 'P':
                return memo(cell);
            case 'B':
            case 'I':
            case 'Y':
            case 'T':
                return binary_text(field, cell, header_.version);
            default:
                return std::string(trimmed(cell));
        }
    }

    static std::string logical(std::string_view cell) {
        auto const letter = cell.empty() ? ' ' : cell.front();
        if (std::string_view("TtYy").find(letter) != std::string_view::npos) return "true";
        if (std::string_view("FfNn").find(letter) != std::string_view::npos) return "false";
        return letter == '?' ? std::string() : std::string(trimmed(cell));
    }

    // The number of a block in another file; none where there is no text.
    std::string memo(std::string_view cell) {
        auto const is_empty = cell.size() == 4 ? number_at<std::uint32_t>(cell, 0) == 0
                                               : cell.find_first_not_of(" 0") == cell.npos;
        if (is_empty) return {};
        ++memos_;
        return std::string(1, no_value) + "memo";
    }

    // Blanks and NULs fill fields up.
    static std::string_view trimmed(std::string_view cell) {
        auto const end = cell.find_last_not_of(std::string_view(" \0", 2));
        cell = cell.substr(0, end == cell.npos ? 0 : end + 1);
        auto const begin = cell.find_first_not_of(' ');
        return begin == cell.npos ? std::string_view() : cell.substr(begin);
    }

    std::unique_ptr<ByteStream> bytes_;
    Header header_;
    Converter converter_;
    std::string record_;
    std::uint32_t read_ = 0;
    std::int64_t deleted_ = 0;
    std::int64_t memos_ = 0;
};

}  // namespace

bool is_dbf(std::string_view first) {
    if (first.size() < 2 * header_bytes) return false;
    constexpr std::string_view versions = "\x02\x03\x30\x31\x32\x43\x63\x83\x8B\x8E\xCB\xF5\xFB";
    auto const month = number_at<std::uint8_t>(first, 2);
    auto const day = number_at<std::uint8_t>(first, 3);
    return versions.find(first[0]) != std::string_view::npos && month <= 12 && day <= 31 &&
           field_types.find(first[header_bytes + 11]) != std::string_view::npos &&
           number_at<std::uint16_t>(first, 8) >= 2 * header_bytes + 1 &&
           number_at<std::uint16_t>(first, 10) > 1;
}

Result<NamedTable> open_dbf(std::unique_ptr<ByteStream> bytes) {
    auto start = TRY(sampled(std::move(bytes), sample_bytes));
    std::string_view const sample = start.sample;
    if (!is_dbf(sample)) return damaged("its header is too short");
    Header header;
    header.version = number_at<std::uint8_t>(sample, 0);
    header.records = number_at<std::uint32_t>(sample, 4);
    header.size = number_at<std::uint16_t>(sample, 8);
    header.record_size = number_at<std::uint16_t>(sample, 10);
    header.code_page = number_at<std::uint8_t>(sample, 29);
    if (sample.size() < header.size) return damaged("its header is cut off");
    TRY(read_fields(sample.substr(0, header.size), header));
    if (!is_possible(header.code_page))
        return fail(Code::invalid, "ingest.dbf.encoding",
                    fmt::format("The DBF file is in code page 0x{:02X}; export it in GBK or UTF-8",
                                header.code_page));
    auto const recognised = recognise_encoding(sample.substr(header_bytes));
    auto const encoding =
        recognised == Encoding::gb18030 || !is_utf8(sample.substr(header_bytes, header.size))
            ? Encoding::gb18030
            : Encoding::utf8;
    NamedTable table;
    auto converter = Converter::to_utf8(encoding);
    for (auto& field : header.fields)
        if (field.type != '0') table.columns.push_back(escaped(converter.convert(field.name)));
    std::string skipped(header.size, '\0');
    for (std::size_t at = 0; at < skipped.size();)
        at += TRY(start.stream->read(std::span(skipped).subspan(at)));
    table.rows = std::make_unique<DbfTable>(std::move(start.stream), std::move(header), encoding);
    return table;
}

}  // namespace jutong::ingest

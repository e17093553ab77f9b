#include "ingest/kept_rows.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace jutong::ingest {

namespace {

constexpr std::size_t piece_bytes = 1U << 16U;
constexpr std::size_t line_bytes_max = 8U << 20U;  // of the columns; the other lines are short
constexpr std::size_t row_bytes_max = 64U << 20U;

std::string line_of(std::vector<std::string> const& cells) {
    std::string line;
    for (auto const& cell : cells) {
        append_cell(line, cell, ',');
        line += ',';
    }
    if (!line.empty()) line.pop_back();
    return line;
}

tl::unexpected<Error> damaged() {
    return fail(Code::invalid, "ingest.file.damaged",
                "A kept file is cut off or not what was written; restore it from a backup");
}

// Lines and counted bytes of a stream.
class Reader {
public:
    explicit Reader(std::unique_ptr<ByteStream> bytes) : bytes_(std::move(bytes)) {}

    // What stands before the next line feed; nothing at the end.
    Result<std::optional<std::string>> line() {
        while (true) {
            auto const end = buffer_.find('\n', at_);
            if (end != std::string::npos) {
                auto text = buffer_.substr(at_, end - at_);
                at_ = end + 1;
                return text;
            }
            if (buffer_.size() - at_ > line_bytes_max) return damaged();
            if (TRY(more())) continue;
            if (at_ == buffer_.size()) return std::nullopt;
            return damaged();
        }
    }

    // So many bytes and the line feed behind them; they live until the next call.
    Result<std::string_view> bytes(std::size_t size) {
        while (buffer_.size() - at_ < size + 1)
            if (!TRY(more())) return damaged();
        auto const begin = std::exchange(at_, at_ + size + 1);
        if (buffer_[begin + size] != '\n') return damaged();
        return std::string_view(buffer_).substr(begin, size);
    }

private:
    Result<bool> more() {
        buffer_.erase(0, at_);
        at_ = 0;
        auto const size = buffer_.size();
        buffer_.resize(size + piece_bytes);
        auto const count = TRY(bytes_->read(std::span(buffer_).subspan(size)));
        buffer_.resize(size + count);
        return count > 0;
    }

    std::unique_ptr<ByteStream> bytes_;
    std::string buffer_;
    std::size_t at_ = 0;
};

template <typename... Number>
bool read_numbers(std::string_view text, Number&... numbers) {
    auto const* at = text.data();
    auto const* const end = at + text.size();
    auto const read = [&](auto& number) {
        while (at != end && *at == ' ') ++at;
        auto const [rest, error] = std::from_chars(at, end, number);
        at = rest;
        return error == std::errc();
    };
    return (read(numbers) && ...) && at == end;
}

class KeptRows final : public Records {
public:
    explicit KeptRows(Reader reader) : reader_(std::move(reader)) {}

    Result<bool> next(Record& record) override {
        auto const head = TRY(reader_.line());
        if (!head) return false;
        int damage = 0;
        std::size_t size = 0;
        if (!read_numbers(*head, record.row, damage, size) || size > row_bytes_max || damage < 0 ||
            damage > static_cast<int>(governance::RowFault::formula))
            return damaged();
        record.damage.reset();
        if (damage > 0) record.damage = static_cast<governance::RowFault>(damage);
        record.text = TRY(reader_.bytes(size));
        return true;
    }

private:
    Reader reader_;
};

Result<std::vector<std::string>> cells_of(Reader& reader) {
    auto const line = TRY(reader.line());
    if (!line) return damaged();
    std::vector<std::string_view> cells;
    Arena arena;
    split_cells(*line, ',', cells, arena);
    if (cells.size() > columns_max) return damaged();
    return std::vector<std::string>(cells.begin(), cells.end());
}

}  // namespace

std::string kept_rows_head(OpenedRecords const& records, catalog::Resource const& resource) {
    auto const& layout = records.layout;
    std::vector<std::string> fields;
    for (auto const& field : layout.field_of_column)
        fields.push_back(field ? resource.fields[*field].name : std::string());
    return fmt::format("{}{}\n{}\n{}\n", kept_rows_magic,
                       line_of({records.encoding, std::string(1, layout.format.delimiter),
                                layout.correction ? "correction" : ""}),
                       line_of(layout.columns), line_of(fields));
}

std::string kept_row(Record const& record) {
    auto const damage = record.damage ? static_cast<int>(*record.damage) : 0;
    return fmt::format("{} {} {}\n{}\n", record.row, damage, record.text.size(), record.text);
}

std::string empty_record(std::size_t columns, char delimiter) {
    std::string record = "\"\"";
    if (columns > 1) record.append(columns - 1, delimiter);
    return record;
}

Result<OpenedRecords> open_kept_rows(std::unique_ptr<ByteStream> bytes,
                                     catalog::Resource const& resource) {
    Reader reader(std::move(bytes));
    auto const magic = TRY(reader.line());
    if (!magic || *magic + "\n" != kept_rows_magic) return damaged();
    auto const format = TRY(cells_of(reader));
    if (format.size() != 3 || format[1].size() != 1) return damaged();
    OpenedRecords out;
    out.encoding = format[0];
    out.layout.format.delimiter = format[1][0];
    out.layout.correction = format[2] == "correction";
    out.layout.columns = TRY(cells_of(reader));
    auto const fields = TRY(cells_of(reader));
    if (fields.size() != out.layout.columns.size()) return damaged();
    for (auto const& field : fields)
        out.layout.field_of_column.push_back(field.empty() ? std::nullopt : resource.find(field));
    if (out.layout.correction && fields.size() < correction_columns.size()) return damaged();
    out.records = std::make_unique<KeptRows>(std::move(reader));
    return out;
}

}  // namespace jutong::ingest

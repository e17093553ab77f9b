// Workbooks of Excel 97 to 2003 (MS-XLS): small enough to be held in memory as they are.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "ingest/biff.h"
#include "ingest/ole.h"
#include "ingest/sheet_value.h"
#include "ingest/workbook.h"

namespace jutong::ingest {

namespace {

constexpr std::uint16_t biff8 = 0x0600;
constexpr std::size_t strings_bytes_max = 1U << 30U;

tl::unexpected<Error> damaged(std::string_view why) {
    return fail(Code::invalid, "ingest.workbook.damaged",
                fmt::format("The workbook cannot be read; save and send it again: {}", why));
}

std::string error_text(std::uint8_t code) {
    static std::map<std::uint8_t, std::string_view> const names = {
        {0x00, "#NULL!"}, {0x07, "#DIV/0!"}, {0x0F, "#VALUE!"}, {0x17, "#REF!"},
        {0x1D, "#NAME?"}, {0x24, "#NUM!"},   {0x2A, "#N/A"}};
    auto const found = names.find(code);
    return no_value + std::string(found == names.end() ? "#ERROR" : found->second);
}

// What stands in the part of the stream that is about the whole workbook.
struct Globals {
    std::vector<std::string> strings;
    std::vector<NumberKind> kinds;  // by extended format
    DateSystem system = DateSystem::from_1900;
    std::vector<std::size_t> parts;  // where the sheets begin
};

class XlsTable final : public Table {
public:
    XlsTable(std::string_view stream, Globals const& globals, std::size_t begin)
        : stream_(stream), globals_(globals) {
        list(begin);
    }

    Result<bool> next(TableRow& row) override {
        if (at_ == cells_.size()) return false;
        auto const number = cells_[at_].row;
        row.number = number + 1;
        row.fault.reset();
        row.cells.clear();
        for (; at_ < cells_.size() && cells_[at_].row == number; ++at_) {
            auto const column = cells_[at_].column;
            auto text = text_of(cells_[at_]);
            if (text.empty() || column > columns_max) continue;
            if (row.cells.size() <= column) row.cells.resize(column + 1U);
            row.cells[column] = std::move(text);
        }
        merges_.fill(number, row.cells);
        return true;
    }

private:
    struct Cell {
        std::uint16_t row;
        std::uint16_t column;
        std::uint32_t at;  // of its record
    };

    void list(std::size_t begin) {
        std::vector<Merge> merges;
        auto depth = 0;  // charts have parts of their own within the sheet's
        for (auto record = biff::record_at(stream_, begin); record;
             record = biff::record_at(stream_, record->end)) {
            auto const body = record->body();
            if (record->type == biff::begin_of_part) ++depth;
            if (record->type == biff::end_of_part && --depth <= 0) break;
            if (depth > 1) continue;
            if (record->type == biff::merged_cells) {
                for (std::size_t i = 0; i < biff::u16(body, 0) && 2 + 8 * (i + 1) <= body.size();
                     ++i)
                    merges.push_back({biff::u16(body, 2 + 8 * i), biff::u16(body, 4 + 8 * i),
                                      biff::u16(body, 6 + 8 * i), biff::u16(body, 8 + 8 * i)});
            } else if (is_cell(record->type)) {
                add_cells(*record);
            }
        }
        std::ranges::stable_sort(cells_, [](auto const& a, auto const& b) {
            return std::pair(a.row, a.column) < std::pair(b.row, b.column);
        });
        std::erase_if(merges, [](auto const& merge) {
            return merge.last_row < merge.first_row || merge.last_column < merge.first_column;
        });
        merges_ = Merges(std::move(merges));
    }

    static bool is_cell(std::uint16_t type) {
        return type == biff::formula || type == biff::many_rk || type == biff::rich_string ||
               type == biff::label_of_strings || type == biff::number || type == biff::label ||
               type == biff::bool_or_error || type == biff::rk;
    }

    void add_cells(biff::Record const& record) {
        auto const body = record.body();
        auto const row = biff::u16(body, 0);
        auto const first = biff::u16(body, 2);
        if (body.size() < 6) return;
        auto const count = record.type == biff::many_rk ? body.size() / 6 - 1 : 1;
        for (std::size_t i = 0; i < count; ++i)
            cells_.push_back({row, static_cast<std::uint16_t>(first + i),
                              static_cast<std::uint32_t>(record.at)});
    }

    std::string number_of(double number, std::uint16_t format) const {
        auto const kind =
            format < globals_.kinds.size() ? globals_.kinds[format] : NumberKind::plain;
        return number_text(number, kind, globals_.system);
    }

    std::string text_of(Cell const& cell) const {
        auto const record = biff::record_at(stream_, cell.at);
        auto const body = record->body();
        auto const format = biff::u16(body, 4);
        switch (record->type) {
            case biff::label_of_strings: {
                auto const i = biff::u32(body, 6);
                return i < globals_.strings.size() ? globals_.strings[i]
                                                   : std::string(1, no_value) + "?";
            }
            case biff::label:
            case biff::rich_string:
                return biff::Cursor(*record, 6).text(2).value_or("");
            case biff::number:
                return number_of(biff::number_at<double>(body, 6), format);
            case biff::rk:
                return number_of(biff::rk_number(biff::u32(body, 6)), format);
            case biff::many_rk: {
                auto const at =
                    4 +
                    6 * std::size_t{static_cast<std::uint16_t>(cell.column - biff::u16(body, 2))};
                return number_of(biff::rk_number(biff::u32(body, at + 2)), biff::u16(body, at));
            }
            case biff::bool_or_error:
                return truth_or_error(body.size() > 7 && body[7] != 0, body, 6);
            case biff::formula:
                return result_of(*record);
            default:
                return {};
        }
    }

    static std::string truth_or_error(bool is_error, std::string_view body, std::size_t at) {
        auto const value = biff::number_at<std::uint8_t>(body, at);
        return is_error ? error_text(value) : value != 0 ? "true" : "false";
    }

    // What the formula gave when the workbook was saved.
    std::string result_of(biff::Record const& record) const {
        auto const body = record.body();
        if (biff::u16(body, 12) != 0xFFFF)
            return number_of(biff::number_at<double>(body, 6), biff::u16(body, 4));
        auto const kind = biff::number_at<std::uint8_t>(body, 6);
        if (kind == 1 || kind == 2) return truth_or_error(kind == 2, body, 8);
        if (kind != 0) return {};
        // A text stands in its own record, behind those of shared formulas.
        auto next = biff::record_at(stream_, record.end);
        for (int i = 0; i < 3 && next && next->type != biff::formula_string; ++i)
            next = biff::record_at(stream_, next->end);
        if (!next || next->type != biff::formula_string) return {};
        return biff::Cursor(*next).text(2).value_or("");
    }

    std::string_view stream_;
    Globals const& globals_;
    std::vector<Cell> cells_;
    std::size_t at_ = 0;
    Merges merges_;
};

class XlsWorkbook final : public Workbook {
public:
    explicit XlsWorkbook(std::string stream) : stream_(std::move(stream)) {}

    Done read_globals() {
        auto record = biff::record_at(stream_, 0);
        if (!record || record->type != biff::begin_of_part || biff::u16(record->body(), 0) != biff8)
            return fail(Code::invalid, "ingest.workbook.old",
                        "The workbook is older than Excel 97; save it as .xlsx and send it again");
        std::map<std::uint16_t, NumberKind> own;
        std::vector<std::uint16_t> formats;
        while ((record = biff::record_at(stream_, record->end))) {
            if (record->type == biff::end_of_part) break;
            TRY(read_global(*record, own, formats));
        }
        if (!record) return damaged("it is cut off");
        for (auto const format : formats) {
            auto const found = own.find(format);
            globals_.kinds.push_back(found == own.end() ? kind_of_format(format) : found->second);
        }
        return {};
    }

    Result<std::unique_ptr<Table>> open(std::size_t sheet) override {
        return std::make_unique<XlsTable>(stream_, globals_, globals_.parts[sheet]);
    }

private:
    Done read_global(biff::Record const& record, std::map<std::uint16_t, NumberKind>& own,
                     std::vector<std::uint16_t>& formats) {
        auto const body = record.body();
        switch (record.type) {
            case biff::file_pass:
                return fail(Code::invalid, "ingest.workbook.password",
                            "The workbook is locked with a password; send it without");
            case biff::date_mode:
                if (biff::u16(body, 0) == 1) globals_.system = DateSystem::from_1904;
                break;
            case biff::format:
                if (auto const code = biff::Cursor(record, 2).text(2))
                    own[biff::u16(body, 0)] = kind_of_format(*code);
                break;
            case biff::extended_format:
                formats.push_back(biff::u16(body, 2));
                break;
            case biff::bound_sheet:
                return read_sheet(record);
            case biff::strings:
                return read_strings(record);
            default:
                break;
        }
        return {};
    }

    Done read_sheet(biff::Record const& record) {
        constexpr std::uint8_t worksheet = 0;
        auto const body = record.body();
        if (biff::number_at<std::uint8_t>(body, 5) != worksheet) return {};
        if (sheets_.size() == sheets_max)
            return fail(
                Code::limited, "ingest.workbook.too_large",
                fmt::format("The workbook has more than {} sheets; send it in parts", sheets_max));
        auto const is_hidden = (biff::number_at<std::uint8_t>(body, 4) & 3U) != 0;
        sheets_.push_back({biff::Cursor(record, 6).text(1).value_or(""), is_hidden});
        globals_.parts.push_back(biff::u32(body, 0));
        return {};
    }

    Done read_strings(biff::Record const& record) {
        biff::Cursor cursor(record, 4);
        auto const count = biff::u32(record.body(), 4);
        cursor.skip(4);
        std::size_t bytes = 0;
        while (globals_.strings.size() < count && !cursor.ended()) {
            auto text = cursor.text(2);
            if (!text) return damaged("its texts are cut off");
            bytes += text->size() + sizeof(std::string);
            if (bytes > strings_bytes_max) return damaged("its texts are too many");
            globals_.strings.push_back(std::move(*text));
        }
        return {};
    }

    std::string stream_;
    Globals globals_;
};

}  // namespace

Result<std::unique_ptr<Workbook>> open_xls(std::string_view bytes) {
    auto streams = TRY(read_ole(bytes));
    if (streams.contains("EncryptedPackage"))
        return fail(Code::invalid, "ingest.workbook.password",
                    "The workbook is locked with a password; send it without");
    auto const found = streams.find("Workbook");
    if (found == streams.end()) {
        if (streams.contains("Book"))
            return fail(Code::invalid, "ingest.workbook.old",
                        "The workbook is older than Excel 97; save it as .xlsx and send it again");
        return damaged("it is no workbook; Word and other old documents look alike");
    }
    auto workbook = std::make_unique<XlsWorkbook>(std::move(found->second));
    TRY(workbook->read_globals());
    return workbook;
}

}  // namespace jutong::ingest

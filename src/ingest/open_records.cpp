#include "ingest/open_records.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "ingest/dbf.h"
#include "ingest/fetched.h"
#include "ingest/json_lines.h"
#include "ingest/kept_rows.h"
#include "ingest/ole.h"
#include "ingest/parquet.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t sample_bytes = 1U << 20U;
constexpr std::size_t workbook_bytes_max = 512U << 20U;  // where it must be held in memory

// The encoding that every source of the resource declares, if they agree on one.
std::string declared_encoding(catalog::Resource const& resource) {
    if (resource.sources.empty()) return {};
    auto const& first = resource.sources.front().encoding;
    auto const same =
        std::ranges::all_of(resource.sources, [&](auto const& s) { return s.encoding == first; });
    return same ? first : std::string();
}

Result<Encoding> encoding_of(std::string_view sample, catalog::Resource const& resource) {
    auto const recognised = recognise_encoding(sample);
    auto const declared = declared_encoding(resource);
    if (declared.empty()) return recognised;
    auto const encoding = TRY(encoding_named(declared));
    auto const only_ascii =
        std::ranges::all_of(sample, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (encoding != recognised && !only_ascii)
        return fail(
            Code::invalid, "ingest.file.encoding",
            fmt::format("The pack says {} but the text is {}; correct the source or export again",
                        declared, to_string(recognised)));
    return encoding;
}

tl::unexpected<Error> unread(std::string_view what) {
    return fail(Code::invalid, "ingest.file.format",
                fmt::format("{} is not read; save it as .xlsx or CSV and send it again", what));
}

// A workbook that keeps the bytes it is read from.
class HeldWorkbook final : public Workbook {
public:
    static Result<std::unique_ptr<Workbook>> open(std::string bytes) {
        auto held = std::make_unique<HeldWorkbook>();
        held->bytes_ = std::move(bytes);
        auto archive = TRY(Archive::open(std::string_view(held->bytes_)));
        held->workbook_ = TRY(open_xlsx(std::move(archive)));
        held->sheets_ = held->workbook_->sheets();
        return held;
    }
    Result<std::unique_ptr<Table>> open(std::size_t sheet) override {
        return workbook_->open(sheet);
    }

private:
    std::string bytes_;
    std::unique_ptr<Workbook> workbook_;
};

Result<std::unique_ptr<Workbook>> open_zip(fs::path const& file, Sampled bytes) {
    auto const is_plain = TRY(is_uncompressed(file));
    if (!is_plain) {
        auto all = TRY(read_all(*bytes.stream, workbook_bytes_max));
        return HeldWorkbook::open(std::move(all));
    }
    auto archive = TRY(Archive::open(file));
    if (archive->find("xl/workbook.xml") != nullptr) return open_xlsx(std::move(archive));
    if (archive->find("[Content_Types].xml") != nullptr || archive->find("mimetype") != nullptr)
        return unread("A document of this kind (.xlsb, .ods, .docx)");
    return fail(Code::invalid, "ingest.zip.nested",
                "A zip archive within a zip archive is not read; unpack the inner one");
}

struct OpenedWorkbook {
    std::unique_ptr<Workbook> workbook;
    std::string format;
};
Result<OpenedWorkbook> open_workbook(fs::path const& file, FileFormat format, Sampled bytes) {
    if (format == FileFormat::zip) {
        auto workbook = TRY(open_zip(file, std::move(bytes)));
        return OpenedWorkbook{std::move(workbook), "xlsx"};
    }
    auto const all = TRY(read_all(*bytes.stream, workbook_bytes_max));
    auto workbook = TRY(open_xls(all));
    return OpenedWorkbook{std::move(workbook), "xls"};
}

// Sheets one after the other, the columns of each where the layout has them.
class SheetRecords final : public Records {
public:
    struct Part {
        std::unique_ptr<TableRecords> records;
        std::vector<std::size_t> places;  // of its columns in the layout; empty: as they are
    };
    SheetRecords(std::vector<Part> parts, std::size_t columns)
        : parts_(std::move(parts)), columns_(columns) {}

    Result<bool> next(Record& record) override {
        for (; at_ < parts_.size(); ++at_) {
            if (!TRY(parts_[at_].records->next(record))) continue;
            if (!parts_[at_].places.empty() && !record.damage) place_cells(record);
            return true;
        }
        return false;
    }
    std::vector<std::string> notes() const override {
        std::vector<std::string> notes;
        for (auto const& part : parts_)
            for (auto const& note : part.records->notes()) notes.push_back(note);
        return notes;
    }

private:
    void place_cells(Record& record) {
        arena_.clear();
        split_cells(record.text, ',', cells_, arena_);
        placed_.assign(columns_, {});
        for (std::size_t i = 0; i < cells_.size(); ++i) placed_[parts_[at_].places[i]] = cells_[i];
        text_.clear();
        for (auto const cell : placed_) {
            append_cell(text_, cell, ',');
            text_ += ',';
        }
        text_.pop_back();
        record.text = text_;
    }

    std::vector<Part> parts_;
    std::size_t columns_;
    std::size_t at_ = 0;
    std::vector<std::string_view> cells_, placed_;
    Arena arena_;
    std::string text_;
};

// Adds the columns of another sheet to a layout and tells where they stand in it.
std::vector<std::size_t> add_columns(Layout& layout, Layout const& other) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < other.columns.size(); ++i) {
        auto const& field = other.field_of_column[i];
        std::size_t place = 0;
        for (; place < layout.columns.size(); ++place) {
            auto const same =
                field ? layout.field_of_column[place] == field
                      : !layout.field_of_column[place] && layout.columns[place] == other.columns[i];
            if (same && std::ranges::find(places, place) == places.end()) break;
        }
        if (place == layout.columns.size()) {
            layout.columns.push_back(other.columns[i]);
            layout.field_of_column.push_back(field);
        }
        if (other.change == i) layout.change = place;
        places.push_back(place);
    }
    return places;
}

Result<OpenedRecords> records_of_workbook(OpenedWorkbook from, catalog::Resource const& resource) {
    auto fitting = TRY(fitting_sheets(*from.workbook, resource));
    OpenedRecords out;
    out.encoding = from.format;
    out.workbook = std::move(from.workbook);
    out.notes = std::move(fitting.notes);
    out.layout = fitting.sheets.front().layout;
    std::vector<SheetRecords::Part> parts;
    for (auto& sheet : fitting.sheets) {
        auto const columns = sheet.layout.columns.size();
        auto const offset = static_cast<std::int64_t>(sheet.sheet) * rows_of_a_sheet;
        SheetRecords::Part part;
        if (!parts.empty()) part.places = add_columns(out.layout, sheet.layout);
        part.records = std::make_unique<TableRecords>(std::move(sheet.rows), columns, offset);
        parts.push_back(std::move(part));
    }
    // A later sheet may have brought columns that the first one must then leave empty.
    auto const first_columns = fitting.sheets.front().layout.columns.size();
    if (first_columns < out.layout.columns.size())
        for (std::size_t i = 0; i < first_columns; ++i) parts.front().places.push_back(i);
    out.records = std::make_unique<SheetRecords>(std::move(parts), out.layout.columns.size());
    return out;
}

Result<OpenedRecords> records_of_table(NamedTable table, std::string format,
                                       catalog::Resource const& resource) {
    std::vector<ColumnName> columns;
    for (auto const& name : table.columns) columns.push_back({name});
    OpenedRecords out;
    out.layout = TRY(fit_columns(columns, resource));
    out.encoding = std::move(format);
    out.records = std::make_unique<TableRecords>(std::move(table.rows), out.layout.columns.size());
    return out;
}

// The columns by which later rows may give the fields that the first rows do not have.
void add_columns_of_fields(JsonTable& table, Layout const& layout,
                           catalog::Resource const& resource) {
    auto const& given = layout.field_of_column;
    for (std::size_t field = 0; field < resource.fields.size(); ++field) {
        if (std::ranges::find(given, std::optional(field)) != given.end()) continue;
        auto name = resource.fields[field].title;
        for (auto const& source : resource.sources)
            for (auto const& mapping : source.columns)
                if (mapping.field == resource.fields[field].name &&
                    mapping.column.find_first_of("*?") == std::string::npos)
                    name = mapping.column;
        table.add_column(name);
    }
}

Result<OpenedRecords> records_of_json(std::unique_ptr<ByteStream> utf8,
                                      catalog::Resource const& resource) {
    auto table = TRY(JsonTable::open(std::move(utf8)));
    std::vector<ColumnName> columns;
    for (auto const& name : table->columns()) columns.push_back({name});
    auto const first = TRY(fit_columns(columns, resource));
    add_columns_of_fields(*table, first, resource);
    auto names = table->columns();
    return records_of_table({std::move(names), std::move(table)}, "json", resource);
}

Result<OpenedRecords> records_of_text(std::unique_ptr<ByteStream> utf8, std::string encoding,
                                      catalog::Resource const& resource) {
    auto text = TRY(sampled(std::move(utf8), sample_bytes));
    OpenedRecords out;
    out.layout = TRY(recognise_layout(text.sample, resource));
    out.encoding = std::move(encoding);
    auto splitter = std::make_unique<RecordSplitter>(std::move(text.stream), out.layout.format);
    if (out.layout.header) TRY(splitter->skip_header());
    out.records = std::move(splitter);
    return out;
}

Result<Sampled> opened(fs::path const& file, Position const& position) {
    auto stream = TRY(open_decompressed(file, position));
    auto bytes = TRY(sampled(std::move(stream), sample_bytes));
    if (bytes.sample.empty())
        return fail(Code::invalid, "ingest.file.empty", "The file is empty; export it again");
    return bytes;
}

// The rows of a text of which only the delimiter is known.
class TextTable final : public Table {
public:
    TextTable(std::unique_ptr<ByteStream> utf8, Format format)
        : splitter_(std::move(utf8), format), delimiter_(format.delimiter) {}

    Result<bool> next(TableRow& row) override {
        Record record;
        if (!TRY(splitter_.next(record))) return false;
        arena_.clear();
        split_cells(record.text, delimiter_, cells_, arena_);
        row = {record.row, {cells_.begin(), cells_.end()}, record.damage};
        return true;
    }

private:
    RecordSplitter splitter_;
    char delimiter_;
    Arena arena_;
    std::vector<std::string_view> cells_;
};

Result<UnknownTable> unknown_text(std::unique_ptr<ByteStream> utf8, std::string format,
                                  std::string encoding) {
    auto text = TRY(sampled(std::move(utf8), sample_bytes));
    auto const delimited = TRY(recognise_delimiter(text.sample));
    UnknownTable out;
    out.format = std::move(format);
    out.encoding = std::move(encoding);
    out.delimiter = std::string(1, delimited.format.delimiter);
    out.table =
        TRY(guess_header(std::make_unique<TextTable>(std::move(text.stream), delimited.format)));
    return out;
}

Result<UnknownTable> unknown_workbook(OpenedWorkbook from) {
    UnknownTable out;
    out.format = from.format;
    out.workbook = std::move(from.workbook);
    for (std::size_t i = 0; i < out.workbook->sheets().size(); ++i) {
        if (out.workbook->sheets()[i].hidden) continue;
        auto rows = TRY(out.workbook->open(i));
        auto table = guess_header(std::move(rows));
        if (!table && table.error().reason == "ingest.file.empty") continue;
        out.table = TRY(std::move(table));
        out.sheet = out.workbook->sheets()[i].name;
        return out;
    }
    return fail(Code::invalid, "ingest.file.empty", "The workbook has no visible sheet with rows");
}

}  // namespace

FileFormat format_of(std::string_view first) {
    if (first.starts_with("PAR1")) return FileFormat::parquet;
    if (first.starts_with(kept_rows_magic)) return FileFormat::rows;
    if (first.starts_with(fetched_magic)) return FileFormat::fetched;
    if (first.starts_with("PK\x03\x04") || first.starts_with("PK\x05\x06")) return FileFormat::zip;
    if (first.starts_with(ole_magic)) return FileFormat::ole;
    if (is_dbf(first)) return FileFormat::dbf;
    if (is_json(first)) return FileFormat::json;
    std::string start(trim(first.substr(0, 200)));
    std::ranges::transform(start, start.begin(), [](unsigned char c) { return std::tolower(c); });
    if (start.starts_with("\xEF\xBB\xBF")) start.erase(0, 3);
    for (auto const* const tag : {"<html", "<!doctype html", "<table", "<?xml", "<meta", "<style"})
        if (start.starts_with(tag)) return FileFormat::web_page;
    return FileFormat::text;
}

Result<OpenedRecords> open_records(fs::path const& file, catalog::Resource const& resource,
                                   lake::Lake& lake, Position const& position) {
    auto bytes = TRY(opened(file, position));
    auto const format = format_of(bytes.sample);
    switch (format) {
        case FileFormat::parquet: {
            auto stream = TRY(open_parquet(file, lake));
            return records_of_text(std::move(stream), "parquet", resource);
        }
        case FileFormat::zip:
        case FileFormat::ole: {
            auto workbook = TRY(open_workbook(file, format, std::move(bytes)));
            return records_of_workbook(std::move(workbook), resource);
        }
        case FileFormat::dbf: {
            auto table = TRY(open_dbf(std::move(bytes.stream)));
            return records_of_table(std::move(table), "dbf", resource);
        }
        case FileFormat::web_page:
            return unread("A web page or XML, even where its name is .xls,");
        case FileFormat::rows:
            return open_kept_rows(std::move(bytes.stream), resource);
        case FileFormat::fetched:
            return open_fetched(std::move(bytes), resource);
        case FileFormat::json:
        case FileFormat::text:
            break;
    }
    auto const encoding = TRY(encoding_of(bytes.sample, resource));
    auto utf8 = decoded(std::move(bytes.stream), encoding);
    return format == FileFormat::json
               ? records_of_json(std::move(utf8), resource)
               : records_of_text(std::move(utf8), std::string(to_string(encoding)), resource);
}

Result<std::optional<OpenedText>> open_text(fs::path const& file,
                                            catalog::Resource const& resource) {
    auto bytes = TRY(opened(file, nullptr));
    if (format_of(bytes.sample) != FileFormat::text) return std::nullopt;
    OpenedText out;
    out.encoding = TRY(encoding_of(bytes.sample, resource));
    for (auto const* const mark : {"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"})
        out.has_mark = out.has_mark || bytes.sample.starts_with(mark);
    auto utf8 = TRY(sampled(decoded(std::move(bytes.stream), out.encoding), sample_bytes));
    out.layout = TRY(recognise_layout(utf8.sample, resource));
    out.utf8 = std::move(utf8.stream);
    return out;
}

Result<UnknownTable> open_unknown(fs::path const& file, lake::Lake* lake) {
    auto bytes = TRY(opened(file, nullptr));
    auto const format = format_of(bytes.sample);
    switch (format) {
        case FileFormat::parquet: {
            if (lake == nullptr) return unread("Parquet without a data directory");
            auto stream = TRY(open_parquet(file, *lake));
            return unknown_text(std::move(stream), "parquet", "");
        }
        case FileFormat::zip:
        case FileFormat::ole: {
            auto workbook = TRY(open_workbook(file, format, std::move(bytes)));
            return unknown_workbook(std::move(workbook));
        }
        case FileFormat::web_page:
            return unread("A web page or XML, even where its name is .xls,");
        case FileFormat::rows:
        case FileFormat::fetched:
            return unread("A file of the kept files of a data directory");
        default:
            break;
    }
    UnknownTable out;
    out.format = "dbf";
    if (format == FileFormat::dbf) {
        out.table = TRY(open_dbf(std::move(bytes.stream)));
        return out;
    }
    auto const encoding = recognise_encoding(bytes.sample);
    auto utf8 = decoded(std::move(bytes.stream), encoding);
    if (format == FileFormat::text)
        return unknown_text(std::move(utf8), "csv", std::string(to_string(encoding)));
    auto table = TRY(JsonTable::open(std::move(utf8)));
    out.format = "json";
    out.encoding = to_string(encoding);
    out.table.columns = table->columns();
    out.table.rows = std::move(table);
    return out;
}

}  // namespace jutong::ingest

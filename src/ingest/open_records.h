// A file of any format as records of delimited text, or as rows whose resource nobody knows.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "ingest/layout.h"
#include "ingest/table.h"
#include "ingest/workbook.h"
#include "lake/lake.h"

namespace jutong::ingest {

enum class FileFormat : std::uint8_t {
    text,
    parquet,
    zip,
    ole,
    dbf,
    json,
    web_page,
    rows,
    fetched
};

// By the first bytes, not by the name.
FileFormat format_of(std::string_view first_bytes);

// What a file is read as, and by what. Members are destroyed from below: what borrows stands last.
struct OpenedRecords {
    Layout layout;
    std::string encoding;            // utf-8 …, or the format: xlsx, xls, dbf, json, parquet
    std::vector<std::string> notes;  // what is known before the rows are read
    std::unique_ptr<Workbook> workbook;
    std::unique_ptr<Records> records;
};

// Recognises compression, format, encoding and layout; what the pack declares comes first. Fails as
// ByteStream, Archive, open_xlsx, open_xls, open_dbf, recognise_layout and fitting_sheets do, with
// ingest.file.encoding where the text is not in the encoding that the pack declares, with
// ingest.file.format for formats that are not read, ingest.zip.nested for a zip archive (invalid).
Result<OpenedRecords> open_records(std::filesystem::path const& file,
                                   catalog::Resource const& resource, lake::Lake& lake,
                                   Position const& position);

// A file that is delimited text, to be read byte by byte; nothing where it is of another format.
struct OpenedText {
    Encoding encoding = Encoding::utf8;
    bool has_mark = false;  // a byte order mark stands at its beginning
    Layout layout;
    std::unique_ptr<ByteStream> utf8;  // from the beginning, the header too
};
Result<std::optional<OpenedText>> open_text(std::filesystem::path const& file,
                                            catalog::Resource const& resource);

// The same for a file of which nothing is known: of a workbook the first visible sheet with rows.
struct UnknownTable {
    std::string format;     // csv, xlsx, xls, dbf, json, parquet
    std::string encoding;   // of text
    std::string delimiter;  // of text
    std::string sheet;      // of a workbook
    std::unique_ptr<Workbook> workbook;
    NamedTable table;
};
// `lake` reads Parquet; where there is none, Parquet is refused.
Result<UnknownTable> open_unknown(std::filesystem::path const& file, lake::Lake* lake);

}  // namespace jutong::ingest

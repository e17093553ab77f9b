// Any bytes, in any encoding, through the reader of files: every byte of UTF-8 belongs to one
// record, a record's cells can be written and read back, and nothing crashes.
#include "ingest/layout.h"
#include "ingest/readers_for_fuzz.h"
#include "ingest/records.h"

namespace {

using namespace jutong;          // NOLINT(google-build-using-namespace): a test's main file
using namespace jutong::ingest;  // NOLINT(google-build-using-namespace)

void check_cells(std::string_view record, char delimiter) {
    Arena arena;
    std::vector<std::string_view> cells;
    split_cells(record, delimiter, cells, arena);
    must(!cells.empty());
    std::string again;
    for (auto const cell : cells) {
        if (!again.empty() || cell.data() != cells.front().data()) again += delimiter;
        append_cell(again, cell, delimiter);
    }
    Arena second;
    std::vector<std::string_view> read;
    split_cells(again, delimiter, read, second);
    if (again.empty()) return;
    must(read.size() == cells.size() || cells.front().empty());
}

void check_records(std::string_view text, Format format, std::size_t piece) {
    RecordSplitter splitter(std::make_unique<Bytes>(text, piece), format);
    std::string_view record;
    std::optional<governance::RowFault> damage;
    while (true) {
        auto const more = splitter.next(record, damage);
        must(static_cast<bool>(more));
        if (!*more) break;
        if (!damage) check_cells(record, format.delimiter);
    }
    must(splitter.bytes() == static_cast<std::int64_t>(text.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 3) return 0;
    std::string_view const text(reinterpret_cast<char const*>(data) + 3, size - 3);
    constexpr char delimiters[] = {',', '\t', '|', ';'};
    Format const format{delimiters[data[0] % 4], (data[0] & 4) != 0 ? '\r' : '\n'};
    check_records(text, format, 1U + data[1]);
    auto const encoding = static_cast<Encoding>(data[2] % 4);
    auto const stream = decoded(std::make_unique<Bytes>(text, 1U + data[1]), encoding);
    std::string piece(1U + data[1] % 7, '\0');
    std::size_t total = 0;
    for (auto count = stream->read(piece).value(); count > 0; count = stream->read(piece).value())
        total += count;
    must(total <= text.size() * 3 + 3);
    static_cast<void>(recognise_encoding(text));
    static_cast<void>(recognise_layout(text, catalog::Resource()));
    return 0;
}

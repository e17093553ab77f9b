// Any bytes as fetched rows: a file that was sent may begin as they do. And cells as they are
// written are read back.
#include "ingest/fetched.h"
#include "ingest/readers_for_fuzz.h"

namespace {

using namespace jutong;          // NOLINT(google-build-using-namespace): a test's main file
using namespace jutong::ingest;  // NOLINT(google-build-using-namespace)

Result<OpenedRecords> opened(std::string_view bytes, std::size_t piece) {
    auto start = sampled(std::make_unique<Bytes>(bytes, piece), 1U << 20U);
    if (!start) return fail(start.error());
    return open_fetched(std::move(*start), {});
}

void read_any(std::string_view bytes, std::size_t piece) {
    auto records = opened(bytes, piece);
    if (!records) return;
    must(records->layout.columns.size() == records->layout.field_of_column.size());
    Record record;
    for (auto more = records->records->next(record); more && *more;
         more = records->records->next(record))
        must(record.row > 0);
}

// Cells of ASCII, as no encoding changes them; every third is NULL.
void write_and_read(std::string text, std::size_t piece) {
    constexpr std::size_t columns = 3;
    for (auto& c : text) c = static_cast<char>(c & 0x7F);
    DatabaseCells cells(columns);
    cells[0] = std::string_view(text).substr(0, text.size() / 2);
    cells[1] = std::string_view(text).substr(text.size() / 2);
    auto bytes = fetched_head("a/b", {"x", "y", "z"});
    append_fetched_row(bytes, cells);
    append_fetched_row(bytes, cells);
    auto records = opened(bytes, piece);
    must(records.has_value());
    Record record;
    Arena arena;
    std::vector<std::string_view> read;
    for (int row = 1; row <= 2; ++row) {
        auto const more = records->records->next(record);
        must(more && *more && record.row == row && !record.damage);
        split_cells(record.text, ',', read, arena);
        must(read.size() == columns && read[0] == *cells[0] && read[1] == *cells[1]);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2) return 0;
    auto const piece = 1U + data[0];
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    read_any(text, piece);
    read_any(std::string(fetched_magic) + std::string(text), piece);
    read_any(fetched_head("a/b", {"x", "y"}) + std::string(text), piece);
    write_and_read(std::string(text), piece);
    return 0;
}

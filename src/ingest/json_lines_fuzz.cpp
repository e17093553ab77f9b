// Any bytes as JSON lines: every line or element is a row or a fault.
#include <algorithm>
#include <cstdlib>

#include "ingest/json_lines.h"

namespace {

using namespace jutong;          // NOLINT(google-build-using-namespace): a test's main file
using namespace jutong::ingest;  // NOLINT(google-build-using-namespace)

void must(bool holds) {
    if (!holds) std::abort();
}

class Bytes final : public ByteStream {
public:
    Bytes(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}
    Result<std::size_t> read(std::span<char> out) override {
        auto const count = std::min({out.size(), piece_, bytes_.size()});
        std::copy_n(bytes_.data(), count, out.data());
        bytes_.remove_prefix(count);
        return count;
    }

private:
    std::string_view bytes_;
    std::size_t piece_;
};

// Rows come in order, and their records can be cut into as many cells as there are columns.
void check_rows(std::unique_ptr<Table> table, std::size_t columns) {
    TableRecords records(std::move(table), columns);
    Record record;
    Arena arena;
    std::vector<std::string_view> cells;
    std::int64_t last = 0;
    for (auto more = records.next(record); more && *more; more = records.next(record)) {
        must(record.row > last);
        last = record.row;
        if (record.damage) continue;
        split_cells(record.text, ',', cells, arena);
        must(cells.size() == columns);
        arena.clear();
    }
    static_cast<void>(records.notes());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2) return 0;
    [[maybe_unused]] auto const choice = data[0];
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    static_cast<void>(is_json(text));
    auto table = JsonTable::open(std::make_unique<Bytes>(text, 1U + choice));
    must(static_cast<bool>(table) || table.error().reason == "ingest.file.columns");
    if (!table) return 0;
    (*table)->add_column("later");
    auto const columns = (*table)->columns().size();
    check_rows(std::move(*table), columns);
    return 0;
}

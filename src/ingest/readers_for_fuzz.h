// What fuzz targets of readers share: bytes in pieces, and what must hold of every table of rows.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "ingest/records.h"
#include "ingest/table.h"
#include "ingest/workbook.h"

namespace jutong::ingest {

inline void must(bool holds) {
    if (!holds) std::abort();
}

// Gives at most `piece` bytes at once. Borrows them.
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
inline void check_rows(std::unique_ptr<Table> table, std::size_t columns) {
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

inline void check_sheets(Workbook& workbook) {
    must(workbook.sheets().size() <= sheets_max);
    for (std::size_t i = 0; i < std::min<std::size_t>(workbook.sheets().size(), 3); ++i) {
        if (auto table = workbook.open(i)) check_rows(std::move(*table), 3);
        if (auto table = workbook.open(i)) static_cast<void>(guess_header(std::move(*table)));
    }
}

}  // namespace jutong::ingest

// Rows of cells, as workbooks, DBF files and JSON lines have them: what is not delimited text.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/records.h"

namespace jutong::ingest {

// Stands before the text of a cell that has no value of its own: an error such as #N/A, or a
// formula (=…) whose result the file does not have. No element reads a text with it.
inline constexpr char no_value = '\x1A';

struct TableRow {
    std::int64_t number = 0;  // of the row in the provider's file
    std::vector<std::string> cells;
    std::optional<governance::RowFault> fault;

    bool blank() const;  // no cell has text
};

class Table {
public:
    virtual ~Table() = default;
    // The next row; false at the end. Fails with ingest.file.damaged (invalid), and as its stream
    // does.
    virtual Result<bool> next(TableRow& row) = 0;
    // What the officer should know of what was read so far: deleted records, cells left out.
    virtual std::vector<std::string> notes() const { return {}; }
};

// A table whose first column names are known before its rows are: DBF, JSON lines.
struct NamedTable {
    std::vector<std::string> columns;
    std::unique_ptr<Table> rows;
};

// The rows of a table as records of `columns` cells, blank rows left out; cells to the right of
// the last column are left out, and noted.
class TableRecords final : public Records {
public:
    TableRecords(std::unique_ptr<Table> table, std::size_t columns, std::int64_t first_number = 0)
        : table_(std::move(table)), columns_(columns), first_number_(first_number) {}

    Result<bool> next(Record& record) override;
    std::vector<std::string> notes() const override;

private:
    std::unique_ptr<Table> table_;
    std::size_t columns_;
    std::int64_t first_number_;  // added to the number of every row
    TableRow row_;
    std::string text_;
    std::int64_t rows_cut_ = 0;
};

// A table whose first rows were looked at already.
std::unique_ptr<Table> put_back(std::vector<TableRow> first, std::unique_ptr<Table> rest);

}  // namespace jutong::ingest

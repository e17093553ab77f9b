// Workbooks: sheets of rows, and the sheets that hold a resource's rows.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "ingest/archive.h"
#include "ingest/layout.h"
#include "ingest/table.h"

namespace jutong::ingest {

// A row in sheet n of a workbook (from 1) has the number (n − 1) · this + its number in the sheet.
inline constexpr std::int64_t rows_of_a_sheet = 10'000'000;
inline constexpr std::size_t sheets_max = 100;  // of one workbook

struct Sheet {
    std::string name;
    bool hidden = false;
};

class Workbook {
public:
    virtual ~Workbook() = default;
    std::vector<Sheet> const& sheets() const { return sheets_; }
    // The rows of a sheet, blank ones included or not; merged cells filled. The workbook must
    // outlive them.
    virtual Result<std::unique_ptr<Table>> open(std::size_t sheet) = 0;

protected:
    std::vector<Sheet> sheets_;
};

// Office Open XML (.xlsx). Fails with ingest.workbook.damaged, ingest.workbook.sheets,
// ingest.workbook.strings (limited: texts of more than 1 GiB).
Result<std::unique_ptr<Workbook>> open_xlsx(std::shared_ptr<Archive> archive);
// BIFF8 in an OLE2 file (.xls of Excel 97 to 2003). Fails with ingest.workbook.damaged,
// ingest.workbook.password, ingest.workbook.old (older than Excel 97), ingest.workbook.sheets.
Result<std::unique_ptr<Workbook>> open_xls(std::string_view bytes);

// A sheet with its header found. Rows that came with the header follow it.
struct FittingSheet {
    std::size_t sheet = 0;  // place in the workbook
    Layout layout;
    std::unique_ptr<Table> rows;
};

// The header may have up to this many lines, and so many rows may stand above it.
inline constexpr std::size_t header_lines_max = 3;
inline constexpr std::size_t rows_above_header_max = 20;

// Finds the header of the resource among the first rows of a table: of those that fit, the one that
// gives most fields, then of fewest lines, then the first. Fails as fit_columns does.
Result<FittingSheet> find_header(std::unique_ptr<Table> rows, catalog::Resource const& resource);

// All sheets that fit the resource, in order; what was left out is noted. Fails as find_header
// does for the sheet that fits best, with ingest.workbook.sheet (invalid) where no sheet has the
// name that the source gives.
struct FittingSheets {
    std::vector<FittingSheet> sheets;
    std::vector<std::string> notes;
};
Result<FittingSheets> fitting_sheets(Workbook& workbook, catalog::Resource const& resource);

// Where the header of an unknown table may be: the first row as wide as most of the first ones.
Result<NamedTable> guess_header(std::unique_ptr<Table> rows);

}  // namespace jutong::ingest

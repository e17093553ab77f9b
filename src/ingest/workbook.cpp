#include "ingest/workbook.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t rows_looked_at = 2 * rows_above_header_max;

Result<std::vector<TableRow>> first_rows(Table& table) {
    std::vector<TableRow> rows;
    TableRow row;
    while (rows.size() < rows_looked_at) {
        if (!TRY(table.next(row))) break;
        if (!row.blank()) rows.push_back(row);
    }
    return rows;
}

// Names of the columns, of a header that begins at `first`. A name above or beside others stands
// for all of them, as merged cells do.
std::vector<ColumnName> header_of(std::vector<TableRow> const& rows, std::size_t first,
                                  std::size_t lines) {
    std::vector<ColumnName> columns;
    std::map<std::string, int> lowest;
    for (auto i = first; i < first + lines; ++i) {
        auto const& cells = rows[i].cells;
        if (columns.size() < cells.size()) columns.resize(cells.size());
        for (std::size_t c = 0; c < cells.size(); ++c) {
            auto const name = std::string(trim(cells[c]));
            if (name.empty() || name == columns[c].lowest) continue;
            columns[c].name += (columns[c].name.empty() ? "" : "/") + name;
            columns[c].lowest = name;
        }
    }
    while (!columns.empty() && columns.back().name.empty()) columns.pop_back();
    for (auto const& column : columns) ++lowest[column.lowest];
    for (auto& column : columns)
        if (lowest[column.lowest] > 1) column.lowest.clear();
    return columns;
}

std::string shown(Sheet const& sheet, std::string_view why) {
    return fmt::format("sheet {}: {}: not read", sheet.name, why);
}

// The sheet pattern that the sources of the resource give.
std::string declared_sheet(catalog::Resource const& resource) {
    for (auto const& source : resource.sources)
        if (!source.sheet.empty()) return source.sheet;
    return {};
}

}  // namespace

Result<FittingSheet> find_header(std::unique_ptr<Table> rows, catalog::Resource const& resource) {
    FittingSheet found;
    auto first = TRY(first_rows(*rows));
    if (first.empty())
        return fail(Code::invalid, "ingest.file.empty", "There are no rows; export it again");
    std::size_t after = 0;
    std::optional<Error> nearest;
    auto const begins_max = std::min(first.size(), rows_above_header_max);
    for (std::size_t lines = 1; lines <= header_lines_max; ++lines) {
        for (std::size_t begin = 0; begin < begins_max && begin + lines <= first.size(); ++begin) {
            auto layout = fit_columns(header_of(first, begin, lines), resource);
            auto const better = layout && layout->matched > found.layout.matched &&
                                (layout->header || (lines == 1 && begin == 0));
            if (better) {
                found.layout = std::move(*layout);
                after = found.layout.header ? begin + lines : 0;
            } else if (!layout && (!nearest || nearest->reason == "ingest.file.header")) {
                nearest = layout.error();  // a header with a mistake says more than none
            }
        }
    }
    if (found.layout.matched == 0) return fail(*nearest);
    first.erase(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(after));
    found.rows = put_back(std::move(first), std::move(rows));
    return found;
}

Result<FittingSheets> fitting_sheets(Workbook& workbook, catalog::Resource const& resource) {
    FittingSheets fitting;
    std::optional<Error> nearest;
    auto const wanted = declared_sheet(resource);
    for (std::size_t i = 0; i < workbook.sheets().size(); ++i) {
        auto const& sheet = workbook.sheets()[i];
        if (!wanted.empty() && !matches_wildcard(sheet.name, wanted)) {
            fitting.notes.push_back(shown(sheet, "the pack names other sheets"));
            continue;
        }
        if (sheet.hidden && wanted.empty()) {
            fitting.notes.push_back(shown(sheet, "hidden"));
            continue;
        }
        auto rows = TRY(workbook.open(i));
        auto found = find_header(std::move(rows), resource);
        if (found) {
            found->sheet = i;
            fitting.sheets.push_back(std::move(*found));
            continue;
        }
        auto const& reason = found.error().reason;
        if (!reason.starts_with("ingest.file.") || reason == "ingest.file.damaged")
            return fail(found.error());
        fitting.notes.push_back(shown(sheet, found.error().message));
        if (!nearest || nearest->reason == "ingest.file.header" ||
            nearest->reason == "ingest.file.empty")
            nearest = found.error();
    }
    if (!fitting.sheets.empty()) return fitting;
    if (nearest) return fail(*nearest);
    return fail(Code::invalid, "ingest.workbook.sheet",
                fmt::format("The workbook has no visible sheet {}: {}", wanted,
                            fmt::join(fitting.notes, "; ")));
}

Result<NamedTable> guess_header(std::unique_ptr<Table> rows) {
    auto first = TRY(first_rows(*rows));
    if (first.empty())
        return fail(Code::invalid, "ingest.file.empty", "There are no rows; export it again");
    // Titles stand in one cell, or in one merged over all; a header differs in every one.
    auto const names_in = [](TableRow const& row) {
        std::vector<std::string> names = row.cells;
        std::erase(names, "");
        std::ranges::sort(names);
        auto const same = std::ranges::unique(names);
        names.erase(same.begin(), same.end());
        return names.size();
    };
    std::size_t widest = 0;
    for (auto const& row : first) widest = std::max(widest, names_in(row));
    std::size_t header = 0;
    auto const wide_enough = (widest * 2 + 2) / 3;
    while (header + 1 < first.size() && names_in(first[header]) < wide_enough) ++header;
    NamedTable table;
    for (auto const& column : header_of(first, header, 1)) table.columns.push_back(column.name);
    first.erase(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(header) + 1);
    table.rows = put_back(std::move(first), std::move(rows));
    return table;
}

}  // namespace jutong::ingest

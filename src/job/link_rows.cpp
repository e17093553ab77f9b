#include "job/link_rows.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"

namespace jutong::job {

namespace fs = std::filesystem;

std::string plain_name(std::string_view name) {
    std::string out;
    linkage::plain_text(trim(name), out);
    return out;
}

std::string source_of(fs::path const& file) {
    auto const stem = file.stem();
    // part.csv.zst is part.
    if (stem.has_extension() && (file.extension() == ".zst" || file.extension() == ".gz"))
        return stem.stem().string();
    return stem.string();
}

std::size_t OpenedInput::place(std::string const& name) const {
    return static_cast<std::size_t>(std::ranges::find(columns, name) - columns.begin());
}

Result<bool> OpenedInput::next(ingest::TableRow& row) {
    do {
        if (!TRY(table.table.rows->next(row))) return false;
    } while (table.workbook && row.blank());
    row.cells.resize(std::max(row.cells.size(), columns.size()));
    return true;
}

namespace {

// Names of things that are not there.
bool is_missing(std::string_view plain) {
    for (auto const* const missing : {"null", "none", "nan", "n a", "na", "unknown", "无"})
        if (plain == missing) return true;
    return plain.empty();
}

bool is_damaged(OpenedInput const& input, ingest::TableRow const& row, std::size_t place) {
    auto const& delimiter = input.table.delimiter;
    if (delimiter.empty() || delimiter == ",") return false;
    if (row.cells[place].find(delimiter) == std::string::npos) return false;
    return place + 1 < row.cells.size() &&
           std::all_of(row.cells.begin() + static_cast<std::ptrdiff_t>(place) + 1, row.cells.end(),
                       [](auto const& cell) { return trim(cell).empty(); });
}

}  // namespace

std::string_view told(std::string_view cell, std::string& plain) {
    cell = trim(cell);
    if (cell.empty() || cell.front() == ingest::no_value) return {};
    linkage::plain_text(cell, plain);
    return is_missing(plain) ? std::string_view() : cell;
}

std::string_view OpenedInput::value(ingest::TableRow const& row, std::size_t place,
                                    std::string& plain) const {
    if (place >= columns.size() || is_damaged(*this, row, place)) return {};
    return told(row.cells[place], plain);
}

Result<std::vector<OpenedInput>> open_inputs(LinkInputs const& inputs, lake::Lake& lake) {
    std::vector<OpenedInput> out;
    std::set<std::string> names;
    for (auto const& file : inputs.files) {
        auto& opened = out.emplace_back();
        opened.source = source_of(file);
        if (!names.insert(opened.source).second)
            return fail(Code::invalid, "fuse.source",
                        "Two inputs have the name " + opened.source +
                            "; rename one, sources are told apart by it");
        opened.table = TRY(ingest::open_unknown(file, &lake));
        for (auto const& column : opened.table.table.columns)
            opened.columns.push_back(plain_name(column));
        for (auto const& [from, to] : inputs.renamed) {
            auto const place = opened.place(from);
            if (place == opened.columns.size()) continue;
            if (opened.has(to))
                return fail(
                    Code::invalid, "fuse.column",
                    fmt::format("{} has both {} and {}, which the plan says are one column; "
                                "name one of them",
                                opened.source, from, to));
            opened.columns[place] = to;
        }
    }
    return out;
}

}  // namespace jutong::job

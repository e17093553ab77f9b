#include "ingest/fetched.h"

#include <algorithm>

#include "base/text.h"
#include "ingest/records.h"

namespace jutong::ingest {

namespace {

constexpr char delimiter = ',';

std::string in_one_line(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c == '\n' || c == '\r') c = ' ';
    return out;
}

void append_row(std::string& out, DatabaseCells const& cells, bool one_line) {
    auto const begin = out.size();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) out += delimiter;
        if (!cells[i]) continue;
        if (cells[i]->empty())
            out += "\"\"";
        else if (one_line)
            append_cell(out, in_one_line(*cells[i]), delimiter);
        else
            append_cell(out, *cells[i], delimiter);
    }
    if (out.size() == begin) out += "\"\"";  // an empty line would be no row
}

tl::unexpected<Error> damaged() {
    return fail(Code::invalid, "ingest.file.damaged", "The file of fetched rows is damaged");
}

}  // namespace

std::string fetched_head(std::string const& source, std::vector<std::string> const& columns) {
    auto out = std::string(fetched_magic) + source + '\n';
    DatabaseCells cells(columns.begin(), columns.end());
    append_row(out, cells, true);
    return out + '\n';
}

void append_fetched_row(std::string& out, DatabaseCells const& cells) {
    auto const begin = out.size();
    append_row(out, cells, false);
    if (out.size() - begin > record_bytes_max) {
        out.resize(begin);
        append_row(out, cells, true);
    }
    out += '\n';
}

Result<OpenedRecords> open_fetched(Sampled bytes, catalog::Resource const& resource) {
    auto const encoding = recognise_encoding(bytes.sample);
    auto splitter = std::make_unique<RecordSplitter>(decoded(std::move(bytes.stream), encoding),
                                                     Format{delimiter, '\n'});
    std::string_view record;
    std::optional<governance::RowFault> damage;
    std::string lines[3];
    for (auto& line : lines) {
        auto const found = TRY(splitter->next(record, damage));
        if (!found || damage) return damaged();
        line = record;
    }
    Arena arena;
    std::vector<std::string_view> cells;
    split_cells(lines[2], delimiter, cells, arena);
    std::vector<ColumnName> columns;
    for (auto const cell : cells) columns.push_back({std::string(cell)});
    auto const source =
        std::ranges::find(resource.sources, lines[1], [](auto const& s) { return s.name(); });
    OpenedRecords out;
    out.layout =
        TRY(fit_source(columns, resource, source == resource.sources.end() ? nullptr : &*source));
    out.layout.format = {delimiter, '\n'};
    out.encoding = to_string(encoding);
    out.records = std::move(splitter);
    return out;
}

}  // namespace jutong::ingest

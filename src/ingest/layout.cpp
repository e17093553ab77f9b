#include "ingest/layout.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace jutong::ingest {

namespace {

constexpr std::array delimiters = {',', '\t', ';', '|', '^', '%', '\x01'};
constexpr std::size_t lines_looked_at = 50;

using Columns = std::vector<ColumnName>;

std::vector<std::string_view> lines_of(std::string_view sample, char newline) {
    std::vector<std::string_view> lines;
    for (auto line : split(sample, newline)) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) lines.push_back(line);
        if (lines.size() == lines_looked_at) break;
    }
    return lines;
}

char newline_of(std::string_view sample) {
    return sample.find('\n') == std::string_view::npos &&
                   sample.find('\r') != std::string_view::npos
               ? '\r'
               : '\n';
}

Columns cells_of(std::string_view line, char delimiter) {
    Arena arena;
    std::vector<std::string_view> cells;
    split_cells(line, delimiter, cells, arena);
    Columns out;
    for (auto const cell : cells) out.push_back({std::string(trim(cell))});
    return out;
}

tl::unexpected<Error> empty_file() {
    return fail(Code::invalid, "ingest.file.empty", "The file is empty; export it again");
}

Done check_count(std::size_t columns) {
    if (columns <= columns_max) return {};
    return fail(Code::limited, "ingest.file.columns",
                fmt::format("The file has {} columns; at most {} are read. Split the table",
                            columns, columns_max));
}

// The field that a name gives: by the source's mapping, else by the field's own title or name.
std::optional<std::size_t> field_named(std::string_view name, catalog::Resource const& resource,
                                       catalog::Source const* source) {
    if (name.empty()) return std::nullopt;
    if (source != nullptr)
        for (auto const& mapping : source->columns)
            if (matches_wildcard(name, mapping.column)) return resource.find(mapping.field);
    for (std::size_t i = 0; i < resource.fields.size(); ++i)
        if (name == resource.fields[i].title || name == resource.fields[i].name) return i;
    return std::nullopt;
}

std::optional<std::size_t> field_of(ColumnName const& column, catalog::Resource const& resource,
                                    catalog::Source const* source) {
    for (auto const& name : {column.name, squeezed(column.name), column.lowest})
        if (auto const field = field_named(name, resource, source)) return field;
    return std::nullopt;
}

bool is_correction(Columns const& columns) {
    auto const count = correction_columns.size();
    return columns.size() > count &&
           std::equal(correction_columns.begin(), correction_columns.end(), columns.end() - count,
                      [](auto const& marked, auto const& column) { return marked == column.name; });
}

Layout match_header(Columns const& columns, catalog::Resource const& resource,
                    catalog::Source const* source) {
    Layout layout;
    for (auto const& column : columns) {
        layout.field_of_column.push_back(field_of(column, resource, source));
        layout.columns.push_back(column.name);
        if (layout.field_of_column.back()) ++layout.matched;
        if (resource.change && !resource.change->column.empty() &&
            matches_wildcard(column.name, resource.change->column))
            layout.change = layout.columns.size() - 1;
    }
    layout.correction = is_correction(columns);
    if (layout.correction)  // whatever the pack calls its fields, these three are none
        std::fill(layout.field_of_column.end() - correction_columns.size(),
                  layout.field_of_column.end(), std::nullopt);
    if (source != nullptr) layout.missing = source->missing;
    return layout;
}

// A source without a header names its columns in order.
Layout match_positions(Columns const& first_row, catalog::Resource const& resource,
                       catalog::Source const& source) {
    Layout layout;
    layout.header = false;
    layout.missing = source.missing;
    if (first_row.size() != source.columns.size()) return layout;
    for (auto const& mapping : source.columns) {
        layout.columns.push_back(mapping.column);
        layout.field_of_column.push_back(resource.find(mapping.field));
        ++layout.matched;
    }
    return layout;
}

// The best reading of columns over the sources that may be cut by `delimiter` (0: any).
Layout best_layout(Columns const& columns, char delimiter, catalog::Resource const& resource) {
    std::vector<catalog::Source const*> sources;
    for (auto const& source : resource.sources) sources.push_back(&source);
    sources.push_back(nullptr);
    Layout best;
    for (auto const* const source : sources) {
        if (delimiter != 0 && source != nullptr && !source->delimiter.empty() &&
            source->delimiter.front() != delimiter)
            continue;
        auto layout = source != nullptr && !source->header
                          ? match_positions(columns, resource, *source)
                          : match_header(columns, resource, source);
        if (layout.matched > best.matched || best.columns.empty()) best = std::move(layout);
    }
    return best;
}

Done check_columns(Layout const& layout, catalog::Resource const& resource) {
    std::vector<int> given(resource.fields.size(), 0);
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
        auto const field = layout.field_of_column[i];
        if (field && ++given[*field] > 1)
            return fail(
                Code::invalid, "ingest.file.column_duplicate",
                fmt::format(
                    "Two columns give the field {} ({}): {}; remove one or map it elsewhere",
                    resource.fields[*field].name, resource.fields[*field].title,
                    layout.columns[i]));
    }
    std::vector<std::string> absent;
    for (std::size_t i = 0; i < given.size(); ++i) {
        auto const is_key = std::ranges::find(resource.key, i) != resource.key.end();
        if (given[i] == 0 && (is_key || resource.fields[i].required))
            absent.push_back(resource.fields[i].title);
    }
    if (resource.change && !resource.change->column.empty() && !layout.change)
        absent.push_back(resource.change->column);
    if (!absent.empty())
        return fail(
            Code::invalid, "ingest.file.column_missing",
            fmt::format("No column gives {}; there are: {}. Map it in the sources of {}",
                        fmt::join(absent, "、"), fmt::join(layout.columns, "、"), resource.name));
    return {};
}

}  // namespace

std::vector<std::string> Layout::unmapped() const {
    std::vector<std::string> out;
    auto const count = columns.size() - (correction ? correction_columns.size() : 0);
    for (std::size_t i = 0; i < count; ++i)
        if (!field_of_column[i] && change != i) out.push_back(columns[i]);
    return out;
}

std::string squeezed(std::string_view name) {
    std::string out;
    for (std::size_t at = 0; at < name.size();) {
        auto const begin = at;
        auto const c = next_code_point(name, at);
        auto const is_space = c <= ' ' || c == 0xA0 || c == 0x3000;
        if (!is_space) out += name.substr(begin, at - begin);
    }
    return out;
}

Result<Layout> recognise_layout(std::string_view sample, catalog::Resource const& resource) {
    auto const newline = newline_of(sample);
    auto const lines = lines_of(sample, newline);
    if (lines.empty()) return empty_file();
    Layout best;
    for (auto const delimiter : delimiters) {
        auto const columns = cells_of(lines.front(), delimiter);
        TRY(check_count(columns.size()));
        auto layout = best_layout(columns, delimiter, resource);
        if (layout.matched <= best.matched) continue;
        best = std::move(layout);
        best.format.delimiter = delimiter;
    }
    best.format.newline = newline;
    if (best.matched == 0)
        return fail(Code::invalid, "ingest.file.header",
                    fmt::format("The first line is no header of {}: {}. Export with a header, or "
                                "declare header: false",
                                resource.name, escaped(first_code_points(lines.front(), 100))));
    TRY(check_columns(best, resource));
    return best;
}

Result<Layout> fit_columns(std::vector<ColumnName> const& columns,
                           catalog::Resource const& resource) {
    TRY(check_count(columns.size()));
    auto best = best_layout(columns, 0, resource);
    if (best.matched == 0) {
        std::vector<std::string> names;
        for (auto const& column : columns) names.push_back(column.name);
        auto const shown = fmt::format("{}", fmt::join(names, "、"));
        return fail(Code::invalid, "ingest.file.header",
                    fmt::format("The columns are not those of {}: {}", resource.name,
                                escaped(first_code_points(shown, 100))));
    }
    TRY(check_columns(best, resource));
    return best;
}

Result<Layout> fit_source(std::vector<ColumnName> const& columns, catalog::Resource const& resource,
                          catalog::Source const* source) {
    TRY(check_count(columns.size()));
    auto layout = match_header(columns, resource, source);
    TRY(check_columns(layout, resource));
    return layout;
}

std::size_t fields_given(std::vector<ColumnName> const& columns,
                         catalog::Resource const& resource) {
    auto fields = best_layout(columns, 0, resource).field_of_column;
    std::erase(fields, std::nullopt);
    std::ranges::sort(fields);
    auto const same = std::ranges::unique(fields);
    fields.erase(same.begin(), same.end());
    return fields.size();
}

Result<Delimited> recognise_delimiter(std::string_view sample) {
    Delimited best;
    best.format.newline = newline_of(sample);
    auto const lines = lines_of(sample, best.format.newline);
    if (lines.empty()) return empty_file();
    std::size_t best_cells = 0;
    for (auto const delimiter : delimiters) {
        auto const first = cells_of(lines.front(), delimiter);
        auto const same = std::ranges::count_if(
            lines, [&](auto line) { return cells_of(line, delimiter).size() == first.size(); });
        auto const cells = first.size() < 2 ? 0 : first.size() * static_cast<std::size_t>(same);
        if (cells <= best_cells && !best.columns.empty()) continue;
        best_cells = cells;
        best.format.delimiter = delimiter;
        best.columns.clear();
        for (auto const& column : first) best.columns.push_back(column.name);
    }
    TRY(check_count(best.columns.size()));
    return best;
}

}  // namespace jutong::ingest

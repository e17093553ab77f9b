#include "ingest/layout.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace jutong::ingest {

namespace {

constexpr std::array delimiters = {',', '\t', ';', '|', '^', '%', '\x01'};
constexpr std::size_t lines_looked_at = 50;

// A header read with one delimiter, held against one source.
struct Candidate {
    Layout layout;
    std::size_t matched = 0;
};

std::vector<std::string_view> lines_of(std::string_view sample, char newline) {
    std::vector<std::string_view> lines;
    for (auto line : split(sample, newline)) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) lines.push_back(line);
        if (lines.size() == lines_looked_at) break;
    }
    return lines;
}

std::vector<std::string> cells_of(std::string_view line, char delimiter) {
    Arena arena;
    std::vector<std::string_view> cells;
    split_cells(line, delimiter, cells, arena);
    std::vector<std::string> out;
    for (auto const cell : cells) out.emplace_back(trim(cell));
    return out;
}

// The field that a column gives: by the source's mapping, else by the field's own title or name.
std::optional<std::size_t> field_of(std::string_view column, catalog::Resource const& resource,
                                    catalog::Source const* source) {
    if (source != nullptr)
        for (auto const& mapping : source->columns)
            if (matches_wildcard(column, mapping.column)) return resource.find(mapping.field);
    for (std::size_t i = 0; i < resource.fields.size(); ++i)
        if (column == resource.fields[i].title || column == resource.fields[i].name) return i;
    return std::nullopt;
}

Candidate match_header(std::vector<std::string> columns, catalog::Resource const& resource,
                       catalog::Source const* source) {
    Candidate candidate;
    for (auto const& column : columns) {
        candidate.layout.field_of_column.push_back(field_of(column, resource, source));
        if (candidate.layout.field_of_column.back()) ++candidate.matched;
    }
    candidate.layout.columns = std::move(columns);
    if (source != nullptr) candidate.layout.missing = source->missing;
    return candidate;
}

// A source without a header names its columns in order.
Candidate match_positions(std::vector<std::string> const& first_row,
                          catalog::Resource const& resource, catalog::Source const& source) {
    Candidate candidate;
    candidate.layout.header = false;
    candidate.layout.missing = source.missing;
    if (first_row.size() != source.columns.size()) return candidate;
    for (auto const& mapping : source.columns) {
        candidate.layout.columns.push_back(mapping.column);
        candidate.layout.field_of_column.push_back(resource.find(mapping.field));
        ++candidate.matched;
    }
    return candidate;
}

// The best reading of the first lines over all delimiters and sources.
Candidate best_candidate(std::vector<std::string_view> const& lines,
                         catalog::Resource const& resource) {
    std::vector<catalog::Source const*> sources;
    for (auto const& source : resource.sources) sources.push_back(&source);
    sources.push_back(nullptr);
    Candidate best;
    for (auto const delimiter : delimiters) {
        auto const columns = cells_of(lines.front(), delimiter);
        for (auto const* const source : sources) {
            if (source != nullptr && !source->delimiter.empty() &&
                source->delimiter.front() != delimiter)
                continue;
            auto candidate = source != nullptr && !source->header
                                 ? match_positions(columns, resource, *source)
                                 : match_header(columns, resource, source);
            candidate.layout.format.delimiter = delimiter;
            if (candidate.matched > best.matched) best = std::move(candidate);
        }
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
    if (!absent.empty())
        return fail(
            Code::invalid, "ingest.file.column_missing",
            fmt::format("No column gives {}; the file has: {}. Map it in the sources of {}",
                        fmt::join(absent, "、"), fmt::join(layout.columns, "、"), resource.name));
    return {};
}

}  // namespace

std::vector<std::string> Layout::unmapped() const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (!field_of_column[i]) out.push_back(columns[i]);
    return out;
}

Result<Layout> recognise_layout(std::string_view sample, catalog::Resource const& resource) {
    auto const newline =
        sample.find('\n') == std::string_view::npos && sample.find('\r') != std::string_view::npos
            ? '\r'
            : '\n';
    auto const lines = lines_of(sample, newline);
    if (lines.empty())
        return fail(Code::invalid, "ingest.file.empty", "The file is empty; export it again");
    auto best = best_candidate(lines, resource);
    best.layout.format.newline = newline;
    if (best.matched == 0)
        return fail(Code::invalid, "ingest.file.header",
                    fmt::format("The first line is no header of {}: {}. Export with a header, or "
                                "declare header: false",
                                resource.name, escaped(first_code_points(lines.front(), 100))));
    TRY(check_columns(best.layout, resource));
    return std::move(best.layout);
}

}  // namespace jutong::ingest

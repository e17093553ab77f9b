#include "ingest/fetch.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ingest/fetched.h"
#include "ingest/layout.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t piece_bytes = 1U << 20U;
constexpr std::size_t watermark_shown = 40;  // code points
constexpr std::int64_t rows_between_reports = 10'000;

std::string listed(std::vector<DatabaseColumn> const& columns) {
    constexpr std::size_t shown_max = 50;
    std::vector<std::string> names;
    for (auto const& column : columns)
        if (names.size() < shown_max) names.push_back(column.name);
    return fmt::format("{}{}", fmt::join(names, "、"), columns.size() > shown_max ? "、…" : "");
}

tl::unexpected<Error> wrong_column(catalog::Source const& source, std::string const& what) {
    return fail(Code::invalid, "ingest.connection.column",
                fmt::format("{}: {}", source.name(), what));
}

Done check_names(std::vector<DatabaseColumn> const& columns, catalog::Source const& source) {
    std::set<std::string> names;
    for (auto const& column : columns)
        if (!names.insert(column.name).second)
            return wrong_column(source,
                                fmt::format("two columns have the name {}; give one another name "
                                            "with AS in the query",
                                            column.name));
    auto const is_there = [&](std::string const& pattern) {
        return std::ranges::any_of(columns, [&](auto const& column) {
            return matches_wildcard(column.name, pattern) ||
                   matches_wildcard(squeezed(column.name), pattern);
        });
    };
    for (auto const& mapping : source.columns)
        if (!is_there(mapping.column))
            return wrong_column(
                source, fmt::format("there is no column {} (any more), which gives the field {}; "
                                    "there are: {}. Ask the department what changed, and change "
                                    "columns in the pack",
                                    mapping.column, mapping.field, listed(columns)));
    if (source.since.empty() ||
        std::ranges::find(columns, source.since, &DatabaseColumn::name) != columns.end())
        return {};
    return wrong_column(source, fmt::format("there is no column {} (any more), by which it is "
                                            "known what is new; there are: {}. Change since in "
                                            "the pack",
                                            source.since, listed(columns)));
}

// The columns that are asked for: those that say something to the resource.
Result<std::vector<std::string>> wanted_columns(std::vector<DatabaseColumn> const& columns,
                                                catalog::Resource const& resource,
                                                catalog::Source const& source) {
    TRY(check_names(columns, source));
    std::vector<ColumnName> names;
    for (auto const& column : columns) names.push_back({column.name});
    auto const layout = TRY(fit_source(names, resource, &source));
    std::vector<std::string> wanted;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto const& column = columns[i];
        if (!layout.field_of_column[i] && layout.change != i && column.name != source.since)
            continue;
        if (column.is_binary)
            return fail(Code::invalid, "ingest.connection.type",
                        fmt::format("{}: the column {} is {}, bytes that are no text: not read. "
                                    "Leave it out of columns, or write it as text in a query",
                                    source.name(), column.name, column.type));
        wanted.push_back(column.name);
    }
    return wanted;
}

class Writer {
public:
    Writer(NewKept& kept, Connection const& connection, FetchOptions const& options,
           Progress& progress)
        : kept_(kept), connection_(connection), options_(options), progress_(progress) {}

    Result<bool> take(DatabaseCells const& cells) {
        if (rows_ == connection_.rows_max)
            return fail(Code::limited, "ingest.connection.rows",
                        fmt::format("Connection {}: there are more than {} rows; raise rows_max, "
                                    "or read fewer with a query",
                                    connection_.name, connection_.rows_max));
        append_fetched_row(text_, cells);
        ++rows_;
        if (text_.size() >= piece_bytes) TRY(flush());
        if (rows_ % rows_between_reports == 0) progress_.at(0, rows_);
        return rows_ != options_.limit;
    }

    Done flush() {
        TRY(kept_.add(text_));
        text_.clear();
        return {};
    }

    std::int64_t rows() const { return rows_; }

private:
    NewKept& kept_;
    Connection const& connection_;
    FetchOptions const& options_;
    Progress& progress_;
    std::string text_;
    std::int64_t rows_ = 0;
};

}  // namespace

Result<Fetched> fetch(Database& database, Connection const& connection,
                      catalog::Resource const& resource, catalog::Source const& source,
                      KeptFiles const& kept, FetchOptions const& options, Progress& progress) {
    Fetched out;
    out.source = out.name = source.name();
    progress.step(fmt::format("{}  read {}", resource.name, out.source), 0);
    Relation const from{source.table, source.query};
    auto const columns = TRY(database.columns(from));
    auto const wanted = TRY(wanted_columns(columns, resource, source));
    std::optional<After> after;
    if (!source.since.empty()) {
        auto const since = std::ranges::find(columns, source.since, &DatabaseColumn::name);
        // Before the rows are read: what comes meanwhile is read again by the next reading.
        out.watermark = TRY(database.greatest(from, source.since));
        if (!out.watermark) out.watermark = options.watermark;
        if (options.watermark) after = After{*since, *options.watermark};
    }
    if (after) {
        out.is_full = false;
        out.name += " since " + escaped(first_code_points(after->value, watermark_shown));
    }
    auto made = TRY(kept.create());
    TRY(made.add(fetched_head(out.source, wanted)));
    Writer writer(made, connection, options, progress);
    TRY(database.read(from, wanted, after,
                      [&](DatabaseCells const& cells) { return writer.take(cells); }));
    TRY(writer.flush());
    out.rows = writer.rows();
    out.kept = TRY(made.finish());
    return out;
}

}  // namespace jutong::ingest

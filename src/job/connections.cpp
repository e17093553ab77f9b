#include "job/connections.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/retry.h"
#include "base/text.h"
#include "job/passing_folder.h"

namespace jutong::job {

namespace {

using ingest::Connection;
using ingest::Database;

// Rows that were read already.
class HeldRows final : public ingest::Table {
public:
    explicit HeldRows(std::vector<ingest::TableRow> rows) : rows_(std::move(rows)) {}

    Result<bool> next(ingest::TableRow& row) override {
        if (at_ == rows_.size()) return false;
        row = std::move(rows_[at_++]);
        return true;
    }

private:
    std::vector<ingest::TableRow> rows_;
    std::size_t at_ = 0;
};

Result<ingest::NamedTable> first_rows(Database& database, std::string const& table) {
    constexpr std::size_t bytes_max = 64U << 20U;
    ingest::Relation const from{table, {}};
    ingest::NamedTable out;
    for (auto const& column : TRY(database.columns(from)))
        if (!column.is_binary) out.columns.push_back(column.name);
    std::vector<ingest::TableRow> rows;
    std::size_t bytes = 0;
    auto const take = [&](ingest::DatabaseCells const& cells) -> Result<bool> {
        ingest::TableRow row;
        row.number = static_cast<std::int64_t>(rows.size()) + 1;
        for (auto const& cell : cells) {
            row.cells.push_back(escaped(cell.value_or("")));
            bytes += row.cells.back().size();
        }
        rows.push_back(std::move(row));
        return rows.size() < ingest::rows_sampled_max && bytes < bytes_max;
    };
    TRY(database.read(from, out.columns, std::nullopt, take));
    out.rows = std::make_unique<HeldRows>(std::move(rows));
    return out;
}

Result<ingest::LoadResult> ingest_source(Workplace& workplace, ingest::Loader& loader,
                                         std::int64_t run, catalog::Resource const& resource,
                                         catalog::Source const& source,
                                         ingest::LoadOptions const& options, Progress& progress) {
    auto const connection = TRY(connection_named(workplace.settings(), source.connection));
    ingest::FetchOptions fetching;
    fetching.limit = options.limit;
    if (!options.again && !options.dry_run && !options.limit)
        fetching.watermark = TRY(loader.watermark(resource, source));
    std::unique_ptr<PassingFolder> passing;
    if (options.dry_run) passing = TRY(PassingFolder::make());
    auto const kept = passing ? ingest::KeptFiles(passing->path()) : workplace.kept();
    auto const database = TRY(Database::open(connection, progress));
    auto const fetched =
        TRY(ingest::fetch(*database, connection, resource, source, kept, fetching, progress));
    return retry_conflicts([&] { return loader.load(run, resource, fetched, options); });
}

// Does the error speak of one source alone? What no other can be spared stops the run.
bool is_of_the_source(Error const& error) {
    return error.reason.starts_with("ingest.") || error.reason.starts_with("connection.") ||
           error.code == Code::invalid || error.code == Code::not_found;
}

}  // namespace

ConnectionTest test_connection(Connection const& connection, Progress& progress) {
    ConnectionTest test;
    auto const tables = tables_of(connection, progress);
    if (tables)
        test.tables = tables->size();
    else
        test.failure = tables.error();
    return test;
}

Result<std::vector<std::string>> tables_of(Connection const& connection, Progress& progress) {
    auto const database = TRY(Database::open(connection, progress));
    return database->tables();
}

Result<ingest::Suggestion> suggest_table(Connection const& connection, std::string const& table,
                                         PackContent const& content, Progress& progress) {
    auto const database = TRY(Database::open(connection, progress));
    ingest::UnknownTable unknown;
    unknown.format = to_string(connection.kind);
    unknown.table = TRY(first_rows(*database, table));
    auto suggestion =
        TRY(ingest::suggest(std::move(unknown), table, *content.registry, content.catalog));
    suggestion.connection = connection.name;
    return suggestion;
}

bool has_connections(catalog::Resource const& resource) {
    return std::ranges::any_of(resource.sources,
                               [](auto const& source) { return !source.connection.empty(); });
}

Result<Ingested> ingest_connections(Workplace& workplace, std::int64_t run,
                                    std::vector<catalog::Resource const*> const& resources,
                                    ingest::LoadOptions const& options, Progress& progress) {
    Ingested ingested;
    ingested.run = run;
    ingest::Loader loader(workplace.lake(), workplace.catalog(), workplace.registry(),
                          workplace.kept(), progress);
    for (auto const* const resource : resources) {
        for (auto const& source : resource->sources) {
            if (source.connection.empty()) continue;
            auto load = ingest_source(workplace, loader, run, *resource, source, options, progress);
            if (load) {
                for (auto const& note : load->notes) progress.note(source.name() + ": " + note);
                ingested.loads.push_back(std::move(*load));
                continue;
            }
            if (!is_of_the_source(load.error())) return fail(load.error());
            progress.note(fmt::format("{}: {}", source.name(), load.error().message));
            ingested.failures.push_back({resource->name, source.name(), load.error()});
        }
    }
    return ingested;
}

}  // namespace jutong::job

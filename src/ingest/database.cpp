#include "ingest/database.h"

#include <fmt/format.h>

#include "base/text.h"

namespace jutong::ingest {

Result<std::unique_ptr<Database>> Database::open(Connection const& connection, Progress& progress) {
    auto secret = TRY(password_of(connection));
    switch (connection.kind) {
        case DatabaseKind::postgresql:
            return open_postgres(connection, std::move(secret), progress);
        case DatabaseKind::sqlite:
            return open_sqlite(connection, progress);
        case DatabaseKind::odbc:
            break;
    }
    return open_odbc(connection, std::move(secret), progress);
}

tl::unexpected<Error> Database::failure(Code code, std::string_view what,
                                        std::string_view said) const {
    auto text = escaped(trim(said));
    if (!secret_.empty()) text = replaced(text, secret_, "***");
    return fail(code, fmt::format("ingest.connection.{}", what),
                fmt::format("Connection {}: {}", connection_.name, text));
}

tl::unexpected<Error> Database::long_cell(std::string_view column) const {
    return failure(Code::limited, "cell",
                   fmt::format("a cell of the column {} is longer than {} MiB; leave the column "
                               "out, or shorten it in a query",
                               column, cell_bytes_max >> 20U));
}

std::string Database::quoted(std::string_view name) const {
    return "\"" + replaced(name, "\"", "\"\"") + "\"";
}

std::string Database::sql_of(Relation const& from) const {
    if (from.table.empty()) return "(\n" + from.query + "\n) q";
    std::string out;
    for (auto const part : split(from.table, '.'))
        out += (out.empty() ? "" : ".") + quoted(trim(part));
    return out;
}

Result<std::vector<std::string>> Database::names_of(std::string const& sql) {
    std::vector<std::string> names;
    auto const take = [&](DatabaseCells const& cells) -> Result<bool> {
        names.emplace_back(cells.at(0).value_or(""));
        return names.size() < database_tables_max;
    };
    TRY(run(sql, std::nullopt, take));
    return names;
}

Result<std::vector<DatabaseColumn>> Database::columns(Relation const& from) {
    auto columns = TRY(describe("SELECT * FROM " + sql_of(from) + " WHERE 1 = 0"));
    if (!columns.empty()) return columns;
    return failure(Code::invalid, "query", "the table or query has no columns");
}

Result<std::optional<std::string>> Database::greatest(Relation const& from,
                                                      std::string const& column) {
    std::optional<std::string> found;
    auto const take = [&](DatabaseCells const& cells) -> Result<bool> {
        if (!cells.empty() && cells.front()) found = std::string(*cells.front());
        return true;
    };
    TRY(run("SELECT max(" + quoted(column) + ") AS greatest FROM " + sql_of(from), std::nullopt,
            take));
    return found;
}

Done Database::read(Relation const& from, std::vector<std::string> const& columns,
                    std::optional<After> const& after, TakeCells const& take) {
    std::string sql;
    for (auto const& column : columns) sql += (sql.empty() ? "SELECT " : ", ") + quoted(column);
    sql += " FROM " + sql_of(from);
    if (after) {
        auto const name = quoted(after->column.name);
        sql += fmt::format(" WHERE {0} >= ? OR {0} IS NULL", name);
    }
    return run(sql, after, take);
}

}  // namespace jutong::ingest

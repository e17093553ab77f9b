// A department's database, opened to be read and nothing else.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "ingest/connection.h"

namespace jutong::ingest {

inline constexpr std::size_t database_tables_max = 10'000;

// A longer cell ends the reading; what is longer than a record may be is refused as a row.
inline constexpr std::size_t cell_bytes_max = 16U << 20U;

struct DatabaseColumn {
    std::string name;
    std::string type;        // as the database calls it, where it says so
    bool is_binary = false;  // bytes that are no text: not read
    int code = 0;            // of the type, for the engine alone
};

// What rows are read of: a table or view with its schema, or one SELECT.
struct Relation {
    std::string table;
    std::string query;
};

// Rows whose column `since` has this value, a greater one, or none.
struct After {
    DatabaseColumn column;
    std::string value;
};

// A cell is nothing where it is NULL; texts live until the next row. Texts are UTF-8, or what the
// database holds. Dates and times are ISO, with the offset where there is one; booleans true and
// false; numbers exact.
using DatabaseCells = std::vector<std::optional<std::string_view>>;
using TakeCells = std::function<Result<bool>(DatabaseCells const&)>;  // false: enough

// For one thread at a time; every call blocks, at most as long as the connection's timeout without
// an answer, or until the user cancels. Everything is read in one version of the database where it
// has versions. Failures, none of which has a secret or a value of a row in its message:
// ingest.connection.open (unavailable), .password (unauthenticated), .denied (denied), .table
// (not_found), .query (invalid), .writes (invalid), .lost (unavailable), .timeout (unavailable),
// .type (invalid), .cell (limited), .driver (invalid), run.cancelled (conflict).
class Database {
public:
    // Fails as password_of does, too.
    static Result<std::unique_ptr<Database>> open(Connection const& connection, Progress& progress);
    virtual ~Database() = default;

    // Tables and views that the user may see, sorted, with their schemas; at most
    // database_tables_max.
    virtual Result<std::vector<std::string>> tables() = 0;

    Result<std::vector<DatabaseColumn>> columns(Relation const& from);
    // Nothing where the column has no value.
    Result<std::optional<std::string>> greatest(Relation const& from, std::string const& column);
    Done read(Relation const& from, std::vector<std::string> const& columns,
              std::optional<After> const& after, TakeCells const& take);

protected:
    Database(Connection const& connection, std::string secret, Progress& progress)
        : connection_(connection), secret_(std::move(secret)), progress_(progress) {}

    Connection const& connection() const { return connection_; }
    std::string const& secret() const { return secret_; }
    Progress& progress() const { return progress_; }

    // Names the connection, and takes the secret out of what a driver says.
    tl::unexpected<Error> failure(Code code, std::string_view what, std::string_view said) const;
    tl::unexpected<Error> long_cell(std::string_view column) const;

    // Of the engines:
    virtual std::string quoted(std::string_view name) const;
    virtual Result<std::vector<DatabaseColumn>> describe(std::string const& sql) = 0;
    // A value stands for the one ? of the statement.
    virtual Done run(std::string const& sql, std::optional<After> const& parameter,
                     TakeCells const& take) = 0;

    // The first column of a statement's rows, as names of tables; at most database_tables_max.
    Result<std::vector<std::string>> names_of(std::string const& sql);

private:
    std::string sql_of(Relation const& from) const;

    Connection connection_;
    std::string secret_;
    Progress& progress_;
};

// For Database::open. The secret is the password.
Result<std::unique_ptr<Database>> open_postgres(Connection const& connection, std::string secret,
                                                Progress& progress);
Result<std::unique_ptr<Database>> open_sqlite(Connection const& connection, Progress& progress);
Result<std::unique_ptr<Database>> open_odbc(Connection const& connection, std::string secret,
                                            Progress& progress);

}  // namespace jutong::ingest

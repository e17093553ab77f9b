// A SQLite file, opened for reading only.
#include <algorithm>
#include <cctype>
#include <charconv>

#include <fmt/format.h>
#include <sqlite3.h>

#include "ingest/database.h"
#include "ingest/table.h"

namespace jutong::ingest {

namespace {

constexpr int steps_between_questions = 100'000;  // of the virtual machine

struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

std::string hex_of(sqlite3_stmt* statement, int column) {
    auto const* const bytes =
        static_cast<unsigned char const*>(sqlite3_column_blob(statement, column));
    std::string out(1, no_value);
    out += "x'";
    for (int i = 0; i < sqlite3_column_bytes(statement, column); ++i)
        out += fmt::format("{:02x}", bytes[i]);
    return out + "'";
}

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(Connection const& connection, Progress& progress)
        : Database(connection, {}, progress) {}

    Done connect() {
        auto const& c = Database::connection();
        sqlite3* opened = nullptr;
        auto const code = sqlite3_open_v2(c.file.c_str(), &opened,
                                          SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
        db_.reset(opened);
        if (code != SQLITE_OK)
            return failure(Code::unavailable, "open",
                           fmt::format("cannot open {}: {}", c.file.string(),
                                       db_ ? sqlite3_errmsg(opened) : "no memory"));
        sqlite3_busy_timeout(opened, c.timeout_seconds * 1000);
        sqlite3_limit(opened, SQLITE_LIMIT_LENGTH, static_cast<int>(cell_bytes_max));
        sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
        sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        sqlite3_progress_handler(
            opened, steps_between_questions,
            [](void* progress) {
                return static_cast<Progress const*>(progress)->cancelled() ? 1 : 0;
            },
            &progress());
        // One version of the file from the first statement on.
        auto const nothing = [](DatabaseCells const&) -> Result<bool> { return true; };
        TRY(run("BEGIN", std::nullopt, nothing));
        return run("SELECT count(*) FROM sqlite_schema", std::nullopt, nothing);
    }

    Result<std::vector<std::string>> tables() override {
        return names_of(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE "
            "'sqlite\\_%' ESCAPE '\\' ORDER BY name");
    }

protected:
    Result<std::vector<DatabaseColumn>> describe(std::string const& sql) override {
        auto const statement = TRY(prepared(sql));
        std::vector<DatabaseColumn> columns;
        for (int i = 0; i < sqlite3_column_count(statement.get()); ++i) {
            auto const* const declared = sqlite3_column_decltype(statement.get(), i);
            std::string type = declared == nullptr ? "" : declared;
            auto upper = type;
            std::ranges::transform(upper, upper.begin(),
                                   [](unsigned char c) { return std::toupper(c); });
            auto const is_binary = upper.find("BLOB") != std::string::npos ||
                                   upper.find("BINARY") != std::string::npos;
            columns.push_back({sqlite3_column_name(statement.get(), i), type, is_binary, 0});
        }
        return columns;
    }

    Done run(std::string const& sql, std::optional<After> const& parameter,
             TakeCells const& take) override {
        auto const statement = TRY(prepared(sql));
        if (parameter) bind(statement.get(), parameter->value);
        DatabaseCells cells;
        std::vector<std::string> made;
        auto const columns = sqlite3_column_count(statement.get());
        made.resize(static_cast<std::size_t>(columns));
        while (true) {
            TRY(progress().go_on());
            auto const code = sqlite3_step(statement.get());
            if (code == SQLITE_DONE) return {};
            if (code != SQLITE_ROW) return refused(code);
            cells.clear();
            for (int i = 0; i < columns; ++i)
                cells.push_back(cell(statement.get(), i, made[static_cast<std::size_t>(i)]));
            if (!TRY(take(cells))) return {};
        }
    }

private:
    // Numbers as they are written shortest, bytes as what no element reads.
    static std::optional<std::string_view> cell(sqlite3_stmt* statement, int column,
                                                std::string& made) {
        switch (sqlite3_column_type(statement, column)) {
            case SQLITE_NULL:
                return std::nullopt;
            case SQLITE_FLOAT:
                made = fmt::format("{}", sqlite3_column_double(statement, column));
                return made;
            case SQLITE_BLOB:
                made = hex_of(statement, column);
                return made;
            default:
                break;
        }
        auto const* const text = sqlite3_column_text(statement, column);
        auto const size = sqlite3_column_bytes(statement, column);
        return std::string_view(reinterpret_cast<char const*>(text),  // bytes are bytes
                                static_cast<std::size_t>(size));
    }

    // What looks like a number is bound as one: columns of texts turn it into a text again.
    static void bind(sqlite3_stmt* statement, std::string const& value) {
        auto const* const end = value.data() + value.size();
        std::int64_t whole = 0;
        auto const as_whole = std::from_chars(value.data(), end, whole);
        double real = 0;
        auto const as_real = std::from_chars(value.data(), end, real);
        auto const at = std::max(sqlite3_bind_parameter_count(statement), 1);
        if (as_whole.ec == std::errc() && as_whole.ptr == end)
            sqlite3_bind_int64(statement, at, whole);
        else if (as_real.ec == std::errc() && as_real.ptr == end)
            sqlite3_bind_double(statement, at, real);
        else
            sqlite3_bind_text(statement, at, value.c_str(), static_cast<int>(value.size()),
                              SQLITE_TRANSIENT);
    }

    Result<Statement> prepared(std::string const& sql) {
        sqlite3_stmt* made = nullptr;
        auto const code = sqlite3_prepare_v2(db_.get(), sql.c_str(), static_cast<int>(sql.size()),
                                             &made, nullptr);
        Statement statement(made);
        if (code != SQLITE_OK) return refused(code);
        if (sqlite3_stmt_readonly(made) == 0)
            return failure(Code::invalid, "writes", "the statement writes; it may only read");
        return statement;
    }

    tl::unexpected<Error> refused(int code) const {
        auto const said = std::string_view(sqlite3_errmsg(db_.get()));
        switch (code & 0xFF) {
            case SQLITE_INTERRUPT:
                return fail(Code::conflict, "run.cancelled", "Cancelled by the user");
            case SQLITE_TOOBIG:
                return failure(Code::limited, "cell",
                               fmt::format("a cell is longer than {} MiB; leave its column out, or "
                                           "shorten it in a query",
                                           cell_bytes_max >> 20U));
            case SQLITE_BUSY:
            case SQLITE_LOCKED:
                return failure(Code::unavailable, "timeout", "another program writes to the file");
            case SQLITE_READONLY:
                return failure(Code::invalid, "writes", said);
            case SQLITE_ERROR:
                if (said.starts_with("no such table"))
                    return failure(Code::not_found, "table", said);
                return failure(Code::invalid, "query", said);
            case SQLITE_NOTADB:
            case SQLITE_CANTOPEN:
                return failure(Code::unavailable, "open",
                               fmt::format("{}: {}", Database::connection().file.string(), said));
            default:
                return failure(Code::unavailable, "lost", said);
        }
    }

    std::unique_ptr<sqlite3, Close> db_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(Connection const& connection, Progress& progress) {
    auto database = std::make_unique<SqliteDatabase>(connection, progress);
    TRY(database->connect());
    return std::unique_ptr<Database>(std::move(database));
}

}  // namespace jutong::ingest

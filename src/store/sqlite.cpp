// The embedded engine: SQLite, WAL, synchronous FULL.
#include <functional>
#include <map>

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/file.h"
#include "store/engine.h"

namespace jutong::store {

namespace {

constexpr int busy_timeout_ms = 10'000;
// Of pages in memory, as far as they are used: the upper levels of an index of 10 M rows stay
// there.
constexpr int cache_kib = 32 * 1024;

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

tl::unexpected<Error> failure(sqlite3* db, std::string_view doing) {
    auto const message = std::string(doing) + ": " + sqlite3_errmsg(db);
    switch (sqlite3_errcode(db) & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return fail(Code::unavailable, "store.busy", message);
        case SQLITE_FULL:
        case SQLITE_IOERR:
            return fail(Code::unavailable, "store.full", message);
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return fail(Code::corrupt, "store.corrupt", message);
        case SQLITE_CANTOPEN:
            return fail(Code::unavailable, "store.open", message);
        default:
            return fail(Code::internal, "store.statement", message);
    }
}

void bind(sqlite3_stmt* statement, Values const& parameters) {
    for (int i = 0; i < static_cast<int>(parameters.size()); ++i) {
        auto const& value = parameters[static_cast<std::size_t>(i)];
        if (auto const* integer = std::get_if<std::int64_t>(&value)) {
            sqlite3_bind_int64(statement, i + 1, *integer);
        } else if (auto const* real = std::get_if<double>(&value)) {
            sqlite3_bind_double(statement, i + 1, *real);
        } else if (auto const* text = std::get_if<std::string>(&value)) {
            sqlite3_bind_text64(statement, i + 1, text->data(), text->size(), SQLITE_TRANSIENT,
                                SQLITE_UTF8);
        } else {
            sqlite3_bind_null(statement, i + 1);
        }
    }
}

Row row_of(sqlite3_stmt* statement) {
    Row row;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        switch (sqlite3_column_type(statement, i)) {
            case SQLITE_INTEGER:
                row.values.emplace_back(std::int64_t{sqlite3_column_int64(statement, i)});
                break;
            case SQLITE_FLOAT:
                row.values.emplace_back(sqlite3_column_double(statement, i));
                break;
            case SQLITE_NULL:
                row.values.emplace_back();
                break;
            default:
                row.values.emplace_back(
                    std::string(static_cast<char const*>(sqlite3_column_blob(statement, i)),
                                static_cast<std::size_t>(sqlite3_column_bytes(statement, i))));
        }
    }
    return row;
}

std::string quoted(std::string const& name) { return "\"" + name + "\""; }

class Sqlite final : public Engine {
public:
    explicit Sqlite(sqlite3* db) : db_(db) {}
    ~Sqlite() override {
        statements_.clear();
        sqlite3_close(db_);
    }

    Result<std::vector<Row>> query(std::string_view sql, Values const& parameters) override {
        auto* const statement = TRY(prepare(sql));
        bind(statement, parameters);
        std::vector<Row> rows;
        auto step = sqlite3_step(statement);
        for (; step == SQLITE_ROW; step = sqlite3_step(statement))
            rows.push_back(row_of(statement));
        auto result = step == SQLITE_DONE
                          ? Result<std::vector<Row>>(std::move(rows))
                          : Result<std::vector<Row>>(failure(db_, "Cannot run a statement"));
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
        return result;
    }

    Done run_script(std::string_view sql) override {
        if (sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            return failure(db_, "Cannot run a script");
        return {};
    }

    Done begin() override { return run_script("BEGIN IMMEDIATE"); }
    Done commit() override { return run_script("COMMIT"); }
    void rollback() override {
        if (sqlite3_get_autocommit(db_) == 0) static_cast<void>(run_script("ROLLBACK"));
    }

    Done check() override {
        for (auto const& row : TRY(query("PRAGMA integrity_check", {})))
            if (row.text(0) != "ok") return fail(Code::corrupt, "store.corrupt", row.text(0));
        return {};
    }

    Done rewrite() override {
        statements_.clear();
        TRY(run_script("VACUUM"));
        auto const rows = TRY(query("PRAGMA wal_checkpoint(TRUNCATE)", {}));
        if (!rows.empty() && rows[0].integer(0) != 0)
            return fail(Code::unavailable, "store.busy", "Somebody else reads the database");
        return {};
    }

    Result<std::vector<Readable>> tables() override {
        std::vector<Readable> tables;
        for (auto const& table :
             TRY(query("SELECT name FROM sqlite_master WHERE type = 'table'", {}))) {
            std::string row;
            auto const name = quoted(table.text(0));
            for (auto const& column :
                 TRY(query("SELECT name FROM pragma_table_info('" + table.text(0) + "')", {})))
                row += fmt::format("{}coalesce(CAST({} AS TEXT), '')",
                                   row.empty() ? "" : " || char(10) || ", quoted(column.text(0)));
            if (!row.empty()) tables.push_back({name, row});
        }
        return tables;
    }

    Result<bool> hold_lock() override { return true; }

private:
    Result<sqlite3_stmt*> prepare(std::string_view sql) {
        auto const found = statements_.find(sql);
        if (found != statements_.end()) return found->second.get();
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(db_, sql.data(), static_cast<int>(sql.size()), &statement,
                               nullptr) != SQLITE_OK)
            return failure(db_, "Cannot prepare a statement");
        statements_.emplace(sql, Statement(statement));
        return statement;
    }

    sqlite3* db_;
    std::map<std::string, Statement, std::less<>> statements_;
};

}  // namespace

Result<std::unique_ptr<Engine>> open_sqlite(std::filesystem::path const& file) {
    TRY(make_folder(file.parent_path()));
    // Without a lock of its own: the store has one.
    auto constexpr flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    sqlite3* db = nullptr;
    auto const opened = sqlite3_open_v2(file.c_str(), &db, flags, nullptr);
    auto engine = std::make_unique<Sqlite>(db);
    if (opened != SQLITE_OK) return failure(db, "Cannot open " + file.string());
    sqlite3_busy_timeout(db, busy_timeout_ms);
    TRY(
        engine->run_script(fmt::format("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
                                       "foreign_keys=ON; PRAGMA cache_size=-{};",
                                       cache_kib)));
    std::error_code ignored;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, ignored);
    return engine;
}

}  // namespace jutong::store

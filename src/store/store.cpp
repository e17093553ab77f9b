#include "store/store.h"

#include <mutex>
#include <unordered_map>

#include <sqlite3.h>

#include "base/file.h"

namespace jutong::store {

namespace {

constexpr int busy_timeout_ms = 10'000;

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

}  // namespace

std::int64_t Row::integer(std::size_t i) const {
    auto const* value = std::get_if<std::int64_t>(&values[i]);
    return value == nullptr ? 0 : *value;
}

std::string Row::text(std::size_t i) const {
    auto const* value = std::get_if<std::string>(&values[i]);
    return value == nullptr ? std::string() : *value;
}

struct Store::Impl {
    sqlite3* db = nullptr;
    std::recursive_mutex mutex;  // guards all below, and one transaction at a time
    std::unordered_map<std::string, Statement> statements;

    ~Impl() {
        statements.clear();
        sqlite3_close(db);
    }

    Result<sqlite3_stmt*> prepare(std::string_view sql) {
        auto const found = statements.find(std::string(sql));
        if (found != statements.end()) return found->second.get();
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(db, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) !=
            SQLITE_OK)
            return failure(db, "Cannot prepare a statement");
        statements.emplace(sql, Statement(statement));
        return statement;
    }
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(std::filesystem::path const& file) {
    TRY(make_folder(file.parent_path()));
    auto impl = std::make_unique<Impl>();
    auto constexpr flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
    if (sqlite3_open_v2(file.c_str(), &impl->db, flags, nullptr) != SQLITE_OK)
        return failure(impl->db, "Cannot open " + file.string());
    sqlite3_busy_timeout(impl->db, busy_timeout_ms);
    auto store = std::unique_ptr<Store>(new Store(std::move(impl)));
    TRY(store->run_script(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"));
    std::error_code ignored;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, ignored);
    return store;
}

Result<std::vector<Row>> Store::query(std::string_view sql, Values const& parameters) {
    std::lock_guard const lock(impl_->mutex);
    auto* const statement = TRY(impl_->prepare(sql));
    bind(statement, parameters);
    std::vector<Row> rows;
    auto step = sqlite3_step(statement);
    for (; step == SQLITE_ROW; step = sqlite3_step(statement)) rows.push_back(row_of(statement));
    auto result = step == SQLITE_DONE
                      ? Result<std::vector<Row>>(std::move(rows))
                      : Result<std::vector<Row>>(failure(impl_->db, "Cannot run a statement"));
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return result;
}

Done Store::run(std::string_view sql, Values const& parameters) {
    TRY(query(sql, parameters));
    return {};
}

Done Store::run_script(std::string_view sql) {
    std::lock_guard const lock(impl_->mutex);
    if (sqlite3_exec(impl_->db, std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return failure(impl_->db, "Cannot run a script");
    return {};
}

Done Store::transaction(std::function<Done()> const& work) {
    std::lock_guard const lock(impl_->mutex);
    TRY(run_script("BEGIN IMMEDIATE"));
    auto done = work();
    if (done) done = run_script("COMMIT");
    if (!done && sqlite3_get_autocommit(impl_->db) == 0) static_cast<void>(run_script("ROLLBACK"));
    return done;
}

Done Store::check() {
    for (auto const& row : TRY(query("PRAGMA integrity_check")))
        if (row.text(0) != "ok") return fail(Code::corrupt, "store.corrupt", row.text(0));
    return {};
}

}  // namespace jutong::store

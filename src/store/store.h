// Small transactional state: run this SQL in this transaction. Embedded SQLite (WAL, synchronous
// FULL), or PostgreSQL. Trusted: who can write the file or the database can change what the
// platform believes of its runs and packs.
//
// SQL is written once, in what both engines have; parameters are ?1, ?2 …; columns are INTEGER (64
// bits), REAL and TEXT; INTEGER PRIMARY KEY AUTOINCREMENT numbers rows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace jutong::store {

using Value = std::variant<std::monostate, std::int64_t, double, std::string>;
using Values = std::vector<Value>;

struct Row {
    Values values;
    bool is_null(std::size_t i) const { return values[i].index() == 0; }
    std::int64_t integer(std::size_t i) const;  // 0 for null
    std::string text(std::size_t i) const;      // empty for null
};

bool is_postgres(std::string_view address);

// Safe from any thread; calls are serialised.
class Store {
public:
    // `address` is a file, made where there is none, or postgresql://… as libpq reads it; secrets
    // come from its environment and password file. Fails with store.open (unavailable),
    // store.corrupt (corrupt).
    static Result<std::unique_ptr<Store>> open(std::string const& address);
    ~Store();

    // One statement with ?1, ?2 … bound. Fails with store.statement (internal), store.busy
    // (unavailable), store.full (unavailable), store.corrupt (corrupt), store.lost (unavailable)
    // where the server went away, store.conflict (conflict).
    Result<std::vector<Row>> query(std::string_view sql, Values const& parameters = {});
    Done run(std::string_view sql, Values const& parameters = {});

    // Several statements without parameters, as a module's schema file has them.
    Done run_script(std::string_view sql);

    // All of `work` or nothing; durable once it returns. Where another writer was in the way the
    // whole of it is done again, so it must be repeatable. Where the server goes away during the
    // commit (store.lost), whether it was done is not known.
    Done transaction(std::function<Done()> const& work);

    // Takes the lock of the one process that writes, for as long as the store is open; false where
    // another has it. Of processes on other machines: an embedded store has none, its data
    // directory is locked.
    Result<bool> hold_lock();

    // Writes the whole database anew, so that nothing of what was deleted stays in it, in its
    // write-ahead file or in the planner's samples of it. Outside of a transaction; nobody else may
    // be using it. Fails with store.busy (unavailable) where somebody is.
    Done rewrite();

    // Every value of every table that is not the database's own, row by row as one text, and the
    // planner's samples of them.
    Done dump(std::function<Done(std::string const& table, std::string_view row)> const& take);

    // The file's own check. Fails with store.corrupt.
    Done check();

private:
    struct Impl;
    explicit Store(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> impl_;
};

}  // namespace jutong::store

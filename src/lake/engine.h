// The only door to DuckDB: its C handles, owned. For the sources of this module alone.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <duckdb.h>

#include "base/result.h"
#include "lake/batch.h"
#include "lake/gate.h"
#include "lake/lake.h"

namespace jutong::lake {

// Owns a C handle that `Destroy` takes by pointer.
template <typename Handle, auto Destroy>
class Owned {
public:
    Owned() = default;
    explicit Owned(Handle handle) : handle_(handle) {}
    Owned(Owned&& other) noexcept : handle_(std::exchange(other.handle_, Handle{})) {}
    Owned& operator=(Owned&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Owned() {
        if (handle_) Destroy(&handle_);
    }

    Handle get() const { return handle_; }
    Handle* out() { return &handle_; }
    explicit operator bool() const { return handle_ != Handle{}; }

private:
    Handle handle_{};
};

// An engine that stopped itself throws where it rolls back, out of a destructor: a connection to
// one is left open, for the process to end with.
void disconnect(duckdb_connection* connection);

using Database = Owned<duckdb_database, duckdb_close>;
using Connection = Owned<duckdb_connection, disconnect>;
using Prepared = Owned<duckdb_prepared_statement, duckdb_destroy_prepare>;
using Pending = Owned<duckdb_pending_result, duckdb_destroy_pending>;
using Chunk = Owned<duckdb_data_chunk, duckdb_destroy_data_chunk>;
using LogicalType = Owned<duckdb_logical_type, duckdb_destroy_logical_type>;

// A connection that a deadline may interrupt as long as its session has it.
class Watched {
public:
    explicit Watched(duckdb_connection connection) : connection_(connection) {}
    void interrupt() {
        std::lock_guard const lock(mutex_);
        if (connection_ != nullptr) duckdb_interrupt(connection_);
    }
    void forget() {
        std::lock_guard const lock(mutex_);
        connection_ = nullptr;
    }

private:
    std::mutex mutex_;  // guards connection_
    duckdb_connection connection_;
};

struct QueryResult {
    duckdb_result result{};
    QueryResult() = default;
    QueryResult(QueryResult&& other) noexcept : result(std::exchange(other.result, {})) {}
    QueryResult& operator=(QueryResult&&) = delete;
    ~QueryResult() { duckdb_destroy_result(&result); }
};

// The engine's words, told apart by what the caller can do.
tl::unexpected<Error> engine_failure(std::string_view message);

// A statement of which all is known but its rows: the pending result needs the prepared one.
struct Plan {
    Prepared prepared;
    Pending pending;
};
enum class Rows : std::uint8_t { kept, streamed };

// All that is read from the catalogue is read here, behind `gate` if there is one.
Result<Plan> plan(duckdb_connection connection, std::string const& sql,
                  std::vector<Cell> const& parameters, Gate const* gate, Rows rows);

// Runs one statement to its end.
Result<QueryResult> execute(duckdb_connection connection, std::string const& sql,
                            std::vector<Cell> const& parameters = {}, Gate const* gate = nullptr);

LogicalType logical_type_of(Type type);
std::string_view text_of(duckdb_string_t const& value);

// Reads the vectors of a chunk; fails with lake.type (internal) for a type that lake::Type lacks.
Done read_chunk(duckdb_data_chunk chunk, Batch& out, idx_t first_column = 0);
std::unique_ptr<BatchWriter> writer_of(duckdb_data_chunk chunk);

// What statements borrow from us, by the number that stands in their SQL. Safe from any thread.
template <typename Lent>
class LentTable {
public:
    std::int64_t add(Lent& lent) {
        std::lock_guard const lock(mutex_);
        entries_.emplace(next_, Entry{&lent, std::nullopt});
        return next_++;
    }
    void remove(std::int64_t id) {
        std::lock_guard const lock(mutex_);
        entries_.erase(id);
    }
    Lent* find(std::int64_t id) {
        std::lock_guard const lock(mutex_);
        auto const found = entries_.find(id);
        return found == entries_.end() ? nullptr : found->second.lent;
    }
    // The failure of what is lent, kept whole; the first one stays.
    void note(std::int64_t id, Error error) {
        std::lock_guard const lock(mutex_);
        auto const found = entries_.find(id);
        if (found != entries_.end() && !found->second.failure)
            found->second.failure = std::move(error);
    }
    std::optional<Error> failure(std::int64_t id) {
        std::lock_guard const lock(mutex_);
        auto const found = entries_.find(id);
        return found == entries_.end() ? std::nullopt : found->second.failure;
    }

private:
    struct Entry {
        Lent* lent;
        std::optional<Error> failure;
    };
    std::mutex mutex_;  // guards all below
    std::int64_t next_ = 1;
    std::unordered_map<std::int64_t, Entry> entries_;
};
using FeedTable = LentTable<Feed>;
using SinkTable = LentTable<Session::Sink const>;

// Registers jt_feed(id) and the named functions; `threads` cursors at the most.
Done register_feed_function(duckdb_connection connection, FeedTable& feeds, int threads);
Done register_table_function(duckdb_connection connection, std::string const& name,
                             Lake::FeedMaker make, int threads);
// Registers jt_sink(id, values…), which hands batches to a sink and gives 0 for every row.
Done register_sink_function(duckdb_connection connection, SinkTable& sinks);
Done register_element_functions(duckdb_connection connection, element::Registry const& registry);

}  // namespace jutong::lake

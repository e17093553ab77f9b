#include "lake/engine.h"

#include <fmt/format.h>

namespace jutong::lake {

namespace {

// A fault inside the engine, after which it answers nothing more.
bool has_stopped(std::string_view message) {
    return message.starts_with("INTERNAL") || message.starts_with("FATAL");
}

}  // namespace

void disconnect(duckdb_connection* connection) {
    QueryResult asked;
    if (duckdb_query(*connection, "SELECT 1", &asked.result) != DuckDBSuccess &&
        has_stopped(duckdb_result_error(&asked.result)))
        return;
    duckdb_disconnect(connection);
}

tl::unexpected<Error> engine_failure(std::string_view message) {
    auto const says = [&](std::string_view words) {
        return message.find(words) != std::string_view::npos;
    };
    auto text = std::string(message);
    if (has_stopped(message))
        return fail(Code::unavailable, "lake.engine",
                    "The engine has stopped itself; start again: " + text);
    if (says("INTERRUPT") || says("Interrupted"))
        return fail(Code::conflict, "run.cancelled", "Cancelled by the user");
    if (message.starts_with("Catalog Error") || message.starts_with("Binder Error") ||
        message.starts_with(
            "Parser Error"))  // they quote the statement, which may have any word below
        return fail(Code::invalid, "lake.statement", std::move(text));
    if (says("No snapshot found")) return fail(Code::not_found, "lake.as_of", std::move(text));
    if (says("Failed to cast value: timestamp") || says("invalid timestamp field"))
        return fail(Code::invalid, "lake.as_of", std::move(text));
    if (says("Out of Memory")) return fail(Code::limited, "lake.memory", std::move(text));
    if (says("server closed the connection") || says("terminating connection") ||
        says("Unable to connect to Postgres") || says("no connection to the server") ||
        says("connection to server"))
        return fail(Code::unavailable, "lake.lost", std::move(text));
    auto const is_locked = says("database is locked");
    if (is_locked) text = "Another program holds the lake's catalogue: " + text;
    if ((is_locked && says("Failed to commit")) || says("could not serialize access") ||
        says("deadlock detected") || says("conflict") || says("Conflict"))
        return fail(Code::conflict, "lake.conflict", std::move(text));
    if (is_locked) return fail(Code::unavailable, "lake.busy", std::move(text));
    if (says("No space left") || says("Could not write") || says("disk is full"))
        return fail(Code::unavailable, "lake.full", std::move(text));
    if (says("disk I/O error"))
        return fail(Code::unavailable, "lake.io", text + "; is the disk full?");
    if (says("malformed") || says("not a database") || says("too small to be a Parquet") ||
        says("No magic bytes") || says("invalid Thrift") || says("Serialization Error") ||
        says("corrupt"))
        return fail(Code::corrupt, "lake.corrupt", std::move(text));
    if (message.starts_with("IO Error") || message.starts_with("HTTP"))
        return fail(Code::unavailable, "lake.io", std::move(text));
    return fail(Code::invalid, "lake.statement", std::move(text));
}

Result<Plan> plan(duckdb_connection connection, std::string const& sql,
                  std::vector<Cell> const& parameters, Gate const* gate, Rows rows) {
    std::optional<Gate::Pass> pass;
    if (gate != nullptr) pass.emplace(TRY(gate->read()));
    Plan plan;
    if (duckdb_prepare(connection, sql.c_str(), plan.prepared.out()) != DuckDBSuccess)
        return engine_failure(duckdb_prepare_error(plan.prepared.get()));
    for (idx_t i = 0; i < parameters.size(); ++i) {
        auto const& value = parameters[i];
        if (value) {
            duckdb_bind_varchar_length(plan.prepared.get(), i + 1, value->data(), value->size());
        } else {
            duckdb_bind_null(plan.prepared.get(), i + 1);
        }
    }
    auto const pend =
        rows == Rows::streamed ? duckdb_pending_prepared_streaming : duckdb_pending_prepared;
    if (pend(plan.prepared.get(), plan.pending.out()) != DuckDBSuccess)
        return engine_failure(duckdb_pending_error(plan.pending.get()));
    return plan;
}

Result<QueryResult> execute(duckdb_connection connection, std::string const& sql,
                            std::vector<Cell> const& parameters, Gate const* gate) {
    QueryResult result;
    if (parameters.empty() && gate == nullptr) {  // several statements too
        if (duckdb_query(connection, sql.c_str(), &result.result) != DuckDBSuccess)
            return engine_failure(duckdb_result_error(&result.result));
        return result;
    }
    auto const planned = TRY(plan(connection, sql, parameters, gate, Rows::kept));
    if (duckdb_execute_pending(planned.pending.get(), &result.result) != DuckDBSuccess)
        return engine_failure(duckdb_result_error(&result.result));
    return result;
}

std::string quoted_name(std::string_view name) {
    std::string out = "\"";
    for (auto const c : name) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

std::string quoted_text(std::string_view text) {
    std::string out = "'";
    for (auto const c : text) out.append(c == '\'' ? 2 : 1, c);
    return out + '\'';
}

}  // namespace jutong::lake

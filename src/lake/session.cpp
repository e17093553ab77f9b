#include "lake/session.h"

#include <optional>

#include <fmt/format.h>
#include <unistd.h>

#include "base/verify.h"

namespace jutong::lake {

namespace {

// The last one keeps commits waiting.
constexpr int reading_attempts_max = 3;

// The statement without white space and semicolons at its end, so that it can stand in brackets.
std::string_view bare(std::string_view sql) {
    auto const end = sql.find_last_not_of("; \t\r\n");
    return sql.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

Result<Table> table_of(QueryResult& result) {
    Table table;
    auto const columns = duckdb_column_count(&result.result);
    for (idx_t i = 0; i < columns; ++i)
        table.columns.emplace_back(duckdb_column_name(&result.result, i));
    Batch batch;
    while (true) {
        Chunk const chunk(duckdb_fetch_chunk(result.result));
        if (!chunk) return table;
        TRY(read_chunk(chunk.get(), batch));
        if (table.rows.size() + batch.rows > result_rows_max)
            return fail(
                Code::limited, "lake.rows",
                fmt::format("The result has more than {} rows; add LIMIT", result_rows_max));
        for (std::size_t row = 0; row < batch.rows; ++row) {
            auto& out = table.rows.emplace_back(columns);
            for (std::size_t i = 0; i < columns; ++i)
                if (batch.columns[i].null[row] == 0)
                    out[i] = std::string(batch.columns[i].text[row]);
        }
    }
}

}  // namespace

Session::Session(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;

Result<Table> Session::query(std::string const& sql, std::vector<Cell> const& parameters,
                             CellForm form) {
    auto const cell =
        form == CellForm::json ? "to_json(COLUMNS(*))::VARCHAR" : "COLUMNS(*)::VARCHAR";
    auto result = TRY(execute(impl_->connection.get(),
                              fmt::format("SELECT {} FROM (\n{}\n)", cell, bare(sql)), parameters,
                              impl_->reads));
    return table_of(result);
}

Done Session::run(std::string const& sql) {
    TRY(execute(impl_->connection.get(), sql, {}, impl_->reads));
    return {};
}

struct Scan::Impl {
    Plan plan;
    QueryResult result;
    Chunk chunk;  // the last one read: batches are views of it
    std::vector<std::string> columns;
    bool ended = false;
};

Scan::Scan(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Scan::~Scan() = default;
Scan::Scan(Scan&&) noexcept = default;

std::vector<std::string> const& Scan::columns() const { return impl_->columns; }

Result<bool> Scan::next(Batch& out) {
    while (!impl_->ended) {
        impl_->chunk = Chunk(duckdb_stream_fetch_chunk(impl_->result.result));
        if (!impl_->chunk) {
            auto const* const error = duckdb_result_error(&impl_->result.result);
            if (error != nullptr && *error != '\0') return engine_failure(error);
            impl_->ended = true;  // the engine fails where it is asked again
            break;
        }
        TRY(read_chunk(impl_->chunk.get(), out));
        if (out.rows > 0) return true;
    }
    return false;
}

Result<Scan> Session::open_scan(std::string const& sql) {
    auto scan = std::make_unique<Scan::Impl>();
    scan->plan = TRY(plan(impl_->connection.get(), sql, {}, impl_->reads, Rows::streamed));
    if (duckdb_execute_pending(scan->plan.pending.get(), &scan->result.result) != DuckDBSuccess)
        return engine_failure(duckdb_result_error(&scan->result.result));
    for (idx_t i = 0; i < duckdb_column_count(&scan->result.result); ++i)
        scan->columns.emplace_back(duckdb_column_name(&scan->result.result, i));
    return Scan(std::move(scan));
}

Done Session::scan(std::string const& sql, std::function<Done(Batch const&)> const& take) {
    auto scan = TRY(open_scan(sql));
    Batch batch;
    while (TRY(scan.next(batch))) TRY(take(batch));
    return {};
}

Result<std::int64_t> Session::run_with(std::string statement, Feed& feed) {
    auto const id = impl_->feeds.add(feed);
    constexpr std::string_view mark = "$feed";
    auto const at = statement.find(mark);
    verify(at != std::string::npos, "a statement with a feed says where it stands");
    statement.replace(at, mark.size(), fmt::format("jt_feed({})", id));
    auto result = execute(impl_->connection.get(), statement, {}, impl_->reads);
    auto const failure = impl_->feeds.failure(id);
    impl_->feeds.remove(id);
    if (failure) return fail(*failure);
    auto done = TRY(std::move(result));
    return static_cast<std::int64_t>(duckdb_rows_changed(&done.result));
}

Done Session::transaction(Message const& message, std::function<Done()> const& work) {
    TRY(run("BEGIN TRANSACTION"));
    auto done = work();
    if (done) done = commit(message);
    if (!done) static_cast<void>(run("ROLLBACK"));
    return done;
}

namespace {

// Of the lake, where a gate is needed; the transaction's own inside one.
Result<std::string> version_of(Session& session) {
    auto const found = TRY(session.query("SELECT id FROM ducklake_current_snapshot('lake')"));
    return found.rows.at(0).at(0).value_or("");
}

Done read_in_transaction(Session& session, std::function<Done()> const& work) {
    TRY(session.run("BEGIN TRANSACTION"));
    auto done = work();
    static_cast<void>(session.run("ROLLBACK"));
    return done;
}

}  // namespace

// A statement after a commit may see less than its transaction's version: then all of it is done
// again, in the end with commits kept waiting.
Done Session::reading(std::function<Done()> const& work) {
    if (impl_->reads == nullptr) return read_in_transaction(*this, work);
    for (auto attempt = 1; attempt < reading_attempts_max; ++attempt) {
        std::string version;
        auto const noted = [&]() -> Done {
            version = TRY(version_of(*this));
            return work();
        };
        auto done = read_in_transaction(*this, noted);
        if (TRY(version_of(*this)) == version) return done;
    }
    auto const pass = TRY(impl_->reads->read());
    return read_in_transaction(*this, work);
}

// The engine writes and closes data files before COMMIT but does not sync them: whoever commits
// must.
Done Session::commit(Message const& message) {
    TRY(run(fmt::format("CALL lake.set_commit_message({}, {})", quoted_text(message.author),
                        quoted_text(message.text))));
    if (::syncfs(impl_->data_folder) != 0)
        return fail(Code::unavailable, "lake.full", "Cannot sync the data files of the lake");
    std::optional<Gate::Pass> pass;
    if (impl_->commits != nullptr) pass.emplace(TRY(impl_->commits->commit()));
    return run("COMMIT");
}

Done Session::scan_in_parallel(std::string const& sql, Sink const& sink) {
    auto const id = impl_->sinks.add(sink);
    auto const result =
        execute(impl_->connection.get(),
                fmt::format("SELECT count(jt_sink({}, *COLUMNS(*))) FROM (\n{}\n)", id, bare(sql)),
                {}, impl_->reads);
    auto const failure = impl_->sinks.failure(id);
    impl_->sinks.remove(id);
    if (failure) return fail(*failure);
    if (!result) return fail(result.error());
    return {};
}

void Session::interrupt() { duckdb_interrupt(impl_->connection.get()); }

}  // namespace jutong::lake

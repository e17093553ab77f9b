#include "ingest/runs.h"

#include <utility>

#include <unistd.h>

namespace jutong::ingest {

namespace {

constexpr std::string_view schema = R"(
CREATE TABLE IF NOT EXISTS ingest_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT NOT NULL, state TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started TEXT NOT NULL, ended TEXT, message TEXT);
)";

Run run_of(store::Row const& row) {
    return {row.integer(0), row.text(1), row.text(2), row.integer(3),
            row.text(4),    row.text(5), row.text(6)};
}

}  // namespace

Result<Runs> Runs::open(store::Store& store, Clock const& clock) {
    TRY(store.run_script(schema));
    return Runs(store, clock);
}

Result<std::int64_t> Runs::start(std::string const& command) {
    TRY(store_->run("UPDATE ingest_run SET state = 'interrupted' WHERE state = 'running'"));
    if (auto const id = std::exchange(taken_, std::nullopt)) {
        auto const begun =
            TRY(store_->query("UPDATE ingest_run SET state = 'running', pid = ?2, started = ?3 "
                              "WHERE id = ?1 AND state = 'queued' RETURNING id",
                              {*id, std::int64_t{::getpid()}, iso_time(clock_->now())}));
        if (begun.empty()) return fail(Code::conflict, "run.taken", "The run waits no longer");
        return *id;
    }
    auto const rows =
        TRY(store_->query("INSERT INTO ingest_run (command, state, pid, started) VALUES (?1, "
                          "'running', ?2, ?3) RETURNING id",
                          {command, std::int64_t{::getpid()}, iso_time(clock_->now())}));
    return rows.at(0).integer(0);
}

Result<std::int64_t> Runs::enqueue(std::string const& command) {
    auto const rows =
        TRY(store_->query("INSERT INTO ingest_run (command, state, pid, started) VALUES (?1, "
                          "'queued', ?2, ?3) RETURNING id",
                          {command, std::int64_t{::getpid()}, iso_time(clock_->now())}));
    return rows.at(0).integer(0);
}

Done Runs::take(std::int64_t id) {
    auto const run = TRY(find(id));
    if (run.state != "queued") return fail(Code::conflict, "run.taken", "The run waits no longer");
    taken_ = id;
    return {};
}

Done Runs::drop(std::int64_t id) {
    auto const dropped =
        TRY(store_->query("UPDATE ingest_run SET state = 'cancelled', ended = ?2 WHERE id = ?1 AND "
                          "state = 'queued' RETURNING id",
                          {id, iso_time(clock_->now())}));
    if (dropped.empty()) return fail(Code::conflict, "run.taken", "The run waits no longer");
    return {};
}

Done Runs::finish(std::int64_t id, Done const& outcome) {
    auto const* const state = outcome                                     ? "done"
                              : outcome.error().reason == "run.cancelled" ? "cancelled"
                                                                          : "failed";
    return store_->run("UPDATE ingest_run SET state = ?2, ended = ?3, message = ?4 WHERE id = ?1",
                       {id, std::string(state), iso_time(clock_->now()),
                        outcome ? std::string() : outcome.error().message});
}

Result<std::vector<Run>> Runs::last(int count) {
    std::vector<Run> runs;
    for (auto const& row : TRY(store_->query("SELECT id, command, state, pid, started, ended, "
                                             "message FROM ingest_run ORDER BY id DESC LIMIT ?1",
                                             {std::int64_t{count}})))
        runs.push_back(run_of(row));
    return runs;
}

Result<Run> Runs::find(std::int64_t id) {
    auto const rows = TRY(store_->query(
        "SELECT id, command, state, pid, started, ended, message FROM ingest_run WHERE id = ?1",
        {id}));
    if (rows.empty())
        return fail(Code::not_found, "run.unknown", "There is no run " + std::to_string(id));
    return run_of(rows.front());
}

}  // namespace jutong::ingest

#include "operation/run_state.h"

#include <fmt/format.h>

namespace jutong::operation {

namespace {

constexpr std::string_view schema = R"(
CREATE TABLE IF NOT EXISTS operation_run (
    run INTEGER PRIMARY KEY, request TEXT NOT NULL, actor TEXT NOT NULL, key TEXT NOT NULL,
    reason TEXT, log TEXT, progress TEXT, cancel INTEGER);
CREATE INDEX IF NOT EXISTS operation_run_key ON operation_run (key);
)";

constexpr std::string_view columns =
    "SELECT r.id, r.command, r.state, r.pid, r.started, r.ended, r.message, o.request, o.actor, "
    "o.reason, o.progress FROM ingest_run r LEFT JOIN operation_run o ON o.run = r.id ";

json::object object_of(std::string const& text) {
    json::error_code error;
    auto const value = json::parse(text.empty() ? "{}" : text, error);
    return error || !value.is_object() ? json::object() : value.as_object();
}

RunProgress progress_of(json::object const& written) {
    RunProgress progress;
    progress.step = std::string(written.at("step").as_string());
    progress.done = written.at("done").as_int64();
    progress.total = written.at("total").as_int64();
    progress.rows = written.at("rows").as_int64();
    return progress;
}

RunView view_of(store::Row const& row) {
    RunView view;
    view.run = {row.integer(0), row.text(1), row.text(2), row.integer(3),
                row.text(4),    row.text(5), row.text(6)};
    auto const request = object_of(row.text(7));
    view.request = request_of(request);
    view.actor = row.text(8);
    view.reason = row.text(9);
    auto const& state = view.run.state;
    view.resumable =
        !request.empty() && (state == "failed" || state == "cancelled" || state == "interrupted");
    if (state == "running" && !row.text(10).empty())
        view.progress = progress_of(object_of(row.text(10)));
    return view;
}

}  // namespace

Result<std::unique_ptr<RunState>> RunState::open(store::Store& store, Clock const& clock) {
    auto runs = TRY(ingest::Runs::open(store, clock));
    TRY(store.run_script(schema));
    return std::unique_ptr<RunState>(new RunState(store, std::move(runs)));
}

Result<std::int64_t> RunState::add(RunRequest const& request, std::string const& actor,
                                   std::string const& key) {
    std::int64_t run = 0;
    auto const work = [&]() -> Done {
        run = TRY(runs_.enqueue(line_of(request)));
        return store_.run(
            "INSERT INTO operation_run (run, request, actor, key) VALUES (?1, ?2, ?3, ?4)",
            {run, json::serialize(json_of(request)), actor, key});
    };
    TRY(store_.transaction(work));
    return run;
}

Result<std::optional<std::int64_t>> RunState::find_key(std::string const& key) {
    auto const rows =
        TRY(store_.query("SELECT run FROM operation_run WHERE key = ?1 ORDER BY run DESC", {key}));
    if (key.empty() || rows.empty()) return std::optional<std::int64_t>();
    return std::optional(rows.front().integer(0));
}

Result<std::vector<std::int64_t>> RunState::waiting() {
    std::vector<std::int64_t> runs;
    for (auto const& row :
         TRY(store_.query("SELECT r.id FROM ingest_run r JOIN operation_run o ON o.run = r.id "
                          "WHERE r.state = 'queued' ORDER BY r.id")))
        runs.push_back(row.integer(0));
    return runs;
}

Result<RunView> RunState::find(std::int64_t run) {
    auto const rows = TRY(store_.query(std::string(columns) + "WHERE r.id = ?1", {run}));
    if (rows.empty())
        return fail(Code::not_found, "run.unknown", "There is no run " + std::to_string(run));
    return view_of(rows.front());
}

Result<std::vector<RunView>> RunState::list(std::int64_t before, std::size_t count,
                                            std::string const& state, std::string const& command) {
    // The main job's runs are called as its command is.
    auto const called = command == "main" ? "run" : command;
    std::vector<RunView> views;
    for (auto const& row : TRY(store_.query(
             std::string(columns) +
                 "WHERE (?1 = 0 OR r.id < ?1) AND (?2 = '' OR r.state = ?2) AND (?3 = '' OR "
                 "r.command = ?3 OR r.command LIKE ?4) ORDER BY r.id DESC LIMIT ?5",
             {before, state, called, called + " %", static_cast<std::int64_t>(count)})))
        views.push_back(view_of(row));
    return views;
}

Done RunState::close(std::int64_t run, std::string const& reason, std::vector<RunLine> const& log,
                     bool waits_again) {
    json::array lines;
    for (auto const& [at, line] : log) lines.push_back({{"at", at}, {"line", line}});
    auto const work = [&]() -> Done {
        TRY(
            store_.run("UPDATE operation_run SET reason = ?2, log = ?3, progress = NULL, "
                       "cancel = NULL WHERE run = ?1",
                       {run, reason, json::serialize(lines)}));
        if (!waits_again) return {};
        return store_.run(
            "UPDATE ingest_run SET state = 'queued', ended = NULL, message = '' "
            "WHERE id = ?1",
            {run});
    };
    return store_.transaction(work);
}

Result<std::vector<RunLine>> RunState::log_of(std::int64_t run) {
    auto const rows = TRY(store_.query("SELECT log FROM operation_run WHERE run = ?1", {run}));
    std::vector<RunLine> lines;
    if (rows.empty() || rows.front().is_null(0)) return lines;
    json::error_code error;
    auto const value = json::parse(rows.front().text(0), error);
    if (error || !value.is_array()) return lines;
    for (auto const& line : value.as_array())
        lines.push_back(
            {std::string(line.at("at").as_string()), std::string(line.at("line").as_string())});
    return lines;
}

Done RunState::say_progress(std::int64_t run, RunProgress const& progress) {
    return store_.run("UPDATE operation_run SET progress = ?2 WHERE run = ?1",
                      {run, json::serialize(json_of(progress))});
}

Done RunState::ask_to_cancel(std::int64_t run) {
    return store_.run("UPDATE operation_run SET cancel = 1 WHERE run = ?1", {run});
}

Result<bool> RunState::is_asked_to_cancel(std::int64_t run) {
    auto const rows = TRY(store_.query("SELECT cancel FROM operation_run WHERE run = ?1", {run}));
    return !rows.empty() && rows.front().integer(0) == 1;
}

}  // namespace jutong::operation

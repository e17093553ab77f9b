// PostgreSQL through libpq, row by row in one read-only transaction.
#include <array>
#include <chrono>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include "base/text.h"
#include "ingest/database.h"

namespace jutong::ingest {

namespace {

constexpr Oid oid_bool = 16, oid_bytea = 17;
constexpr int poll_ms = 200;  // how often it is asked whether the user cancels

using Clock = std::chrono::steady_clock;

struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};

// The five characters after the severity, as verbose messages have them.
std::string_view state_in(std::string_view message) {
    for (std::size_t at = message.find(": "); at != std::string_view::npos;
         at = message.find(": ", at + 1)) {
        auto const text = trim(message.substr(at + 1));
        auto const is_state = text.size() > 5 && text[5] == ':' &&
                              text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5 &&
                              text.find_first_of("0123456789") < 5;
        if (is_state) return text.substr(0, 5);
    }
    return {};
}

class PostgresDatabase final : public Database {
public:
    PostgresDatabase(Connection const& connection, std::string secret, Progress& progress)
        : Database(connection, std::move(secret), progress) {}

    Done connect() {
        auto const& c = Database::connection();
        auto const port = std::to_string(c.port);
        auto const certificate = c.root_certificate.string();
        std::array const names = {"host",
                                  "port",
                                  "dbname",
                                  "user",
                                  "password",
                                  "passfile",
                                  "sslmode",
                                  "application_name",
                                  "sslrootcert",
                                  "client_encoding",
                                  static_cast<char const*>(nullptr)};
        std::array const values = {c.host.c_str(),
                                   port.c_str(),
                                   c.database.c_str(),
                                   c.user.c_str(),
                                   secret().c_str(),
                                   "/dev/null/none",  // secrets come from the configuration alone
                                   c.tls.empty() ? "prefer" : c.tls.c_str(),
                                   "jutong",
                                   certificate.c_str(),
                                   "UTF8",
                                   static_cast<char const*>(nullptr)};
        pg_.reset(PQconnectStartParams(names.data(), values.data(), 0));
        if (pg_ == nullptr) return failure(Code::unavailable, "open", "no memory");
        PQsetErrorVerbosity(pg_.get(), PQERRORS_VERBOSE);
        TRY(finish_connecting());
        PQsetErrorVerbosity(pg_.get(), PQERRORS_DEFAULT);
        PQsetNoticeProcessor(pg_.get(), [](void*, char const*) {}, nullptr);
        auto const nothing = [](DatabaseCells const&) -> Result<bool> { return true; };
        for (auto const* const setting :
             {"default_transaction_read_only = on", "datestyle = 'ISO, YMD'",
              "timezone = 'Asia/Shanghai'", "extra_float_digits = 1", "intervalstyle = 'iso_8601'"})
            TRY(statement(fmt::format("SET {}", setting), std::nullopt, nothing));
        return {};
    }

    Result<std::vector<std::string>> tables() override {
        return names_of(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE "
            "table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1");
    }

protected:
    Result<std::vector<DatabaseColumn>> describe(std::string const& sql) override {
        TRY(begin());
        if (PQsendPrepare(pg_.get(), "", sql.c_str(), 0, nullptr) == 0) return lost();
        TRY(answers(nullptr));
        if (PQsendDescribePrepared(pg_.get(), "") == 0) return lost();
        std::vector<DatabaseColumn> columns;
        auto const read = [&](PGresult const* answer) -> Result<bool> {
            for (int i = 0; i < PQnfields(answer); ++i) {
                auto const type = PQftype(answer, i);
                columns.push_back({PQfname(answer, i), type == oid_bytea ? "bytea" : "",
                                   type == oid_bytea, static_cast<int>(type)});
            }
            return true;
        };
        TRY(answers(read));
        return columns;
    }

    Done run(std::string const& sql, std::optional<After> const& parameter,
             TakeCells const& take) override {
        TRY(begin());
        // A query may have question marks of its own; ours is the last.
        auto text = sql;
        if (parameter) text.replace(text.rfind(">= ?"), 4, ">= $1");
        return statement(text, parameter, take);
    }

private:
    Done begin() {
        auto const state = PQtransactionStatus(pg_.get());
        if (state == PQTRANS_INTRANS) return {};
        auto const nothing = [](DatabaseCells const&) -> Result<bool> { return true; };
        if (state == PQTRANS_INERROR) TRY(statement("ROLLBACK", std::nullopt, nothing));
        return statement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", std::nullopt, nothing);
    }

    Done statement(std::string const& sql, std::optional<After> const& parameter,
                   TakeCells const& take) {
        char const* const value = parameter ? parameter->value.c_str() : nullptr;
        auto const sent = PQsendQueryParams(pg_.get(), sql.c_str(), parameter ? 1 : 0, nullptr,
                                            &value, nullptr, nullptr, 0);
        if (sent == 0) return lost();
        PQsetSingleRowMode(pg_.get());
        DatabaseCells cells;
        return answers([&](PGresult const* answer) { return take_row(answer, cells, take); });
    }

    Result<bool> take_row(PGresult const* answer, DatabaseCells& cells,
                          TakeCells const& take) const {
        if (PQresultStatus(answer) != PGRES_SINGLE_TUPLE) return true;
        cells.clear();
        for (int i = 0; i < PQnfields(answer); ++i) {
            if (PQgetisnull(answer, 0, i) != 0) {
                cells.emplace_back();
                continue;
            }
            auto const size = static_cast<std::size_t>(PQgetlength(answer, 0, i));
            if (size > cell_bytes_max) return long_cell(PQfname(answer, i));
            std::string_view text(PQgetvalue(answer, 0, i), size);
            if (PQftype(answer, i) == oid_bool) text = text == "t" ? "true" : "false";
            cells.emplace_back(text);
        }
        return take(cells);
    }

    // Takes all answers to what was sent; after the first failure, or enough, the rest is dropped.
    Done answers(std::function<Result<bool>(PGresult const*)> const& take) {
        Done outcome;
        auto stopped = false;
        while (true) {
            auto ready = wait_for_answer();
            if (!ready) return ready;
            Answer const answer(PQgetResult(pg_.get()));
            if (answer == nullptr) return outcome;
            auto const status = PQresultStatus(answer.get());
            auto const is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
                                 status == PGRES_SINGLE_TUPLE;
            if (stopped) continue;
            auto more = is_good && take ? take(answer.get()) : Result<bool>(true);
            if (!is_good)
                outcome = refused(answer.get());
            else if (!more)
                outcome = fail(more.error());
            stopped = !outcome || !*more;
            if (stopped && is_good) stop();
        }
    }

    // Asks the server to send no more.
    void stop() {
        std::array<char, 256> said{};
        auto* const cancel = PQgetCancel(pg_.get());
        if (cancel != nullptr) PQcancel(cancel, said.data(), static_cast<int>(said.size()));
        PQfreeCancel(cancel);
    }

    Done wait_for_answer() {
        auto const deadline =
            Clock::now() + std::chrono::seconds(Database::connection().timeout_seconds);
        while (PQisBusy(pg_.get()) != 0) {
            TRY(wait(POLLIN, deadline));
            if (PQconsumeInput(pg_.get()) == 0) return lost();
        }
        return {};
    }

    Done wait(short events, Clock::time_point deadline) {
        while (true) {
            TRY(progress().go_on());
            pollfd socket{PQsocket(pg_.get()), events, 0};
            if (::poll(&socket, 1, poll_ms) > 0) return {};
            if (Clock::now() > deadline) {
                stop();
                return failure(Code::unavailable, "timeout",
                               fmt::format("no answer for {} s; ask the department, or raise "
                                           "timeout_seconds",
                                           Database::connection().timeout_seconds));
            }
        }
    }

    Done finish_connecting() {
        auto const deadline =
            Clock::now() + std::chrono::seconds(Database::connection().timeout_seconds);
        auto state = PGRES_POLLING_WRITING;
        while (PQstatus(pg_.get()) != CONNECTION_BAD) {
            if (state == PGRES_POLLING_OK) return {};
            if (state == PGRES_POLLING_FAILED) break;
            TRY(wait(state == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline));
            state = PQconnectPoll(pg_.get());
        }
        std::string_view said = PQerrorMessage(pg_.get());
        auto const code = state_in(said);
        said = said.substr(0, said.find("\nLOCATION:"));
        if (code.starts_with("28") || PQconnectionNeedsPassword(pg_.get()) != 0)
            return failure(Code::unauthenticated, "password",
                           fmt::format("{}; check user and password, and the server's rules of who "
                                       "may connect",
                                       trim(said)));
        return failure(Code::unavailable, "open", fmt::format("cannot connect: {}", trim(said)));
    }

    tl::unexpected<Error> lost() const {
        return failure(Code::unavailable, "lost",
                       fmt::format("the server went away: {}",
                                   trim(std::string_view(PQerrorMessage(pg_.get())))));
    }

    // What the server said, without the details that may tell values of rows.
    tl::unexpected<Error> refused(PGresult const* answer) const {
        auto const field = [&](int code) {
            auto const* const text = PQresultErrorField(answer, code);
            return std::string_view(text == nullptr ? "" : text);
        };
        auto const state = field(PG_DIAG_SQLSTATE);
        auto const said = field(PG_DIAG_MESSAGE_PRIMARY);
        if (state.empty() || state.starts_with("57P0") || state.starts_with("08")) {
            auto const why = said.empty() ? std::string_view(PQresultErrorMessage(answer)) : said;
            return failure(Code::unavailable, "lost",
                           fmt::format("the server went away: {}", trim(why)));
        }
        if (state == "42P01" || state == "3F000") return failure(Code::not_found, "table", said);
        if (state == "42501") return failure(Code::denied, "denied", said);
        if (state == "25006")
            return failure(Code::invalid, "writes", fmt::format("{}; it may only read", said));
        if (state.starts_with("53") || state.starts_with("57") || state.starts_with("55") ||
            state.starts_with("40"))
            return failure(Code::unavailable, "lost", said);
        return failure(Code::invalid, "query", said);
    }

    std::unique_ptr<PGconn, Finish> pg_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(Connection const& connection, std::string secret,
                                                Progress& progress) {
    auto database = std::make_unique<PostgresDatabase>(connection, std::move(secret), progress);
    TRY(database->connect());
    return std::unique_ptr<Database>(std::move(database));
}

}  // namespace jutong::ingest

#include "lake/calculator.h"

#include <fmt/format.h>

#include "lake/engine.h"

namespace jutong::lake {

namespace {

// One block of rows, given once for each execution.
class BlockFeed final : public Feed {
public:
    explicit BlockFeed(std::vector<Column> columns) : columns_(std::move(columns)) {}

    std::vector<Column> columns() const override { return columns_; }
    std::unique_ptr<Cursor> cursor() override { return std::make_unique<Once>(*this); }

    std::function<void(BatchWriter&)> const* fill = nullptr;
    std::size_t rows = 0;

private:
    class Once final : public Cursor {
    public:
        explicit Once(BlockFeed& feed) : feed_(feed) {}
        Result<std::size_t> next(BatchWriter& out) override {
            if (given_) return std::size_t{0};
            given_ = true;
            (*feed_.fill)(out);
            return feed_.rows;
        }

    private:
        BlockFeed& feed_;
        bool given_ = false;
    };

    std::vector<Column> columns_;
};

}  // namespace

struct Calculator::Impl {
    FeedTable feeds;  // outlives the database that reads from it
    Database database;
    Connection first;  // functions are registered through it
};

struct Formula::Impl {
    FeedTable& feeds;
    BlockFeed feed;
    std::int64_t id = 0;
    std::size_t conditions = 0;
    Connection connection;
    Prepared prepared;

    ~Impl() {
        prepared = {};
        feeds.remove(id);
    }
};

Calculator::Calculator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Calculator::~Calculator() = default;
Formula::Formula(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Formula::~Formula() = default;

Result<std::unique_ptr<Calculator>> Calculator::open(element::Registry const& registry) {
    auto impl = std::make_unique<Impl>();
    Owned<duckdb_config, duckdb_destroy_config> config;
    duckdb_create_config(config.out());
    // A block is worked out by the thread that asks.
    for (auto const& [name, value] : {std::pair{"threads", "1"},
                                      {"autoinstall_known_extensions", "false"},
                                      {"autoload_known_extensions", "false"},
                                      {"enable_external_access", "false"}})
        duckdb_set_config(config.get(), name, value);
    char* error = nullptr;
    if (duckdb_open_ext(nullptr, impl->database.out(), config.get(), &error) != DuckDBSuccess) {
        auto const message = std::string(error == nullptr ? "" : error);
        duckdb_free(error);
        return fail(Code::unavailable, "lake.open", "Cannot start the calculator: " + message);
    }
    if (duckdb_connect(impl->database.get(), impl->first.out()) != DuckDBSuccess)
        return fail(Code::unavailable, "lake.open", "Cannot connect to the calculator");
    TRY(register_element_functions(impl->first.get(), registry));
    TRY(register_feed_function(impl->first.get(), impl->feeds, 1));
    TRY(execute(impl->first.get(), "SET lock_configuration = true"));
    return std::unique_ptr<Calculator>(new Calculator(std::move(impl)));
}

Result<std::unique_ptr<Formula>> Calculator::formula(std::vector<Column> columns,
                                                     std::vector<std::string> const& conditions) {
    auto impl = std::unique_ptr<Formula::Impl>(new Formula::Impl{
        impl_->feeds, BlockFeed(std::move(columns)), 0, conditions.size(), {}, {}});
    impl->id = impl_->feeds.add(impl->feed);
    if (duckdb_connect(impl_->database.get(), impl->connection.out()) != DuckDBSuccess)
        return fail(Code::unavailable, "lake.open", "Cannot connect to the calculator");
    std::string list;
    for (auto const& condition : conditions)
        list += fmt::format("{}coalesce(TRY((\n{}\n)::BOOLEAN)::TINYINT, 2)::BIGINT",
                            list.empty() ? "" : ", ", condition);
    auto const sql = fmt::format("SELECT {} FROM jt_feed({})", list, impl->id);
    if (duckdb_prepare(impl->connection.get(), sql.c_str(), impl->prepared.out()) != DuckDBSuccess)
        return engine_failure(duckdb_prepare_error(impl->prepared.get()));
    return std::unique_ptr<Formula>(new Formula(std::move(impl)));
}

Done Formula::evaluate(std::size_t rows, std::function<void(BatchWriter&)> const& fill,
                       std::vector<std::vector<Answer>>& answers) {
    impl_->feed.fill = &fill;
    impl_->feed.rows = rows;
    answers.resize(impl_->conditions);
    for (auto& answer : answers) answer.clear();
    QueryResult result;
    if (duckdb_execute_prepared(impl_->prepared.get(), &result.result) != DuckDBSuccess)
        return engine_failure(duckdb_result_error(&result.result));
    while (true) {
        Chunk const chunk(duckdb_fetch_chunk(result.result));
        if (!chunk) break;
        auto const size = duckdb_data_chunk_get_size(chunk.get());
        for (idx_t i = 0; i < impl_->conditions; ++i) {
            auto const* const data = static_cast<std::int64_t const*>(
                duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk.get(), i)));
            for (idx_t row = 0; row < size; ++row)
                answers[i].push_back(static_cast<Answer>(data[row]));
        }
    }
    if (!answers.empty() && answers[0].size() != rows)
        return fail(Code::internal, "lake.formula", "The engine gave another number of rows");
    return {};
}

}  // namespace jutong::lake

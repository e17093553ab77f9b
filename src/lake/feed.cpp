// Feeds as table functions: jt_feed(id) for rows we insert, and named ones such as
// jt_raw('resource').
#include <exception>

#include "lake/engine.h"

namespace jutong::lake {

namespace {

// What all uses of one table function share; owned by the engine.
struct Registration {
    FeedTable* feeds = nullptr;  // jt_feed: borrowed feeds by number
    Lake::FeedMaker make;        // the others: a feed for each use
    int threads = 1;
};

struct Use {
    std::unique_ptr<Feed> owned;
    Feed* feed = nullptr;
    FeedTable* feeds = nullptr;
    std::int64_t id = 0;
    int threads = 1;
};

template <typename T>
void destroy(void* object) {
    delete static_cast<T*>(
        object);  // NOLINT(cppcoreguidelines-owning-memory): the engine's way to own
}

Done make_use(Use& use, Registration const& registration, duckdb_value argument) {
    if (registration.feeds != nullptr) {
        use.id = duckdb_get_int64(argument);
        use.feeds = registration.feeds;
        use.feed = registration.feeds->find(use.id);
        if (use.feed == nullptr) return fail(Code::not_found, "lake.feed", "There is no such feed");
        return {};
    }
    auto* const text = duckdb_get_varchar(argument);
    auto made = registration.make(text == nullptr ? "" : text);
    duckdb_free(text);
    use.owned = TRY(std::move(made));
    use.feed = use.owned.get();
    return {};
}

void bind(duckdb_bind_info info) {
    auto const& registration = *static_cast<Registration*>(duckdb_bind_get_extra_info(info));
    auto use = std::make_unique<Use>();
    use->threads = registration.threads;
    Owned<duckdb_value, duckdb_destroy_value> const argument(duckdb_bind_get_parameter(info, 0));
    if (auto const done = make_use(*use, registration, argument.get()); !done) {
        duckdb_bind_set_error(info, done.error().message.c_str());
        return;
    }
    for (auto const& column : use->feed->columns())
        duckdb_bind_add_result_column(info, column.name.c_str(),
                                      logical_type_of(column.type).get());
    duckdb_bind_set_bind_data(info, use.release(), destroy<Use>);
}

void init(duckdb_init_info info) {
    auto const& use = *static_cast<Use*>(duckdb_init_get_bind_data(info));
    duckdb_init_set_max_threads(info, static_cast<idx_t>(use.threads));
}

void init_thread(duckdb_init_info info) {
    auto const& use = *static_cast<Use*>(duckdb_init_get_bind_data(info));
    duckdb_init_set_init_data(info, use.feed->cursor().release(), destroy<Cursor>);
}

void fill(duckdb_function_info info, duckdb_data_chunk output) {
    auto& use = *static_cast<Use*>(duckdb_function_get_bind_data(info));
    auto& cursor = *static_cast<Cursor*>(duckdb_function_get_local_init_data(info));
    auto const refuse = [&](Error const& error) {
        if (use.feeds != nullptr) use.feeds->note(use.id, error);
        duckdb_function_set_error(info, error.message.c_str());
        duckdb_data_chunk_set_size(output, 0);
    };
    try {  // nothing may be thrown through the engine's C frames
        auto const writer = writer_of(output);
        auto const rows = cursor.next(*writer);
        if (!rows) return refuse(rows.error());
        duckdb_data_chunk_set_size(output, *rows);
    } catch (std::exception const& e) {
        refuse({Code::internal, "lake.feed", e.what()});
    }
}

Done register_one(duckdb_connection connection, std::string const& name, duckdb_type argument,
                  std::unique_ptr<Registration> registration) {
    Owned<duckdb_table_function, duckdb_destroy_table_function> const function(
        duckdb_create_table_function());
    duckdb_table_function_set_name(function.get(), name.c_str());
    LogicalType const type(duckdb_create_logical_type(argument));
    duckdb_table_function_add_parameter(function.get(), type.get());
    duckdb_table_function_set_extra_info(function.get(), registration.release(),
                                         destroy<Registration>);
    duckdb_table_function_set_bind(function.get(), bind);
    duckdb_table_function_set_init(function.get(), init);
    duckdb_table_function_set_local_init(function.get(), init_thread);
    duckdb_table_function_set_function(function.get(), fill);
    if (duckdb_register_table_function(connection, function.get()) != DuckDBSuccess)
        return fail(Code::internal, "lake.function", "Cannot register " + name);
    return {};
}

}  // namespace

Done register_feed_function(duckdb_connection connection, FeedTable& feeds, int threads) {
    return register_one(connection, "jt_feed", DUCKDB_TYPE_BIGINT,
                        std::make_unique<Registration>(Registration{&feeds, {}, threads}));
}

Done register_table_function(duckdb_connection connection, std::string const& name,
                             Lake::FeedMaker make, int threads) {
    return register_one(
        connection, name, DUCKDB_TYPE_VARCHAR,
        std::make_unique<Registration>(Registration{nullptr, std::move(make), threads}));
}

}  // namespace jutong::lake

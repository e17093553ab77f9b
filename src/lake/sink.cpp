// Results handed to us where the engine makes them: by a scalar function over their columns, on all
// its threads, without a copy.
#include <cstring>
#include <exception>

#include "lake/engine.h"

namespace jutong::lake {

namespace {

void hand_over(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    auto const rows = duckdb_data_chunk_get_size(input);
    std::memset(duckdb_vector_get_data(output), 0, rows * sizeof(std::int64_t));
    if (rows == 0) return;
    auto& sinks = *static_cast<SinkTable*>(duckdb_scalar_function_get_extra_info(info));
    auto const id = *static_cast<std::int64_t const*>(
        duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 0)));
    auto const refuse = [&](Error const& error) {
        sinks.note(id, error);
        duckdb_scalar_function_set_error(info, error.message.c_str());
    };
    try {  // nothing may be thrown through the engine's C frames
        auto const* const sink = sinks.find(id);
        if (sink == nullptr) return refuse({Code::not_found, "lake.sink", "There is no such sink"});
        static thread_local Batch batch;
        auto done = read_chunk(input, batch, 1);
        if (done) done = (*sink)(batch);
        if (!done) refuse(done.error());
    } catch (std::exception const& e) {
        refuse({Code::internal, "lake.sink", e.what()});
    }
}

}  // namespace

Done register_sink_function(duckdb_connection connection, SinkTable& sinks) {
    Owned<duckdb_scalar_function, duckdb_destroy_scalar_function> const function(
        duckdb_create_scalar_function());
    LogicalType const number(duckdb_create_logical_type(DUCKDB_TYPE_BIGINT));
    LogicalType const any(duckdb_create_logical_type(DUCKDB_TYPE_ANY));
    duckdb_scalar_function_set_name(function.get(), "jt_sink");
    duckdb_scalar_function_add_parameter(function.get(), number.get());
    duckdb_scalar_function_set_varargs(function.get(), any.get());
    duckdb_scalar_function_set_return_type(function.get(), number.get());
    duckdb_scalar_function_set_special_handling(function.get());  // nulls are values too
    duckdb_scalar_function_set_volatile(function.get());          // once for every row
    duckdb_scalar_function_set_extra_info(function.get(), &sinks, nullptr);
    duckdb_scalar_function_set_function(function.get(), hand_over);
    if (duckdb_register_scalar_function(connection, function.get()) != DuckDBSuccess)
        return fail(Code::internal, "lake.function", "Cannot register jt_sink");
    return {};
}

}  // namespace jutong::lake

// Vectors of the engine, to and from plain columns.
#include <cstring>

#include <fmt/format.h>

#include "lake/engine.h"

// Of 1.5, not in the header of 1.4: no check that the text is UTF-8. All our texts are proven so.
extern "C" void duckdb_unsafe_vector_assign_string_element_len(duckdb_vector vector, idx_t index,
                                                               char const* text, idx_t size);

namespace jutong::lake {

namespace {

constexpr std::uint8_t decimal_width = 18;
constexpr std::uint8_t decimal_digits = 4;

// Clears the validity bit of every null row.
void mark_nulls(duckdb_vector vector, Nulls nulls) {
    if (nulls.empty()) return;
    std::uint64_t* validity = nullptr;
    for (idx_t row = 0; row < nulls.size(); ++row) {
        if (nulls[row] == 0) continue;
        if (validity == nullptr) {
            duckdb_vector_ensure_validity_writable(vector);
            validity = duckdb_vector_get_validity(vector);
        }
        duckdb_validity_set_row_invalid(validity, row);
    }
}

template <typename T>
void copy_numbers(duckdb_vector vector, std::span<std::int64_t const> values) {
    auto* const out = static_cast<T*>(duckdb_vector_get_data(vector));
    for (std::size_t i = 0; i < values.size(); ++i) out[i] = static_cast<T>(values[i]);
}

void put_text(duckdb_vector vector, element::Texts values, Nulls nulls) {
    for (idx_t i = 0; i < values.size(); ++i) {
        auto const value = !nulls.empty() && nulls[i] != 0 ? std::string_view() : values[i];
        duckdb_unsafe_vector_assign_string_element_len(vector, i, value.data(), value.size());
    }
    mark_nulls(vector, nulls);
}

class ChunkWriter final : public BatchWriter {
public:
    explicit ChunkWriter(duckdb_data_chunk chunk) : chunk_(chunk) {}

    void text(std::size_t column, element::Texts values, Nulls nulls) override {
        put_text(vector(column), values, nulls);
    }

    void number(std::size_t column, std::span<std::int64_t const> values, Nulls nulls) override {
        if (values.empty()) return;
        auto* const to = vector(column);
        LogicalType const type(duckdb_vector_get_column_type(to));
        switch (duckdb_get_type_id(type.get())) {
            case DUCKDB_TYPE_BOOLEAN:
                copy_numbers<std::uint8_t>(to, values);
                break;
            case DUCKDB_TYPE_DATE:
                copy_numbers<std::int32_t>(to, values);
                break;
            default:
                std::memcpy(duckdb_vector_get_data(to), values.data(), values.size_bytes());
        }
        mark_nulls(to, nulls);
    }

    void money(std::size_t column, std::span<std::int64_t const> amounts, element::Texts currencies,
               Nulls nulls) override {
        if (amounts.empty()) return;
        auto* const to = vector(column);
        auto* const amount = duckdb_struct_vector_get_child(to, 0);
        std::memcpy(duckdb_vector_get_data(amount), amounts.data(), amounts.size_bytes());
        mark_nulls(amount, nulls);
        put_text(duckdb_struct_vector_get_child(to, 1), currencies, nulls);
        mark_nulls(to, nulls);
    }

    void texts(std::size_t column, std::span<std::uint32_t const> offsets,
               element::Texts items) override {
        auto* const to = vector(column);
        auto* const entries = static_cast<duckdb_list_entry*>(duckdb_vector_get_data(to));
        for (std::size_t row = 0; row + 1 < offsets.size(); ++row)
            entries[row] = {offsets[row], offsets[row + 1] - offsets[row]};
        duckdb_list_vector_reserve(to, items.size());
        auto* const child = duckdb_list_vector_get_child(to);
        for (idx_t i = 0; i < items.size(); ++i)
            duckdb_unsafe_vector_assign_string_element_len(child, i, items[i].data(),
                                                           items[i].size());
        duckdb_list_vector_set_size(to, items.size());
    }

private:
    duckdb_vector vector(std::size_t column) const {
        return duckdb_data_chunk_get_vector(chunk_, column);
    }

    duckdb_data_chunk chunk_;
};

void read_nulls(duckdb_vector vector, idx_t rows, std::vector<std::uint8_t>& null) {
    null.assign(rows, 0);
    auto* const validity = duckdb_vector_get_validity(vector);
    if (validity == nullptr) return;
    for (idx_t row = 0; row < rows; ++row)
        null[row] = ((validity[row / 64] >> (row % 64)) & 1) == 0 ? 1 : 0;
}

void read_texts(duckdb_vector vector, idx_t rows, Batch::Values& out) {
    auto const* const strings = static_cast<duckdb_string_t const*>(duckdb_vector_get_data(vector));
    out.text.resize(rows);
    for (idx_t row = 0; row < rows; ++row)
        out.text[row] = out.null[row] != 0 ? std::string_view() : text_of(strings[row]);
}

template <typename T>
void read_numbers(duckdb_vector vector, idx_t rows, std::vector<std::int64_t>& out) {
    auto const* const values = static_cast<T const*>(duckdb_vector_get_data(vector));
    out.resize(rows);
    for (idx_t row = 0; row < rows; ++row) out[row] = static_cast<std::int64_t>(values[row]);
}

Done read_vector(duckdb_vector vector, idx_t rows, Batch::Values& out) {
    LogicalType const type(duckdb_vector_get_column_type(vector));
    out.text.clear();  // the batch before this may have been of other types
    out.number.clear();
    read_nulls(vector, rows, out.null);
    auto const id = duckdb_get_type_id(type.get());
    switch (id) {
        case DUCKDB_TYPE_VARCHAR:
            read_texts(vector, rows, out);
            return {};
        case DUCKDB_TYPE_BOOLEAN:
            read_numbers<std::uint8_t>(vector, rows, out.number);
            return {};
        case DUCKDB_TYPE_UTINYINT:
            read_numbers<std::uint8_t>(vector, rows, out.number);
            return {};
        case DUCKDB_TYPE_INTEGER:
        case DUCKDB_TYPE_DATE:
            read_numbers<std::int32_t>(vector, rows, out.number);
            return {};
        case DUCKDB_TYPE_BIGINT:
        case DUCKDB_TYPE_UBIGINT:
        case DUCKDB_TYPE_DOUBLE:
        case DUCKDB_TYPE_TIMESTAMP:
            read_numbers<std::int64_t>(vector, rows, out.number);
            return {};
        case DUCKDB_TYPE_DECIMAL:
            if (duckdb_decimal_internal_type(type.get()) != DUCKDB_TYPE_BIGINT) break;
            read_numbers<std::int64_t>(vector, rows, out.number);
            return {};
        case DUCKDB_TYPE_STRUCT:
            if (duckdb_struct_type_child_count(type.get()) != 2) break;
            read_numbers<std::int64_t>(duckdb_struct_vector_get_child(vector, 0), rows, out.number);
            read_texts(duckdb_struct_vector_get_child(vector, 1), rows, out);
            return {};
        default:
            break;
    }
    return fail(Code::internal, "lake.type",
                fmt::format("A scan cannot give type {}", static_cast<int>(id)));
}

}  // namespace

Type type_of(element::Kind kind) {
    switch (kind) {
        case element::Kind::text:
            return Type::text;
        case element::Kind::integer:
            return Type::integer;
        case element::Kind::decimal:
            return Type::decimal;
        case element::Kind::boolean:
            return Type::boolean;
        case element::Kind::date:
            return Type::date;
        case element::Kind::timestamp:
            return Type::timestamp;
        case element::Kind::money:
            return Type::money;
    }
    return Type::text;
}

std::string_view sql_of(Type type) {
    switch (type) {
        case Type::text:
            return "VARCHAR";
        case Type::integer:
            return "BIGINT";
        case Type::unsigned_integer:
            return "UBIGINT";
        case Type::decimal:
            return "DECIMAL(18,4)";
        case Type::real:
            return "DOUBLE";
        case Type::boolean:
            return "BOOLEAN";
        case Type::date:
            return "DATE";
        case Type::timestamp:
            return "TIMESTAMP";
        case Type::money:
            return "STRUCT(amount DECIMAL(18,4), currency VARCHAR)";
        case Type::texts:
            return "VARCHAR[]";
    }
    return "VARCHAR";
}

std::string text_sql(Type type, std::string const& value) {
    auto const plain = "CAST(" + value + " AS VARCHAR)";
    if (type == Type::decimal) return "regexp_replace(" + plain + R"(, '\.?0+$', ''))";
    if (type != Type::money) return plain;
    return "regexp_replace(CAST(" + value + R"(.amount AS VARCHAR), '\.?0+$', '') || CASE WHEN )" +
           value + ".currency = 'CNY' THEN '' ELSE ' ' || " + value + ".currency END";
}

LogicalType logical_type_of(Type type) {
    auto const simple = [](duckdb_type id) { return LogicalType(duckdb_create_logical_type(id)); };
    switch (type) {
        case Type::text:
            return simple(DUCKDB_TYPE_VARCHAR);
        case Type::integer:
            return simple(DUCKDB_TYPE_BIGINT);
        case Type::unsigned_integer:
            return simple(DUCKDB_TYPE_UBIGINT);
        case Type::real:
            return simple(DUCKDB_TYPE_DOUBLE);
        case Type::boolean:
            return simple(DUCKDB_TYPE_BOOLEAN);
        case Type::date:
            return simple(DUCKDB_TYPE_DATE);
        case Type::timestamp:
            return simple(DUCKDB_TYPE_TIMESTAMP);
        case Type::decimal:
            return LogicalType(duckdb_create_decimal_type(decimal_width, decimal_digits));
        case Type::texts:
            return LogicalType(duckdb_create_list_type(simple(DUCKDB_TYPE_VARCHAR).get()));
        case Type::money:
            break;
    }
    auto const amount = logical_type_of(Type::decimal);
    auto const currency = simple(DUCKDB_TYPE_VARCHAR);
    duckdb_logical_type members[] = {amount.get(), currency.get()};
    char const* names[] = {"amount", "currency"};
    return LogicalType(duckdb_create_struct_type(members, names, 2));
}

std::string_view text_of(duckdb_string_t const& value) {
    auto const size = value.value.inlined.length;
    return {size <= 12 ? value.value.inlined.inlined : value.value.pointer.ptr, size};
}

Done read_chunk(duckdb_data_chunk chunk, Batch& out, idx_t first_column) {
    auto const rows = duckdb_data_chunk_get_size(chunk);
    auto const columns = duckdb_data_chunk_get_column_count(chunk) - first_column;
    out.rows = rows;
    out.columns.resize(columns);
    for (idx_t i = 0; i < columns; ++i)
        TRY(read_vector(duckdb_data_chunk_get_vector(chunk, first_column + i), rows,
                        out.columns[i]));
    return {};
}

std::unique_ptr<BatchWriter> writer_of(duckdb_data_chunk chunk) {
    return std::make_unique<ChunkWriter>(chunk);
}

}  // namespace jutong::lake

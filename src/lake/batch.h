// Columns on their way into and out of the lake, a batch of rows at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "element/element.h"

namespace jutong::lake {

// Rows of one batch at the most: the engine's own vector size.
inline constexpr std::size_t batch_rows_max = 2048;

// text VARCHAR, integer BIGINT, unsigned_integer UBIGINT, decimal DECIMAL(18,4), texts VARCHAR[];
// see element::Kind.
enum class Type : std::uint8_t {
    text,
    integer,
    unsigned_integer,
    decimal,
    real,
    boolean,
    date,
    timestamp,
    money,
    texts
};

Type type_of(element::Kind kind);
std::string_view sql_of(Type type);

// A value as text: SQL over a value of the type. Money reads 1000000 or 250.5 USD.
std::string text_sql(Type type, std::string const& value);

struct Column {
    std::string name;
    Type type;
};

// A batch that was read: per column its values; number is empty for texts, and the other way round.
// For money both are set; real is given by its bits. Views live until the next batch.
struct Batch {
    struct Values {
        std::vector<std::string_view> text;
        std::vector<std::int64_t> number;
        std::vector<std::uint8_t> null;  // 1: no value
    };
    std::size_t rows = 0;
    std::vector<Values> columns;
};

using Nulls = std::span<std::uint8_t const>;  // 1: no value; empty: all have one

// Where a producer puts a batch, column by column; all spans have the batch's rows.
class BatchWriter {
public:
    virtual ~BatchWriter() = default;
    virtual void text(std::size_t column, element::Texts values, Nulls nulls) = 0;
    // Whatever the fixed-width type, in the units of element::Kind.
    virtual void number(std::size_t column, std::span<std::int64_t const> values, Nulls nulls) = 0;
    virtual void money(std::size_t column, std::span<std::int64_t const> amounts,
                       element::Texts currencies, Nulls nulls) = 0;
    // Row i has the items [offsets[i], offsets[i + 1]).
    virtual void texts(std::size_t column, std::span<std::uint32_t const> offsets,
                       element::Texts items) = 0;
};

// One thread's way through the rows of a feed.
class Cursor {
public:
    virtual ~Cursor() = default;
    // Writes the next batch and gives its rows, at most batch_rows_max; 0 at the end.
    virtual Result<std::size_t> next(BatchWriter& out) = 0;
};

// Rows that the platform makes, taken in by one statement with several threads.
class Feed {
public:
    virtual ~Feed() = default;
    virtual std::vector<Column> columns() const = 0;
    // Called once a thread, from any thread. Threads share the rows out among their cursors.
    virtual std::unique_ptr<Cursor> cursor() = 0;
};

}  // namespace jutong::lake

// Rows made by a function of their place, written as a Parquet file.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "lake/lake.h"

namespace jutong::job {

// Threads share the rows out, so they come in any order.
class MadeRows final : public lake::Feed {
public:
    // monostate: null.
    using Row = std::vector<std::variant<std::monostate, std::string, std::int64_t, double>>;
    using Make = std::function<void(std::size_t, Row&)>;
    MadeRows(std::vector<lake::Column> columns, std::size_t rows, Make make)
        : columns_(std::move(columns)), rows_(rows), make_(std::move(make)) {}

    std::vector<lake::Column> columns() const override { return columns_; }
    std::unique_ptr<lake::Cursor> cursor() override;

private:
    class Reader;
    std::vector<lake::Column> columns_;
    std::size_t rows_;
    Make make_;
    std::atomic<std::size_t> next_ = 0;
};

// All rows in the order of their first column, which is left out of the file. The file is there
// when it is whole. Fails with file.write (unavailable), and as Session::run_with does. `said`:
// what the file tells of itself, under the key jutong of its metadata; empty: nothing.
Done write_parquet(lake::Session& session, MadeRows& rows, std::filesystem::path const& file,
                   std::string const& said = {});
// The result of a query in its order.
Done write_parquet(lake::Session& session, std::string const& select,
                   std::filesystem::path const& file);

}  // namespace jutong::job

// JSON lines, and one JSON array of objects.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/stream.h"
#include "ingest/table.h"

namespace jutong::ingest {

// Does the text begin as JSON lines or as an array of objects?
bool is_json(std::string_view first_bytes);

// Rows are numbered by the lines of the file, or by the elements of the array, from 1. Keys are
// columns; objects in objects become dotted names (home.city), arrays their JSON; null is empty.
// What is no JSON object, or has a key twice, is a row with a fault.
class JsonTable final : public Table {
public:
    // The columns are the keys of the first rows, in the order in which they come.
    static Result<std::unique_ptr<JsonTable>> open(std::unique_ptr<ByteStream> utf8);
    ~JsonTable() override;

    std::vector<std::string> const& columns() const { return columns_; }
    // A column that the first rows do not have, but later ones may.
    void add_column(std::string const& name);

    Result<bool> next(TableRow& row) override;
    std::vector<std::string> notes() const override;

private:
    class Elements;
    explicit JsonTable(std::unique_ptr<Elements> elements);
    Result<bool> read(TableRow& row);
    void parse(std::string const& text, TableRow& row);

    std::unique_ptr<Elements> elements_;
    std::vector<std::string> columns_;
    std::map<std::string, std::size_t, std::less<>> places_;
    bool sampling_ = true;           // new keys become columns
    std::vector<TableRow> sampled_;  // read already
    std::size_t at_ = 0;
    std::string unknown_;  // the first key that came too late
    std::int64_t unknown_rows_ = 0;
};

}  // namespace jutong::ingest

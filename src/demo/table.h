// Table: one department's table while it is written, with its spelling, its dirt and its truth.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/random.h"
#include "base/result.h"
#include "demo/demo.h"
#include "demo/dirt.h"
#include "demo/spelling.h"
#include "demo/table_writer.h"

namespace jutong::demo {

// How a department exports a resource. Values of code lists are given as code and title; `codes`
// says which of them it writes.
struct Layout {
    std::string_view resource;
    std::string_view file;
    Format format;
    std::span<std::string_view const> columns;
    DateStyle dates = DateStyle::iso;
    GenderStyle genders = GenderStyle::word;
    NationStyle nations = NationStyle::full;
    bool codes = false;
    double dirt = 1.0;
    double id_missing = 0.005;  // rows without the identity number
    double phone_missing = 0.05;
};

// Where the truth about rows goes: subject, resource, file, row.
class Truth {
public:
    Truth(std::filesystem::path const& out, std::string_view file);
    void write(std::string_view subject, Layout const& layout, std::int64_t row);
    Result<Written> close();

private:
    TableWriter writer_;
    std::string file_;
    std::int64_t rows_ = 0;
    std::vector<std::string> cells_;
};

// Cells are given clean and in the order of the columns; the table spells and spoils them.
class Table {
public:
    Table(std::filesystem::path const& out, Layout const& layout, Truth* truth, std::uint64_t seed);

    // Begins the row of `key`, where the table has that row: in `share` of all keys.
    bool begin(std::int64_t key, double share = 1.0);
    // The randomness of the row: a function of seed, table and key.
    Random& random() { return random_; }

    void text(std::string_view value);       // never spoilt: keys, numbers of the department's own
    void word(std::string_view value);       // may be missing
    void long_text(std::string_view value);  // may hold newlines and quotes
    void number(std::int64_t value);
    void decimal(double value, int places);
    void blank();
    void coded(std::string_view code, std::string_view title);
    void gender(element::Gender gender);
    void nation(int nation);
    void date(Days day);
    void date_or_blank(Days day);  // 0: blank
    void timestamp(Days day);
    void name(std::string_view value);
    // Stale rows have the former name, where there is one.
    void name(std::string_view current, std::string_view former);
    void id_number(std::string_view value, Days birth);
    void code(std::string_view value);
    void key_code(std::string_view value);  // never missing, seldom spoilt
    void phone(std::string_view current, std::string_view former);
    void address(std::string_view current, std::string_view former);
    void money(std::int64_t yuan, MoneyStyle style);
    void foreign_money(std::int64_t ten_thousands, std::string_view currency);
    // When the source last changed the row: long ago where the row is stale, never before `since`.
    void updated(Days since = 0);
    void updated_time(Days since = 0);

    // Ends the row and writes it. `subject`: the true number; empty where the row has none.
    void end(std::string_view subject);

    Result<Written> close();

    bool failed() const { return writer_.failed(); }

private:
    struct Late {  // a row to be written a second time
        std::vector<std::string> cells;
        std::string subject;
    };

    std::string& next();
    Days update_day(Days since);
    void put(std::span<std::string const> cells, std::string_view subject);

    Layout layout_;
    TableWriter writer_;
    Truth* truth_;  // null where rows have no subject
    std::uint64_t seed_;
    Dirt dirt_;
    Random random_;
    bool stale_ = false;
    std::size_t used_ = 0;
    std::vector<std::string> cells_;
    std::vector<Late> late_;
    std::int64_t rows_ = 0;
};

// Whose numbers a table's rows are about.
enum class SubjectKind : std::uint8_t { none, person, organization };

// The files of one demo province while they are written.
class Output {
public:
    static Result<std::unique_ptr<Output>> create(std::filesystem::path const& out,
                                                  std::uint64_t seed);

    // The table is owned here. Failures to write are kept, and given by close().
    Table& open(Layout const& layout, SubjectKind kind);
    bool failed() const;
    Result<std::vector<Written>> close();

private:
    Output(std::filesystem::path out, std::uint64_t seed);

    std::filesystem::path out_;
    std::uint64_t seed_;
    Truth people_;
    Truth organizations_;
    std::vector<std::unique_ptr<Table>> tables_;
};

}  // namespace jutong::demo

// Bringing a table to a new state so that its change feed tells only real changes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lake/lake.h"

namespace jutong::lake {

struct MergeCounts {
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t ended = 0;
    std::int64_t late = 0;  // versions older than what the table has: not taken
};

// What becomes of rows that the feed does not have.
enum class Absent : std::uint8_t { kept, ended };

// Keys that are not absent though the feed does not have them; read once the feed is at its end.
using Present = std::vector<std::int64_t>;

struct MergeTarget {
    std::string table;                 // schema and quoted name
    std::string key;                   // a column of BIGINT, unique in table and feed
    std::vector<std::string> content;  // columns that tell whether a row changed
};

// Rows with a new key are added, rows whose content differs replace the one with their key, equal
// rows are not touched. Inside a transaction.
Result<MergeCounts> merge(Session& session, MergeTarget const& target, Feed& feed, Absent absent,
                          Present const& present = {});

// Makes a table, or the columns that it lacks, and gives the SQL types of all its columns.
Result<std::map<std::string, std::string>> make_table(Session& session, std::string const& table,
                                                      std::vector<Column> const& columns);

// A table of one column for the session alone, for statements over keys that are known here.
Done name_values(Session& session, std::string const& table, std::string const& column,
                 std::vector<std::int64_t> const& values);
Done name_values(Session& session, std::string const& table, std::string const& column,
                 std::vector<std::string> const& values);

// "a", "b" with a prefix before each.
std::string quoted_names(std::vector<std::string> const& names, std::string_view prefix = "");

// The only number of a result.
Result<std::int64_t> count(Session& session, std::string const& sql);

}  // namespace jutong::lake

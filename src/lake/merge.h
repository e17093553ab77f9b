// Bringing a table to a new state so that its change feed tells only real changes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lake/lake.h"

namespace jutong::lake {

struct MergeCounts {
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t ended = 0;
};

// What becomes of rows that the feed does not have.
enum class Absent : std::uint8_t { kept, ended };

// Keys that are not absent though the feed does not have them; read once the feed is at its end.
using Present = std::vector<std::int64_t>;

// Rows with a new key are added, rows whose `content` differs replace the one with their key, equal
// rows are not touched. `table` is schema and quoted name; `key` a column of BIGINT that is unique
// in table and feed. Inside a transaction.
Result<MergeCounts> merge(Session& session, std::string const& table, std::string const& key,
                          std::vector<std::string> const& content, Feed& feed, Absent absent,
                          Present const& present = {});

// "a", "b" with a prefix before each.
std::string quoted_names(std::vector<std::string> const& names, std::string_view prefix = "");

// The only number of a result.
Result<std::int64_t> count(Session& session, std::string const& sql);

}  // namespace jutong::lake

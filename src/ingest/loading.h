// The rows of a file as they go into the lake: checked, typed, flagged; the rejected ones set
// aside.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "governance/check.h"
#include "ingest/keys.h"
#include "ingest/source.h"
#include "ingest/spool.h"
#include "lake/lake.h"

namespace jutong::ingest {

enum class Verdict : std::uint8_t { reject, flag, repair };

std::string_view to_string(Verdict verdict);

// How often a reason was given for a field.
struct Tally {
    Verdict verdict;
    std::string reason;
    std::string field;  // empty: the row as a whole
    auto operator<=>(Tally const&) const = default;
};

// What came of a file.
struct Outcome {
    std::int64_t read = 0;
    std::int64_t accepted = 0;
    std::int64_t quarantined = 0;
    std::int64_t flagged = 0;   // accepted rows with a flag that is not a repair
    std::int64_t repaired = 0;  // accepted rows with a repair
    governance::Counts counts;
    std::int64_t fields_given = 0;  // fields of the resource that a column gives
    std::map<Tally, std::int64_t> tallies;
};

// Columns that the platform adds to a resource's fields in its clean table.
std::vector<lake::Column> clean_columns(catalog::Resource const& resource);

// The column of an incremental extract's rows that its table does not have.
inline constexpr std::string_view deleted_column = "deleted";

// Several threads read, check and write; duplicates, rejected rows and counts are settled in the
// order of the rows, so the outcome does not depend on the number of threads.
class Loading final : public lake::Feed {
public:
    // Borrows all. `file` is the name that rows are traced by.
    Loading(Source& source, catalog::Resource const& resource, governance::Check const& check,
            std::int64_t load, std::int64_t run, std::string const& file, Spool& spool,
            Progress& progress);

    // The columns of the clean table, and of an incremental extract whether a row was deleted.
    std::vector<lake::Column> columns() const override;
    std::unique_ptr<lake::Cursor> cursor() override;

    Source const& source() const { return source_; }
    // Complete once every cursor came to its end.
    Outcome const& outcome() const { return outcome_; }
    // Row ids of rejected rows whose key could be read: they are set aside, not absent.
    std::vector<std::int64_t> const& rejected_keys() const { return rejected_keys_; }

private:
    friend class LoadingCursor;

    Source& source_;
    catalog::Resource const& resource_;
    governance::Check const& check_;
    std::int64_t load_;
    std::int64_t run_;
    std::string const& file_;
    Progress& progress_;
    std::optional<std::size_t>
        number_field_;  // the subject's number, where invalid ones are kept as sent
    std::vector<std::size_t> unique_rules_;
    bool incremental_ = false;  // keys may come again: the newest version counts

    Turns turns_;
    // Owned by the thread whose turn it is.
    Spool& spool_;
    HashSet keys_;
    std::vector<HashSet> uniques_;  // by unique_rules_
    Outcome outcome_;
    std::vector<std::int64_t> rejected_keys_;
};

}  // namespace jutong::ingest

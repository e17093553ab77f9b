// Bringing versions of rows into a table, in whatever order they come.
#pragma once

#include <string>
#include <vector>

#include "lake/merge.h"

namespace jutong::lake {

struct Versions {
    std::string name;       // of the table, for the keys that ended
    std::string timestamp;  // the column that tells when a version was made; empty: none does
    std::string deleted;    // a BOOLEAN column of the feed alone: the row has ended
};

// As merge, for a feed that may have several versions of a key and says itself which keys end.
// Of the versions of a key in the feed the newest counts: by the timestamp, then by the column
// "row". A version that is older than what the table has, or than the end of its key, is late and
// changes nothing; one without a timestamp is never late. Keys that the feed does not have stay.
// When keys ended is kept in meta.ended. Inside a transaction.
Result<MergeCounts> merge_versions(Session& session, std::string const& table,
                                   std::string const& key, std::vector<std::string> const& content,
                                   Feed& feed, Versions const& versions);

}  // namespace jutong::lake

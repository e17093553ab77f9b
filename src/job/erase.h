// Lawful erasure (个人信息保护法 art. 47): a subject goes from rows, quarantine, libraries,
// versions, kept files, reports and small state, and a search of every byte proves it.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "ingest/mentions.h"
#include "job/workplace.h"

namespace jutong::job {

inline constexpr std::size_t erased_numbers_max = 10'000;  // at once

struct Erased {
    std::int64_t rows = 0;         // of clean tables, deleted
    std::int64_t cells = 0;        // of rows of others, now without a value
    std::int64_t quarantined = 0;  // rows of the quarantine, deleted
    std::int64_t kept_files = 0;   // made anew
    std::int64_t kept_rows = 0;    // emptied in them
    std::int64_t names = 0;        // of files, changed
    std::int64_t reports = 0;      // deleted
    std::int64_t runs = 0;         // whose words were taken out of the store
    bool nothing() const;
};

// Where a number was looked for, and what mentions it still.
struct Search {
    struct Looked {
        std::string what;
        std::int64_t looked = 0;
    };
    std::vector<Looked> looked;
    std::vector<std::string> found;  // places; never the number
};

// The numbers with the ids made of them, as the elements of the libraries' numbers write them.
// Fails with erase.number (invalid) for one that none of them reads, erase.numbers (limited).
Result<ingest::Mentions> mentions_of(catalog::Catalog const& catalog,
                                     std::vector<std::string> const& numbers);

// What erase() would do to rows and files; changes nothing. Fails with erase.unknown (not_found)
// where nothing mentions the numbers.
Result<Erased> plan_erasure(Workplace& workplace, std::vector<std::string> const& numbers,
                            Progress& progress);

// Deletes the subjects' rows, takes their numbers out of all others, fuses what that changes, makes
// kept files anew without them, forgets every version of the lake but the last, and writes
// catalogue and store anew. It can be cut off at any moment and done again. Fails with
// erase.unknown (not_found), erase.reason (invalid) where the reason is blank or tells a number.
Result<Erased> erase(Workplace& workplace, std::int64_t run,
                     std::vector<std::string> const& numbers, std::string const& reason,
                     Progress& progress);

// Searches every byte of the data directory and of its database: values of all data files, kept
// files unpacked, catalogue and store, free pages too. Reads only.
Result<Search> search_everywhere(Workplace& workplace, ingest::Mentions const& mentions,
                                 Progress& progress);

}  // namespace jutong::job

// Rows that were refused or flagged, and why: as they were sent beside what was read of them.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "job/workplace.h"

namespace jutong::job {

struct QuarantineReason {
    std::string resource, reason, field;
    bool is_rejected = true;  // else flagged
    std::int64_t rows = 0;
    std::string title, remedy;  // of the rule
};
// By the last load of each file, most rows first; empty names: of all.
Result<std::vector<QuarantineReason>> quarantine_reasons(Workplace& workplace,
                                                         std::string const& resource,
                                                         std::string const& department);

struct QuarantineRow {
    struct Cell {
        std::string column, field, text;  // field: empty where the column gives none
    };
    struct Value {
        std::string field;
        std::optional<std::string> value;  // nothing: empty, or not readable
        std::vector<std::string> reasons;
    };
    struct Reason {
        std::string reason, field;
        std::vector<std::pair<std::size_t, std::size_t>>
            marks;  // code points [from, to) of its cell
    };
    std::int64_t run = 0, row = 0;
    std::string file;
    std::vector<Cell> raw;
    std::vector<Value> parsed;
    std::vector<Reason> reasons;
};

struct QuarantineFilter {
    std::string reason;  // empty: any, of refused rows; else flagged rows too
    std::size_t offset = 0, count = 50;
    bool is_revealed = false;  // else personal texts are masked
};
// Of the last load of each file, by file and row. Where the file is no longer kept its columns have
// no names.
Result<std::vector<QuarantineRow>> quarantine_rows(Workplace& workplace,
                                                   catalog::Resource const& resource,
                                                   QuarantineFilter const& filter);

// The code points of a text that a reason complains of; all of them where it cannot be told.
std::vector<std::pair<std::size_t, std::size_t>> marks_of(std::string_view reason,
                                                          std::string_view text);

}  // namespace jutong::job

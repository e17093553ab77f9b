// A row that fails, as an officer looks at it: what stood in the file beside what was read, and
// where in the text the fault is.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "ingest/layout.h"

namespace jutong::job {

// Why a row fails, by a field or, where that is empty, as a whole.
struct RowReason {
    std::string reason, field;
};

struct FailingRow {
    struct Raw {
        std::string column;
        std::optional<std::string> field;  // that the column gives
        std::string text;
    };
    struct Parsed {
        std::string field, title;
        std::optional<std::string> value;  // nothing: missing, or it could not be read
        std::vector<std::string> reasons;
    };
    struct Reason {
        std::string reason, title, field, remedy;
        std::vector<std::pair<std::size_t, std::size_t>> marks;  // code points of the raw text
    };
    std::int64_t run = 0, row = 0;
    std::string file;
    std::vector<Raw> raw;
    std::vector<Parsed> parsed;
    std::vector<Reason> reasons;
};

// `cells` in the order of the layout's columns; a row that could not be cut has fewer or more.
FailingRow failing_row(catalog::Resource const& resource, ingest::Layout const& layout,
                       std::vector<std::string> const& missing,
                       std::vector<std::string_view> const& cells,
                       std::vector<RowReason> const& reasons);

// The code points of a text that give a reason, as far as they can be told apart; else all.
std::vector<std::pair<std::size_t, std::size_t>> marks_of(catalog::Field const& field,
                                                          std::string const& reason,
                                                          std::string_view text);

}  // namespace jutong::job

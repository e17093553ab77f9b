// What the columns of tables to be linked may hold, from their first rows.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "element/element.h"
#include "job/workplace.h"
#include "lake/lake.h"

namespace jutong::job {

struct SurveyedColumn {
    std::string name;                           // as linkage calls it
    std::string title;                          // as the first input writes it
    element::Element const* element = nullptr;  // null: none is likely, or inputs differ
    double confidence = 0;                      // of the input in which it is least
    double accepted = 0;                        // share of the values that the element reads
    std::vector<std::string> inputs;            // that have the column
    bool is_number = false;  // numbers of the rows' subjects, told by check digit
};

struct Survey {
    std::size_t inputs = 0;
    std::vector<SurveyedColumn> columns;  // of all inputs

    SurveyedColumn const* find(std::string const& name) const;  // null where none has it
};

// Elements whose values are numbers of one subject each and have a check digit.
bool is_identifying(element::Element const& element);

// Fails as ingest::suggest does.
Result<Survey> survey_inputs(std::vector<std::filesystem::path> const& files,
                             PackContent const& content, lake::Lake& lake);

}  // namespace jutong::job

// Quality as files: one CSV of all measures, one HTML page with charts.
#pragma once

#include <filesystem>
#include <string>

#include "job/workplace.h"

namespace jutong::job {

// The same as a text.
Result<std::string> quality_csv(Workplace& workplace, std::string const& resource);
Result<std::string> quality_page(Workplace& workplace, std::string const& resource);

// A line a measure, with its A and B: UTF-8 with a mark, so that spreadsheets read it.
Done write_quality_csv(Workplace& workplace, std::string const& resource,
                       std::filesystem::path const& file);

// One page that needs no other file and no host: scores by resource, department and city, their
// history, and the rules that rows fail.
Done write_quality_page(Workplace& workplace, std::string const& resource,
                        std::filesystem::path const& file);

}  // namespace jutong::job

// What linkage did, as one self-contained page.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "job/link_survey.h"
#include "linkage/link.h"

namespace jutong::job {

// Numbers of rows and counts only: no value of a row is in it. Fails with file.write (unavailable).
Done write_link_report(linkage::Records const& records, linkage::Linked const& linked,
                       linkage::Options const& options, Survey const& survey,
                       std::filesystem::path const& file);

// A column's name as the inputs write it.
std::string title_of_column(Survey const& survey, std::string const& name);

}  // namespace jutong::job

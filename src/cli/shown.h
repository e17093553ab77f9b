// What several commands show alike.
#pragma once

#include <vector>

#include "cli/terminal.h"
#include "job/main_job.h"

namespace jutong::cli {

void show_loads(Terminal& terminal, job::Ingested const& ingested);
void show_fusions(Terminal& terminal, std::vector<fusion::FusionResult> const& results);
json::object json_of(job::Ingested const& ingested);
json::array json_of(std::vector<fusion::FusionResult> const& results);

// 99.8 %, or – where nothing was measured.
std::string share(std::int64_t a, std::int64_t b);

}  // namespace jutong::cli

// 数据质量整改通知: what a department is to mend, with examples, and by when.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "job/workplace.h"

namespace jutong::job {

struct Notice {
    std::string department, title, file;
    std::int64_t rules = 0, failures = 0;  // rules that fail, and how often
    std::string deadline;                  // 2026-12-07
    bool is_provisional = false;           // the calendar of its year is not published yet
};

// One for each department that has something to mend, without writing it (no file).
Result<std::vector<Notice>> notices_of(Workplace& workplace);

// The notice of one department as a page to print. Fails as write_notice does.
Result<std::string> notice_page(Workplace& workplace, std::string const& department);

// Writes the notice of one department to `file`. Fails with catalog.unknown_department (not_found),
// quality.nothing_to_mend (not_found).
Result<Notice> write_notice(Workplace& workplace, std::string const& department,
                            std::filesystem::path const& file);

// One for each department that has something to mend, named by it, in the folder.
Result<std::vector<Notice>> write_notices(Workplace& workplace,
                                          std::filesystem::path const& folder);

}  // namespace jutong::job

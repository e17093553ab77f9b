// Measures over whole tables: rules that need other rows, other tables, or the time.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "governance/rules.h"
#include "job/workplace.h"

namespace jutong::job {

// Measures the tables of the named resource or, where empty, of all that have loads, and records A,
// B and examples of rows that fail in meta.measure_table, in one transaction. What cannot be
// measured yet (a reference to a table without rows) is left out.
Done measure_tables(Workplace& workplace, std::int64_t run, std::string const& resource,
                    Progress& progress);

// Holds the rows that are in the clean table now against the rules of rows as the packs have them
// now, without reading a file again. Nothing is recorded: what was rejected, or could not be read,
// is not in the table.
Result<std::vector<governance::Measure>> measure_rows(Workplace& workplace,
                                                      catalog::Resource const& resource);

// The same over a Parquet file whose columns have the fields' names, all of them; uniqueness over
// the whole file.
Result<std::vector<governance::Measure>> measure_parquet(Workplace& workplace,
                                                         catalog::Resource const& resource,
                                                         std::filesystem::path const& file);

}  // namespace jutong::job

// Rejected rows as the provider sent them, to correct and send again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "ingest/kept.h"
#include "lake/lake.h"

namespace jutong::ingest {

struct RejectFile {
    std::filesystem::path path;
    std::int64_t rows = 0;
};

// What a reject file is called: the name of the file whose rows it has, and this.
inline constexpr std::string_view rejects_suffix = ".rejects.csv";

// Writes into `folder` a file for each file of the resource of which rows were rejected: by its
// last load, or by those of one run. It has the provider's columns in their order, and behind them
// correction_columns. Text keeps its encoding and delimiter; what was no text becomes CSV in UTF-8.
// Rows that a file of corrections has named since are left out; those of it that were rejected
// again take their place. Fails with ingest.rejects.exists (conflict) where a file is there
// already, file.write (unavailable), and as the lake and Source::open do.
Result<std::vector<RejectFile>> write_rejects(lake::Lake& lake, catalog::Resource const& resource,
                                              KeptFiles const& kept,
                                              std::filesystem::path const& folder,
                                              std::optional<std::int64_t> run);

}  // namespace jutong::ingest

// A Parquet file as the delimited text it would have been.
#pragma once

#include <filesystem>
#include <memory>

#include "ingest/stream.h"
#include "lake/lake.h"

namespace jutong::ingest {

// The lake must outlive it. Fails with ingest.file.damaged (invalid).
Result<std::unique_ptr<ByteStream>> open_parquet(std::filesystem::path const& file,
                                                 lake::Lake& lake);

}  // namespace jutong::ingest

// The data directory: the version of its format, and how older ones become the present one.
#pragma once

#include <filesystem>
#include <optional>

#include "base/file.h"
#include "base/result.h"
#include "lake/lake.h"
#include "store/store.h"

namespace jutong::job {

// 1: without a file that says so. 2: fusions know their version of the lake, links are kept. 3:
// loads know what was let go of them. 4: libraries have digests of their subjects.
// 5: rows without a number are linked. 6: what people say of links is in the store.
inline constexpr int format_version = 6;

// The format of a data directory; nothing where there is none yet.
// Fails with data.newer (invalid) where a later Jutong made it.
Result<std::optional<int>> format_of(fs::path const& data);

// Fails with data.older (invalid) where a writing command must upgrade it first.
Done require_format(fs::path const& data);

// Brings a data directory to the present format and says so in it; a new one is only marked. It can
// be cut off at any moment and done again. The caller holds the lock and applies the packs after.
Done upgrade(fs::path const& data, lake::Lake& lake, store::Store& store);

// What is made from here on is for the owner alone.
void keep_files_private();

}  // namespace jutong::job

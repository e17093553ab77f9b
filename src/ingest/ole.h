// Streams of an OLE2 compound file (MS-CFB), in which old workbooks are kept.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jutong::ingest {

inline constexpr std::string_view ole_magic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

// The streams by name. Fails with ingest.workbook.damaged (invalid).
Result<std::map<std::string, std::string>> read_ole(std::string_view bytes);

}  // namespace jutong::ingest

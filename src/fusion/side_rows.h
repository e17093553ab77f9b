// Rows set aside, read back. For the sources of this module alone.
#pragma once

#include "fusion/golden.h"

namespace jutong::fusion {

// The rows as a feed. A number 0 in a column after the first is null: no origin has it.
std::unique_ptr<lake::Feed> feed_of(SideRows& rows, std::vector<lake::Column> columns);

}  // namespace jutong::fusion

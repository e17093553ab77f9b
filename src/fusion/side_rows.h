// The bytes of rows set aside. For the sources of this module alone.
#pragma once

#include "fusion/golden.h"

namespace jutong::fusion {

void put_number(std::string& out, std::int64_t value);
void put_text(std::string& out, std::string_view text);

// The rows as a feed: numbers and texts in the order of the columns. A number 0 in a column after
// the first is null: no origin has it.
std::unique_ptr<lake::Feed> feed_of(SideRows& rows, std::vector<lake::Column> columns);

}  // namespace jutong::fusion

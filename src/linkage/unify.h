// Values that say the same in other words: 2009年6月19日 and 2009-06-19, 50万元 and 500000元.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "linkage/records.h"

namespace jutong::linkage {

// Rows of a column of days or of amounts get one value for one day or amount, whatever its
// spelling; other columns stay as they are.
void unify(Column& column);

// An amount of money in plain form, as text that is equal where the amounts are: in 元, and its
// currency. Nothing where it is none, or has no unit.
std::optional<std::string> read_amount(std::string_view plain);

}  // namespace jutong::linkage

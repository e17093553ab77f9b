// Lines of business: the word in a firm's name, its industry (GB/T 4754-2017), its scope.
#pragma once

#include <string_view>

#include "base/random.h"

namespace jutong::demo {

struct Trade {
    std::string_view word, industry, scope;
};

Trade const& company_trade(Random& random);
Trade const& trader_trade(Random& random);
Trade const& cooperative_trade(Random& random);

}  // namespace jutong::demo

// What needs somebody, kept in the store and told once.
#pragma once

#include <memory>
#include <vector>

#include "operation/messenger.h"
#include "operation/needs.h"

namespace jutong::operation {

// Makes the alerts those that `needs` are, and tells the ones that nobody was told. What could not
// be sent is logged and tried again, later and later. By one thread.
Done look_after_alerts(store::Store& store, std::vector<Need> const& needs,
                       std::vector<std::unique_ptr<Messenger>> const& messengers,
                       Clock const& clock);

}  // namespace jutong::operation

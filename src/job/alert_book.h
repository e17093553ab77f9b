// Alerts as they are kept in the store: what needs somebody, since when, and who was told.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "store/store.h"

namespace jutong::job {

struct Alert {
    std::string id, kind, state, title, detail, href;
    std::string since;      // ISO 8601
    std::string told = {};  // ISO 8601, when somebody was told; empty: nobody yet
};

// The bad ones first, then the oldest. Fails as the store does.
Result<std::vector<Alert>> alerts_in(store::Store& store);

// These are the alerts now: those that were there stay since they are, the others go and are
// forgotten.
Done keep_alerts(store::Store& store, std::vector<Alert> const& alerts, Instant now);

// Messages that are to be sent over a channel now: of alerts that it has not told, tried fewer than
// message_tries_max times, and not too shortly ago.
inline constexpr int message_tries_max = 8;
Result<std::vector<Alert>> untold_alerts(store::Store& store, std::string const& channel,
                                         Instant now);
// How the try of a message ended.
Done note_message(store::Store& store, std::string const& channel, std::string const& alert,
                  bool is_told, Instant now);

}  // namespace jutong::job

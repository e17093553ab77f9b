#include "api/purpose.h"

#include "base/log.h"

namespace jutong::api {

Parameter purpose_parameter() {
    return query("purpose",
                 text_of(4, 200, "What for: personal values are then shown, and that is logged"));
}

void note_purpose(Call const& call, std::string const& what) {
    if (!call.has("purpose")) return;
    log(Level::info, "data.revealed",
        {{"request", call.request.id},
         {"actor", call.actor},
         {"what", what},
         {"purpose", call.text("purpose")}});
}

}  // namespace jutong::api

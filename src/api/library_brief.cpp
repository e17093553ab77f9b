#include "api/library_brief.h"

#include "api/reading.h"

namespace jutong::api {

json::object library_brief(catalog::Catalog const& catalog, std::size_t place,
                           job::Holdings const& holdings) {
    auto const& library = catalog.libraries[place];
    auto const& state = holdings.libraries[place];
    json::object out{{"library", library.name},
                     {"title", library.title},
                     {"kind", library.kind},
                     {"lead", library.lead},
                     {"lead_title", department_title(catalog, library.lead)},
                     {"subjects", state.subjects},
                     {"added", state.added},
                     {"score", or_null(state.score)},
                     {"fused_at", nullptr},
                     {"state", state.subjects == 0 ? "unknown" : state_of(state.score)}};
    if (state.is_fused) out["fused_at"] = iso_time(state.fused_at);
    if (!library.awaits.empty()) out["awaits"] = library.awaits;
    return out;
}

}  // namespace jutong::api

// Files that came, for those who look at them before they are taken in. For the sources of this
// module alone.
#pragma once

#include "api/services.h"
#include "operation/uploads.h"

namespace jutong::api {

// The upload that a body names. Fails with upload.unknown (not_found), upload.incomplete
// (conflict).
Result<operation::Upload> complete_upload(Services const& services, Call const& call);

}  // namespace jutong::api

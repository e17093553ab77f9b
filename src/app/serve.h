// jutong serve: the server.
#pragma once

#include "cli/command.h"

namespace jutong::app {

cli::Command serve_command();

}  // namespace jutong::app

// How the server is set up: the `server` section of the configuration file, and flags, which go
// first.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/background.h"
#include "cli/command.h"
#include "http/server.h"

namespace jutong::app {

struct ServeOptions {
    http::Options http;
    std::vector<std::string> hosts;  // names that the server is asked by, besides its addresses
    std::string token;               // empty: none; then it listens on loopback only
    bool log_all = false;
    BackgroundOptions background;
};

// Fails with serve.exposed (denied) where it would listen to others without a token; cli.*,
// http.address (invalid), serve.token (invalid), pack.* of the file.
Result<ServeOptions> serve_options(cli::Context const& context, cli::Arguments const& arguments);

std::vector<cli::Option> serve_flags();

}  // namespace jutong::app

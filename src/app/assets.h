// The console's files, carried in the program.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "api/router.h"

namespace jutong::app {

// Where the bytes of a file lie in what tools/embed.py made: as it is, by brotli, by gzip; a size
// of 0: not there in that form.
struct Asset {
    std::string_view path, type, tag;
    std::uint32_t plain, plain_size, brotli, brotli_size, gzip, gzip_size;
};

class EmbeddedAssets final : public api::Assets {
public:
    // Every path that has no extension is a page of the console: index.html, which finds it.
    std::optional<http::Response> find(http::Request const& request) const override;
};

}  // namespace jutong::app

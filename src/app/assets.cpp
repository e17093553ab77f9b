#include "app/assets.h"

#include <algorithm>

extern "C" char const jutong_assets_begin[];  // NOLINT: made by the assembler

namespace jutong::app {

extern std::vector<Asset> const embedded_assets;

namespace {

// Nothing from elsewhere, nothing inline.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

bool is_page(std::string_view path) {
    auto const name = path.substr(path.rfind('/') + 1);
    return name.find('.') == std::string_view::npos && !path.starts_with("/api/") &&
           !path.starts_with("/health/") && !path.starts_with("/assets/") &&
           !path.starts_with("/map/");
}

Asset const* asset_of(std::string_view path) {
    auto const found = std::ranges::find(embedded_assets, path, &Asset::path);
    return found == embedded_assets.end() ? nullptr : &*found;
}

}  // namespace

std::optional<http::Response> EmbeddedAssets::find(http::Request const& request) const {
    if (request.method != http::Method::get && request.method != http::Method::head)
        return std::nullopt;
    auto const* asset = asset_of(request.path);
    auto const page = asset == nullptr && is_page(request.path);
    if (page) asset = asset_of("/index.html");
    if (asset == nullptr) return std::nullopt;
    http::Response response{200, {{"Content-Type", std::string(asset->type)}}};
    auto const tag = "\"" + std::string(asset->tag) + "\"";
    // Names under /assets/ have the hash of their content: they never change.
    auto const for_ever = request.path.starts_with("/assets/");
    response.headers.emplace_back("Cache-Control",
                                  for_ever ? "public, max-age=31536000, immutable" : "no-cache");
    response.headers.emplace_back("ETag", tag);
    response.headers.emplace_back("Vary", "Accept-Encoding");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Content-Security-Policy", std::string(policy));
    response.headers.emplace_back("Referrer-Policy", "same-origin");
    if (request.header("if-none-match") == tag) {
        response.status = 304;
        return response;
    }
    auto const accepts = request.header("accept-encoding");
    auto at = asset->plain;
    auto size = asset->plain_size;
    if (asset->brotli_size > 0 && !accepts.empty() && http::takes_coding(accepts, "br")) {
        at = asset->brotli;
        size = asset->brotli_size;
        response.headers.emplace_back("Content-Encoding", "br");
    } else if (asset->gzip_size > 0 && !accepts.empty() && http::takes_coding(accepts, "gzip")) {
        at = asset->gzip;
        size = asset->gzip_size;
        response.headers.emplace_back("Content-Encoding", "gzip");
    }
    response.body.assign(&jutong_assets_begin[at], size);
    return response;
}

}  // namespace jutong::app

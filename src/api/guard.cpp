#include "api/guard.h"

#include <algorithm>

#include "base/text.h"

namespace jutong::api {

namespace {

bool changes(http::Method method) {
    return method != http::Method::get && method != http::Method::head &&
           method != http::Method::options;
}

// Compares in a time that does not tell how much is right.
bool same_secret(std::string_view a, std::string_view b) {
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned char>(a[i]) ^
                      static_cast<unsigned char>(b[b.empty() ? 0 : i % b.size()]);
    return difference == 0;
}

std::optional<Error> wrong_origin(Guard const& guard, http::Request const& request) {
    auto const site = request.header("sec-fetch-site");
    if (changes(request.method) && !site.empty() && site != "same-origin" && site != "none")
        return Error{Code::denied, "http.origin", "A page of another site may not write here"};
    auto const origin = request.header("origin");
    if (origin.empty()) return {};
    auto const scheme = std::string_view(request.is_secure ? "https://" : "http://");
    auto const ours = std::ranges::any_of(guard.hosts, [&](std::string const& host) {
        return origin.starts_with(scheme) && origin.substr(scheme.size()) == host;
    });
    // Behind a proxy that ends TLS the browser says https.
    auto const proxied = std::ranges::any_of(guard.hosts, [&](std::string const& host) {
        return origin.starts_with("https://") && origin.substr(8) == host;
    });
    if (ours || proxied) return {};
    return Error{Code::denied, "http.origin", "Pages of another origin may not ask here"};
}

}  // namespace

std::optional<Error> refused(Guard const& guard, http::Request const& request) {
    if (request.path.starts_with("/health/")) return {};
    auto const host = request.header("host");
    if (std::ranges::find(guard.hosts, host) == guard.hosts.end())
        return Error{Code::denied, "http.host",
                     "The Host is none of this server's: add it to `hosts` of the configuration"};
    if (auto wrong = wrong_origin(guard, request)) return wrong;
    auto const is_console = !request.path.starts_with("/api/") && request.path != "/metrics";
    if (guard.token.empty() || is_console) return {};
    constexpr std::string_view scheme = "Bearer ";
    auto const given = request.header("authorization");
    if (given.starts_with(scheme) && same_secret(trim(given.substr(scheme.size())), guard.token))
        return {};
    return Error{Code::unauthenticated, "http.token",
                 "A bearer token is needed: Authorization: Bearer …"};
}

bool names_tag(std::string_view header, std::string_view tag) {
    return std::ranges::any_of(split(header, ','), [&](std::string_view one) {
        one = trim(one);
        if (one.starts_with("W/")) one.remove_prefix(2);
        return one == "*" || one == tag;
    });
}

}  // namespace jutong::api

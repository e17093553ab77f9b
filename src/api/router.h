// From a request to its route, and from an outcome to an answer; what holds for all routes: who may
// ask, hosts, origins, media types, problem details, ETags, metrics, log.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/route.h"
#include "base/metrics.h"
#include "http/server.h"

namespace jutong::api {

struct Guard {
    std::vector<std::string> hosts;  // host:port of Host headers that are ours
    std::string token;               // bearer token that requests need; empty: none is set up
};

// Files of the console, ready to be sent; nothing where there is none of that path.
class Assets {
public:
    virtual ~Assets() = default;
    virtual std::optional<http::Response> find(http::Request const& request) const = 0;
};

struct RouterOptions {
    Guard guard;
    int workers = 8;                // threads for handlers that wait
    int lookup_workers = 1;         // threads for those that wait for an index alone
    bool looks_up_at_once = false;  // the index is near: where nothing has to wait, no thread does
    std::size_t waiting_max = 512;  // requests that wait for them; more are told to come again
    bool log_all = false;           // also requests that only read and succeed
};

class Router final : public http::Handler {
public:
    Router(Routes routes, RouterOptions options, Metrics& metrics, Assets const* assets);
    ~Router() override;

    // Hosts are known once the ports are.
    void set_hosts(std::vector<std::string> hosts);

    std::size_t body_max(http::Request const& head) override;
    std::optional<http::Response> answer_now(http::Request& request) override;
    void handle(http::Request request, Reply reply) override;
    http::Response refuse(int status, Error const& error, std::string const& id) override;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// application/problem+json (RFC 9457).
http::Response problem(Error const& error, std::string const& id,
                       std::vector<Mistake> const& mistakes = {}, int status = 0);

// The HTTP status of a failure.
int status_of(Code code);

}  // namespace jutong::api

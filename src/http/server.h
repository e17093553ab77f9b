// An HTTP/1.1 server: connections, limits, TLS, a stop that lets work end.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/message.h"

namespace jutong::http {

struct Address {
    std::string host;  // 127.0.0.1, ::1, 0.0.0.0; never a name
    std::uint16_t port = 0;

    bool is_loopback() const;
    std::string text() const;  // 127.0.0.1:8080, [::1]:8080
    bool operator==(Address const&) const = default;
};

// Reads 127.0.0.1:8080, [::1]:8080, localhost:8080, :8080 (all of both kinds is two addresses).
// Fails with http.address (invalid).
Result<Address> read_address(std::string_view text);

struct Limits {
    std::uint32_t header_bytes = 32 * 1024;
    std::size_t connections = 20'000;
    std::chrono::seconds header_time{
        15};  // from the first byte of a request to the last of its head
    std::chrono::seconds body_time{120};
    std::chrono::seconds idle_time{75};   // between two requests of a connection
    std::chrono::seconds write_time{60};  // for each piece of an answer
};

struct Options {
    std::vector<Address> addresses;
    std::filesystem::path certificate, key;  // PEM; empty: no TLS
    int threads = 1;                         // that serve connections
    Limits limits;
};

// What answers requests. Functions are called from the network's threads: they must not block.
class Handler {
public:
    using Reply = std::function<void(Response)>;  // once, from any thread

    virtual ~Handler() = default;
    // How long a body may be, told by the head of its request (path, method, headers).
    virtual std::size_t body_max(Request const& head) = 0;
    // An answer that takes no time; nothing: the request goes to handle().
    virtual std::optional<Response> answer_now(Request& request) = 0;
    virtual void handle(Request request, Reply reply) = 0;
    // The answer to a request that could not be read, with its status: 400, 413, 431, 505.
    virtual Response refuse(int status, Error const& error, std::string const& id) = 0;
};

struct Traffic {
    std::int64_t connections = 0, accepted = 0, refused = 0, received_bytes = 0, sent_bytes = 0;
};

class Server {
public:
    // Binds the addresses; a port of 0 is chosen by the system. Fails with http.listen
    // (unavailable), http.certificate (invalid).
    static Result<std::unique_ptr<Server>> open(Options options, Handler& handler);
    ~Server();

    // Where it listens in the end.
    std::vector<Address> const& addresses() const;

    // Serves until stop(): then takes no more, ends connections that wait for a request, and gives
    // the others so long to end.
    void run();
    // From any thread.
    void stop(std::chrono::seconds grace);

    Traffic traffic() const;

private:
    struct Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace jutong::http

#include "http/server.h"

#include <charconv>
#include <thread>

#include <fmt/format.h>

#include "http/conversation.h"

namespace jutong::http {

namespace {

Result<std::optional<net::ssl::context>> tls_of(Options const& options) {
    if (options.certificate.empty() && options.key.empty())
        return std::optional<net::ssl::context>();
    net::ssl::context tls(net::ssl::context::tls_server);
    tls.set_options(net::ssl::context::default_workarounds | net::ssl::context::no_sslv2 |
                    net::ssl::context::no_sslv3 | net::ssl::context::no_tlsv1 |
                    net::ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION);
    Failure failure;
    tls.use_certificate_chain_file(options.certificate.string(), failure);
    if (failure)
        return fail(Code::invalid, "http.certificate",
                    fmt::format("The certificate cannot be read ({}): {}", failure.message(),
                                options.certificate.string()));
    // Nobody is there to be asked for a key's password: OpenSSL would wait for one at a terminal.
    auto const no_password = [](std::size_t, net::ssl::context::password_purpose) {
        return std::string();
    };
    if (!failure) tls.set_password_callback(no_password, failure);
    if (!failure) tls.use_private_key_file(options.key.string(), net::ssl::context::pem, failure);
    if (failure)
        return fail(Code::invalid, "http.certificate",
                    fmt::format("The key cannot be read, has a password, or is not the "
                                "certificate's ({}): {}",
                                failure.message(), options.key.string()));
    return std::optional(std::move(tls));
}

}  // namespace

bool Address::is_loopback() const {
    Failure failure;
    auto const address = net::ip::make_address(host, failure);
    return !failure && address.is_loopback();
}

std::string Address::text() const {
    return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                               : fmt::format("[{}]:{}", host, port);
}

Result<Address> read_address(std::string_view text) {
    auto const colon = text.rfind(':');
    auto const wrong = [&] {
        return fail(Code::invalid, "http.address",
                    "An address is 127.0.0.1:8080 or [::1]:8080, not " + std::string(text));
    };
    if (colon == std::string_view::npos) return wrong();
    auto host = text.substr(0, colon);
    auto const port = text.substr(colon + 1);
    Address address;
    auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (port.empty() || error != std::errc() || end != port.data() + port.size()) return wrong();
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    Failure failure;
    net::ip::make_address(std::string(host), failure);
    if (failure) return wrong();
    address.host = host;
    return address;
}

struct Server::Impl {
    Impl(Options o, Handler& h) : options(std::move(o)), handler(h) {
        for (int i = 0; i < std::max(1, options.threads); ++i)
            lanes.push_back(std::make_unique<Lane>(handler, options.limits, counters));
    }

    Done listen() {
        tls = TRY(tls_of(options));
        for (auto const& address : options.addresses) TRY(listen_at(address));
        return {};
    }

    Done listen_at(Address const& address) {
        auto& acceptor = acceptors.emplace_back(lanes.front()->io);
        Failure failure;
        auto const ip = net::ip::make_address(address.host, failure);
        tcp::endpoint const endpoint(ip, address.port);
        if (!failure) acceptor.open(endpoint.protocol(), failure);
        if (!failure) acceptor.set_option(net::socket_base::reuse_address(true), failure);
        if (!failure && ip.is_v6()) acceptor.set_option(net::ip::v6_only(true), failure);
        if (!failure) acceptor.bind(endpoint, failure);
        if (!failure) acceptor.listen(net::socket_base::max_listen_connections, failure);
        if (failure)
            return fail(Code::unavailable, "http.listen",
                        fmt::format("Cannot listen at {}: {}", address.text(), failure.message()));
        addresses.push_back({address.host, acceptor.local_endpoint().port()});
        return {};
    }

    void start(Lane& lane, tcp::socket socket) {
        Failure failure;
        auto const peer = socket.remote_endpoint(failure);
        auto const is_local = !failure && is_loopback(peer.address());
        socket.set_option(tcp::no_delay(true), failure);
        ++counters.open;
        net::co_spawn(
            lane.io,
            [this, &lane, socket = std::move(socket), is_local]() mutable -> Task<void> {
                return converse(lane, std::move(socket), is_local);
            },
            [this](std::exception_ptr const&) { --counters.open; });
    }

    static bool is_loopback(net::ip::address const& address) {
        if (address.is_v6() && address.to_v6().is_v4_mapped())
            return net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6()).is_loopback();
        return address.is_loopback();
    }

    Task<void> converse(Lane& lane, tcp::socket socket, bool is_local) {
        // Moved by its handle: the socket was accepted for another lane's context.
        auto const protocol = socket.local_endpoint().protocol();
        Plain stream(lane.io);
        stream.socket().assign(protocol, socket.release());
        if (tls) {
            Conversation<Secure> talk(lane, Secure(std::move(stream), *tls), is_local);
            co_await talk.run();
        } else {
            Conversation<Plain> talk(lane, std::move(stream), is_local);
            co_await talk.run();
        }
    }

    Task<void> accept(tcp::acceptor& acceptor) {
        while (acceptor.is_open()) {
            auto [failure, socket] = co_await acceptor.async_accept(as_result);
            if (failure == net::error::operation_aborted) co_return;
            if (failure) {  // no file descriptors left, perhaps: not at once again
                net::basic_waitable_timer<std::chrono::steady_clock> pause(
                    lanes.front()->io, std::chrono::milliseconds(50));
                co_await pause.async_wait(as_result);
                continue;
            }
            ++counters.accepted;
            if (counters.open >= static_cast<std::int64_t>(options.limits.connections)) {
                ++counters.refused;
                continue;  // closed as it goes
            }
            auto& lane = *lanes[next_lane++ % lanes.size()];
            start(lane, std::move(socket));
        }
    }

    static void end_lane(Lane& lane, std::chrono::seconds grace) {
        lane.stopping = true;
        for (auto& live : lane.live) {
            if (live.answer) live.answer->stop();
            if (live.waiting) live.stream->cancel();
        }
        auto timer =
            std::make_shared<net::basic_waitable_timer<std::chrono::steady_clock>>(lane.io, grace);
        timer->async_wait([timer, &lane](Failure) { lane.io.stop(); });
        // The timer must not keep the context alive once its connections have ended.
        watch(lane, timer);
    }

    template <typename Timer>
    static void watch(Lane& lane, std::shared_ptr<Timer> const& end) {
        auto look = std::make_shared<Timer>(lane.io, std::chrono::milliseconds(20));
        look->async_wait([look, end, &lane](Failure) {
            if (lane.live.empty()) {
                lane.io.stop();
                return;
            }
            watch(lane, end);
        });
    }

    Options options;
    Handler& handler;
    Counters counters;
    std::optional<net::ssl::context> tls;
    std::vector<std::unique_ptr<Lane>> lanes;
    std::list<tcp::acceptor> acceptors;
    std::vector<Address> addresses;
    std::size_t next_lane = 0;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::open(Options options, Handler& handler) {
    auto impl = std::make_unique<Impl>(std::move(options), handler);
    TRY(impl->listen());
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::vector<Address> const& Server::addresses() const { return impl_->addresses; }

void Server::run() {
    auto& impl = *impl_;
    for (auto& acceptor : impl.acceptors)
        net::co_spawn(impl.lanes.front()->io, impl.accept(acceptor), net::detached);
    std::vector<std::thread> threads;
    for (auto& lane : impl.lanes)
        threads.emplace_back([&lane] {
            auto const work = net::make_work_guard(lane->io);
            lane->io.run();
        });
    for (auto& thread : threads) thread.join();
}

void Server::stop(std::chrono::seconds grace) {
    auto& impl = *impl_;
    net::post(impl.lanes.front()->io, [&impl] {
        Failure ignored;
        for (auto& acceptor : impl.acceptors) acceptor.close(ignored);
    });
    for (auto& lane : impl.lanes)
        net::post(lane->io, [&lane, grace] { Impl::end_lane(*lane, grace); });
}

Traffic Server::traffic() const {
    auto const& c = impl_->counters;
    return {c.open, c.accepted, c.refused, c.received, c.sent};
}

}  // namespace jutong::http

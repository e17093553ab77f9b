// One connection: requests in, answers out, until one of the two ends it. For server.cpp alone,
// which is the one file that includes Beast.
#pragma once

#include <atomic>
#include <charconv>
#include <functional>
#include <list>
#include <mutex>
#include <vector>

#include <boost/asio.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include "http/server.h"
#include "http/wire.h"

namespace jutong::http {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using tcp = net::ip::tcp;
using Plain = beast::basic_stream<tcp, net::io_context::executor_type>;
using Secure = beast::ssl_stream<Plain>;
using Failure = boost::system::error_code;

inline constexpr auto as_result =
    net::as_tuple(net::use_awaitable_t<net::io_context::executor_type>{});
template <typename T>
using Task = net::awaitable<T, net::io_context::executor_type>;

// A connection as its thread knows it, so that a stop finds those that wait.
struct Live {
    Plain* stream = nullptr;
    bool waiting = false;                     // for the first byte of a request
    std::shared_ptr<BodyStream> answer = {};  // being sent
};

struct Counters {
    std::atomic<std::int64_t> open = 0, accepted = 0, refused = 0, received = 0, sent = 0;
};

// What all connections of one network thread share.
struct Lane {
    explicit Lane(Handler& h, Limits const& l, Counters& c) : handler(h), limits(l), counters(c) {}

    // Runs `work` on the lane's thread, from any other: what arrives until that thread comes to it
    // costs one wake-up together.
    void deliver(std::function<void()> work) {
        {
            std::lock_guard const lock(mutex);
            delivered.push_back(std::move(work));
            if (delivered.size() > 1) return;
        }
        net::post(io, [this] {
            std::vector<std::function<void()>> all;
            {
                std::lock_guard const lock(mutex);
                all.swap(delivered);
            }
            for (auto& one : all) one();
        });
    }

    Handler& handler;
    Limits const& limits;
    Counters& counters;
    net::io_context io{1};
    std::list<Live> live;  // only touched by the thread that runs io
    bool stopping = false;

private:
    std::mutex mutex;  // guards the one below
    std::vector<std::function<void()>> delivered;
};

// What of a request shapes its answer on the wire.
struct Frame {
    Method method = Method::get;
    int minor = 1;
    std::string id;
};

template <typename Stream>
class Conversation {
public:
    Conversation(Lane& lane, Stream stream, bool is_local)
        : lane_(lane), stream_(std::move(stream)), is_local_(is_local) {}

    Task<void> run() {
        auto const here = lane_.live.insert(lane_.live.end(), Live{&lowest()});
        live_ = &*here;
        if (co_await shake_hands())
            while (co_await exchange()) {
            }
        co_await part();
        lane_.live.erase(here);
    }

private:
    static constexpr bool is_secure = std::is_same_v<Stream, Secure>;
    static constexpr std::size_t lingering_bytes = 1 << 20;

    Plain& lowest() { return beast::get_lowest_layer(stream_); }

    Task<bool> shake_hands() {
        if constexpr (is_secure) {
            lowest().expires_after(lane_.limits.header_time);
            auto [failure] =
                co_await stream_.async_handshake(net::ssl::stream_base::server, as_result);
            co_return !failure;
        }
        co_return true;
    }

    // Waits for the first byte, so that idle connections cost no parser. False at the end.
    Task<bool> wait_for_request() {
        if (buffer_.size() > 0) co_return true;
        if (lane_.stopping) co_return false;
        live_->waiting = true;
        lowest().expires_after(lane_.limits.idle_time);
        auto [failure, size] =
            co_await stream_.async_read_some(buffer_.prepare(read_size), as_result);
        live_->waiting = false;
        buffer_.commit(size);
        lane_.counters.received += static_cast<std::int64_t>(size);
        co_return !failure && size > 0;
    }

    // One request and its answer. False where the connection ends.
    Task<bool> exchange() {
        if (!co_await wait_for_request()) co_return false;
        parser_.emplace();
        parser_->header_limit(lane_.limits.header_bytes);
        lowest().expires_after(lane_.limits.header_time);
        // What has come already, most often all of it, is read without another turn of the loop.
        Failure failure;
        buffer_.consume(parser_->put(buffer_.data(), failure));
        if (failure == wire::error::need_more)
            std::tie(failure, std::ignore) =
                co_await wire::async_read_header(stream_, buffer_, *parser_, as_result);
        if (failure) {
            co_await refuse(failure);
            co_return false;
        }
        Request request;
        auto read = read_head(request);
        if (!read) {
            auto response = lane_.handler.refuse(parser_->get().version() > 11 ? 505 : 400,
                                                 read.error(), request.id);
            // Named: g++ 12 destroys temporaries of a co_await twice.
            Frame const frame{request.method, request.minor, request.id};
            co_await send(frame, std::move(response), false);
            co_return false;
        }
        auto keep = parser_->keep_alive();
        if (!parser_->is_done() && !co_await read_body(request)) co_return false;
        parser_.reset();
        Frame const frame{request.method, request.minor, request.id};
        auto response = lane_.handler.answer_now(request);
        if (!response) response = co_await answer_later(std::move(request));
        keep = keep && !lane_.stopping && !response->close;
        auto const sent = co_await send(frame, std::move(*response), keep);
        co_return sent&& keep;
    }

    Done read_head(Request& request) {
        auto const& head = parser_->get();
        request.id = request_id(view(head["X-Request-Id"]));
        request.is_local = is_local_;
        request.is_secure = is_secure;
        request.minor = head.version() % 10;
        if (head.version() != 11 && head.version() != 10)
            return fail(Code::invalid, "http.version", "Only HTTP/1.0 and HTTP/1.1 are spoken");
        request.method = method_of(view(head.method_string()));
        auto target = TRY(read_target(view(head.target())));
        request.path = std::move(target.path);
        request.query = std::move(target.query);
        request.headers.reserve(16);
        for (auto const& field : head) {
            std::string name(view(field.name_string()));
            for (auto& c : name)
                if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
            request.headers.emplace_back(std::move(name), view(field.value()));
        }
        return {};
    }

    Task<bool> read_body(Request& request) {
        auto const max = lane_.handler.body_max(request);
        if (parser_->content_length().value_or(0) > max) {
            co_await refuse(wire::error::body_limit);
            co_return false;
        }
        if (beast::iequals(parser_->get()["Expect"], "100-continue")) {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            auto [failure, size] =
                co_await net::async_write(stream_, net::buffer(go_on), as_result);
            if (failure) co_return false;
        }
        wire::request_parser<wire::string_body> whole(std::move(*parser_));
        whole.body_limit(max);
        lowest().expires_after(lane_.limits.body_time);
        auto [failure, size] = co_await wire::async_read(stream_, buffer_, whole, as_result);
        lane_.counters.received += static_cast<std::int64_t>(size);
        if (failure) {
            co_await refuse(failure);
            co_return false;
        }
        request.body = std::move(whole.get().body());
        co_return true;
    }

    // Says why a request could not be read, where somebody may still be listening.
    Task<void> refuse(Failure failure) {
        int status = 400;
        std::string_view reason = "http.syntax";
        if (failure == wire::error::header_limit || failure == wire::error::buffer_overflow) {
            status = 431;
            reason = "http.header_limit";
        } else if (failure == wire::error::body_limit) {
            status = 413;
            reason = "http.body_limit";
        } else if (failure == wire::error::bad_version) {
            status = 505;
            reason = "http.version";
        } else if (failure == wire::error::end_of_stream ||
                   failure == wire::error::partial_message ||
                   failure.category() != Failure(wire::error::bad_method).category()) {
            co_return;  // the client is gone, or was too slow: its socket is closed already
        }
        ++lane_.counters.refused;
        Error const error{Code::invalid, std::string(reason),
                          "The request cannot be read: " + failure.message()};
        Frame const frame{Method::get, 1, request_id({})};
        co_await send(frame, lane_.handler.refuse(status, error, frame.id), false);
        co_await linger();
    }

    // What the client still sends is read for a while: a socket closed with unread bytes would take
    // the answer away from it.
    Task<void> linger() {
        lowest().expires_after(std::chrono::seconds(2));
        Failure ignored;
        if constexpr (!is_secure) lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
        std::string waste(16 * 1024, '\0');
        for (std::size_t all = 0; all < lingering_bytes;) {
            auto [failure, size] = co_await stream_.async_read_some(net::buffer(waste), as_result);
            if (failure || size == 0) co_return;
            all += size;
        }
    }

    Task<Response> answer_later(Request request) {
        auto const executor = lane_.io.get_executor();
        lowest().expires_never();
        co_return co_await net::async_initiate<
            net::use_awaitable_t<net::io_context::executor_type> const, void(Response)>(
            [this, &request, executor](auto completion) {
                auto shared = std::make_shared<decltype(completion)>(std::move(completion));
                auto work = net::make_work_guard(executor);
                lane_.handler.handle(
                    std::move(request), [shared, &lane = lane_, work](Response response) {
                        lane.deliver([shared, response = std::move(response)]() mutable {
                            (*shared)(std::move(response));
                        });
                    });
            },
            net::use_awaitable_t<net::io_context::executor_type>{});
    }

    Task<Result<std::string>> next_chunk(BodyStream& body) {
        auto const executor = lane_.io.get_executor();
        lowest().expires_never();
        co_return co_await net::async_initiate<
            net::use_awaitable_t<net::io_context::executor_type> const, void(Result<std::string>)>(
            [&body, executor](auto completion) {
                auto shared = std::make_shared<decltype(completion)>(std::move(completion));
                auto work = net::make_work_guard(executor);
                body.next([shared, executor, work](Result<std::string> chunk) {
                    net::post(executor, [shared, chunk = std::move(chunk)]() mutable {
                        (*shared)(std::move(chunk));
                    });
                });
            },
            net::use_awaitable_t<net::io_context::executor_type>{});
    }

    template <typename Buffers>
    Task<bool> write(Buffers const& buffers) {
        lowest().expires_after(lane_.limits.write_time);
        // As much at once as the socket takes: by itself Asio goes by 64 KiB.
        auto const all = [](Failure wrong, std::size_t) {
            return wrong ? std::size_t{0} : write_size_max;
        };
        auto [failure, size] = co_await net::async_write(stream_, buffers, all, as_result);
        lane_.counters.sent += static_cast<std::int64_t>(size);
        co_return !failure;
    }

    Task<bool> send(Frame const& frame, Response response, bool keep) {
        response.headers.emplace_back("X-Request-Id", frame.id);
        if (response.stream) co_return co_await send_stream(frame, response, keep);
        auto const& body = response.shared_body ? *response.shared_body : response.body;
        auto const head = wire_head(response, Framing::length, body.size(), keep);
        if (frame.method == Method::head || response.status == 304)
            co_return co_await write(net::buffer(head));
        co_return co_await write(
            std::array<net::const_buffer, 2>{net::buffer(head), net::buffer(body)});
    }

    // An answer that breaks off ends the connection without its last chunk: that is how HTTP/1.1
    // tells a client that it has not got everything.
    Task<bool> send_stream(Frame const& frame, Response const& response, bool keep) {
        auto const chunked = frame.minor >= 1;
        keep = keep && chunked;
        auto const framing = chunked ? Framing::chunks : Framing::until_close;
        if (!co_await write(net::buffer(wire_head(response, framing, 0, keep)))) co_return false;
        if (frame.method == Method::head) co_return keep;
        live_->answer = response.stream;
        auto whole = false;
        while (true) {
            auto chunk = co_await next_chunk(*response.stream);
            if (!chunk) break;
            if (chunk->empty()) {
                whole = true;
                break;
            }
            auto const head = chunked ? chunk_head(chunk->size()) : std::string();
            auto const tail = chunked ? chunk_tail : std::string_view();
            if (!co_await write(std::array<net::const_buffer, 3>{
                    net::buffer(head), net::buffer(*chunk), net::buffer(tail)}))
                break;
        }
        live_->answer.reset();
        response.stream->stop();
        if (!whole) co_return false;
        if (chunked && !co_await write(net::buffer(last_chunk))) co_return false;
        co_return keep;
    }

    Task<void> part() {
        if constexpr (is_secure) {
            lowest().expires_after(std::chrono::seconds(2));
            static_cast<void>(co_await stream_.async_shutdown(as_result));
        }
        Failure ignored;
        lowest().socket().shutdown(tcp::socket::shutdown_both, ignored);
        lowest().close();
    }

    static std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

    static constexpr std::size_t read_size = 4096, write_size_max = std::size_t{1} << 20;

    Lane& lane_;
    Stream stream_;
    bool const is_local_;
    Live* live_ = nullptr;
    beast::flat_buffer buffer_;
    std::optional<wire::request_parser<wire::empty_body>> parser_;
};

}  // namespace jutong::http

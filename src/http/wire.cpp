#include "http/wire.h"

#include <algorithm>
#include <ctime>
#include <random>

#include <fmt/format.h>

#include "base/random.h"

namespace jutong::http {

namespace {

constexpr std::size_t id_length_max = 64;

// The Date header changes once a second.
std::string const& date_line() {
    thread_local std::time_t shown = 0;
    thread_local std::string line;
    auto const now = std::time(nullptr);
    if (now == shown) return line;
    shown = now;
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[64];
    auto const size =
        std::strftime(text, sizeof text, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
    line.assign(text, size);
    return line;
}

}  // namespace

std::string wire_head(Response const& response, Framing framing, std::size_t length,
                      bool keep_alive) {
    std::string head;
    head.reserve(512);
    fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status,
                   status_text(response.status));
    head += date_line();
    for (auto const& [name, value] : response.headers) {
        head += name;
        head += ": ";
        head += value;
        head += "\r\n";
    }
    if (framing == Framing::chunks) head += "Transfer-Encoding: chunked\r\n";
    if (framing == Framing::length && response.status != 204 && response.status != 304)
        fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", length);
    head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return head;
}

std::string chunk_head(std::size_t size) { return fmt::format("{:x}\r\n", size); }

std::string request_id(std::string_view brought) {
    auto const fit = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_' || c == '.';
    };
    if (!brought.empty() && brought.size() <= id_length_max && std::ranges::all_of(brought, fit))
        return std::string(brought);
    thread_local Random random(std::random_device{}(), std::random_device{}());
    return fmt::format("{:016x}", random.next());
}

}  // namespace jutong::http

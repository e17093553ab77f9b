#include "base/log.h"

#include <array>
#include <atomic>
#include <chrono>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

namespace jutong {

namespace {

std::atomic<Level> least_level = Level::warning;
constexpr std::array<std::string_view, 4> names = {"debug", "info", "warning", "error"};

void append_text(std::string& out, std::string_view text) {
    out += '"';
    for (auto const c : is_utf8(text) ? std::string(text) : escaped(text)) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
        } else {
            out += c;
        }
    }
    out += '"';
}

}  // namespace

void log(Level level, std::string_view event, std::initializer_list<LogField> fields) {
    if (level < least_level.load(std::memory_order_relaxed)) return;
    auto const now = SystemClock().now();
    auto at = iso_time(now);
    at.pop_back();
    std::string line = fmt::format(R"({{"at":"{}.{:03}Z","level":"{}","event":)", at,
                                   now / 1000 % 1000, names[static_cast<std::size_t>(level)]);
    append_text(line, event);
    for (auto const& [name, value] : fields) {
        line += ',';
        append_text(line, name);
        line += ':';
        if (auto const* const text = std::get_if<std::string_view>(&value))
            append_text(line, *text);
        else if (auto const* const number = std::get_if<std::int64_t>(&value))
            line += std::to_string(*number);
        else
            line += fmt::format("{:.6g}", std::get<double>(value));
    }
    line += "}\n";
    // One write, so that lines of several threads do not mix; a log that cannot be written is no
    // reason to stop.
    [[maybe_unused]] auto const written = ::write(STDERR_FILENO, line.data(), line.size());
}

void set_log_level(Level least) { least_level.store(least, std::memory_order_relaxed); }

Level log_level() { return least_level.load(std::memory_order_relaxed); }

}  // namespace jutong

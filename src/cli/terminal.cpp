#include "cli/terminal.h"

#include <algorithm>
#include <cstdio>
#include <iostream>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"

namespace jutong::cli {

namespace {

constexpr auto redraw_every = std::chrono::milliseconds(100);
constexpr std::size_t bar_width = 24;
constexpr std::size_t cell_width_max = 60;

bool is_wide(char32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
}

// Text without what would break a table's line, cut where it is too wide.
std::string cell_text(std::string_view text) {
    std::string out;
    std::size_t width = 0;
    auto in_escape = false;  // colours take no room
    for (std::size_t at = 0; at < text.size();) {
        auto const begin = at;
        auto const c = next_code_point(text, at);
        in_escape = in_escape ? c != 'm' : c == '\x1b';
        if (!in_escape && c != 'm') width += is_wide(c) ? 2 : 1;
        if (width > cell_width_max) return out + "…";
        if (c == '\n' || c == '\r' || c == '\t')
            out += ' ';
        else
            out += text.substr(begin, at - begin);
    }
    return out;
}

}  // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    auto in_escape = false;
    for (std::size_t at = 0; at < text.size();) {
        auto const c = next_code_point(text, at);
        if (c == '\x1b') in_escape = true;
        if (!in_escape) width += is_wide(c) ? 2 : 1;
        if (in_escape && c == 'm') in_escape = false;
    }
    return width;
}

std::string grouped(std::int64_t value) { return fmt::format("{}", fmt::group_digits(value)); }

Terminal::Terminal(bool as_json)
    : as_json_(as_json),
      colours_(::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr) {
}  // NOLINT(concurrency-mt-unsafe)

std::string Terminal::painted(std::string_view text, std::string_view code) const {
    return colours_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

void Terminal::line(std::string_view text) {
    if (!as_json_) std::cout << text << '\n';
}

void Terminal::heading(std::string_view text) {
    line();
    line(bold(text));
}

void Terminal::table(TextTable const& table) {
    if (as_json_) return;
    std::vector<std::vector<std::string>> rows = {table.heads};
    for (auto const& row : table.rows) rows.push_back(row);
    std::vector<std::size_t> widths(table.heads.size(), 0);
    for (auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = cell_text(row[i]);
            widths[i] = std::max(widths[i], display_width(row[i]));
        }
    }
    for (std::size_t r = 0; r < rows.size(); ++r) {
        std::string text;
        for (std::size_t i = 0; i < rows[r].size(); ++i) {
            auto const align = table.aligns.empty()
                                   ? Align::left
                                   : table.aligns[std::min(i, table.aligns.size() - 1)];
            std::string const pad(widths[i] - display_width(rows[r][i]), ' ');
            auto const cell = r == 0 ? dim(rows[r][i]) : rows[r][i];
            text += align == Align::right ? pad + cell : cell + pad;
            text += "  ";
        }
        text.erase(text.find_last_not_of(' ') + 1);
        line(text);
    }
}

Terminal::~Terminal() {
    if (as_json_ && !object_.empty()) std::cout << json::serialize(object_) << '\n';
}

void Terminal::say_now(json::object object) {
    if (as_json_)
        std::cout << json::serialize(object) << std::endl;
    else
        std::cout << std::flush;
}

void Terminal::error(Error const& error) {
    object_["error"] = {
        {"code", to_string(error.code)}, {"reason", error.reason}, {"message", error.message}};
    std::cout.flush();
    std::cerr << "jutong: " << error.message << " [" << error.reason << "]\n";
}

Bar::Bar()
    : is_terminal_(::isatty(STDERR_FILENO) != 0), started_(std::chrono::steady_clock::now()) {}

Bar::~Bar() {
    std::lock_guard const lock(mutex_);
    wipe();
}

void Bar::step(std::string_view what, std::int64_t total) {
    std::lock_guard const lock(mutex_);
    if (!is_terminal_ && what_ != what)
        std::fprintf(stderr, "%.*s\n", static_cast<int>(what.size()), what.data());
    if (what_ != what) started_ = std::chrono::steady_clock::now();
    what_ = what;
    total_ = total;
    done_ = rows_ = 0;
    draw(std::chrono::steady_clock::now());
}

void Bar::at(std::int64_t done, std::int64_t rows) {
    std::lock_guard const lock(mutex_);
    done_ = done;
    rows_ = rows;
    auto const now = std::chrono::steady_clock::now();
    if (now - drawn_ >= redraw_every) draw(now);
}

void Bar::note(std::string_view text) {
    std::lock_guard const lock(mutex_);
    wipe();
    std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

void Bar::draw(Time now) {
    drawn_ = now;
    if (!is_terminal_) return;
    auto const seconds = std::chrono::duration<double>(now - started_).count();
    std::string text;
    if (total_ > 0) {
        auto const share =
            std::clamp(static_cast<double>(done_) / static_cast<double>(total_), 0.0, 1.0);
        auto const full = static_cast<std::size_t>(share * static_cast<double>(bar_width));
        for (std::size_t i = 0; i < bar_width; ++i) text += i < full ? "━" : "╌";
        text += fmt::format(" {:3.0f}% ", share * 100);
        if (share > 0.02 && seconds > 1)
            text += fmt::format("{:.0f}s left ", seconds / share - seconds);
    }
    if (rows_ > 0) text += fmt::format("{} rows ", grouped(rows_));
    if (rows_ > 0 && seconds > 0.2)
        text += fmt::format(
            "{}/s ", grouped(static_cast<std::int64_t>(static_cast<double>(rows_) / seconds)));
    std::fprintf(stderr, "\r\x1b[K%s%s", text.c_str(), what_.c_str());
    std::fflush(stderr);
    on_screen_ = true;
}

void Bar::wipe() {
    if (on_screen_) std::fprintf(stderr, "\r\x1b[K");
    on_screen_ = false;
}

}  // namespace jutong::cli

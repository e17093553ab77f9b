// What the user sees: tables, one JSON object, errors, a progress bar.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/progress.h"
#include "base/result.h"

namespace jutong::cli {

// Columns a text takes on a terminal: Han characters take two.
std::size_t display_width(std::string_view text);

enum class Align : std::uint8_t { left, right };

struct TextTable {
    std::vector<std::string> heads;
    std::vector<Align> aligns;  // the last one goes on for all further columns
    std::vector<std::vector<std::string>> rows;
};

// 1,234,567
std::string grouped(std::int64_t value);

class Terminal {
public:
    explicit Terminal(bool as_json);
    ~Terminal();
    Terminal(Terminal const&) = delete;
    Terminal& operator=(Terminal const&) = delete;

    bool as_json() const { return as_json_; }

    // Text for people; silent with --json.
    void line(std::string_view text = "");
    void heading(std::string_view text);
    void table(TextTable const& table);
    // The one object of --json, written at the end; silent without.
    void object(json::object object) { object_ = std::move(object); }
    // For what goes on and on: the object of --json is written at once.
    void say_now(json::object object);
    // On stderr, and with --json in the object too.
    void error(Error const& error);

    std::string good(std::string_view text) const { return painted(text, "32"); }
    std::string bad(std::string_view text) const { return painted(text, "31"); }
    std::string dim(std::string_view text) const { return painted(text, "2"); }
    std::string bold(std::string_view text) const { return painted(text, "1"); }

private:
    std::string painted(std::string_view text, std::string_view code) const;

    bool as_json_;
    json::object object_;
    bool colours_;
};

// A bar on stderr while it is a terminal, a line for each step where it is not.
class Bar final : public Progress {
public:
    Bar();
    ~Bar() override;

    void step(std::string_view what, std::int64_t total) override;
    void at(std::int64_t done, std::int64_t rows) override;
    void note(std::string_view line) override;

private:
    using Time = std::chrono::steady_clock::time_point;
    void draw(Time now);
    void wipe();

    bool const is_terminal_;
    std::mutex mutex_;  // guards all below
    std::string what_;
    std::int64_t total_ = 0, done_ = 0, rows_ = 0;
    Time started_, drawn_;
    bool on_screen_ = false;
};

}  // namespace jutong::cli

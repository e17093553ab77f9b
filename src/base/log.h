// The log: one JSON object a line on stderr, for programs and people. Never personal data: say
// which route, run or resource, not which number.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace jutong {

enum class Level : std::uint8_t { debug, info, warning, error };

struct LogField {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, double> value;
};

// {"at":"2026-11-23T06:56:51.123Z","level":"info","event":"http.request","request":"…"}
// From any thread; a line is written whole.
void log(Level level, std::string_view event, std::initializer_list<LogField> fields = {});

// What is below it is not written; warnings are what a program says that nobody set up.
void set_log_level(Level least);
Level log_level();

}  // namespace jutong

// Points in time as real tables spell them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/date.h"

namespace jutong::element {

enum class MomentFailure : std::uint8_t { none, format, month_only, year_only, calendar, range };

struct Moment {
    // Microseconds since 1970 by the clock of Asia/Shanghai, which a time without zone is in.
    std::int64_t local_micros() const;

    Days day = 0;
    std::int64_t micros = 0;          // since midnight
    std::optional<int> zone_minutes;  // offset from UTC where one is written
    bool has_time = false;
    bool from_serial = false;  // a serial number of a spreadsheet
    bool from_epoch = false;   // seconds or milliseconds since 1970, UTC
};

struct MomentText {
    Moment moment{};
    MomentFailure failure = MomentFailure::none;
};

// Years before and after these are placeholders or slips, not dates of a register.
inline constexpr int year_min = 1800;
inline constexpr int year_max = 2200;

// `text` is clean (clean_date). Day before month, or two digits for a year, is not guessed at:
// format. Epoch numbers are read only where `epoch` is yes.
enum class Epoch : std::uint8_t { no, yes };
MomentText read_moment(std::string_view text, Epoch epoch);

}  // namespace jutong::element

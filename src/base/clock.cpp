#include "base/clock.h"

#include <chrono>

#include <fmt/format.h>

#include "base/date.h"

namespace jutong {

Instant SystemClock::now() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string iso_time(Instant instant) {
    auto const seconds = instant / 1'000'000 - (instant % 1'000'000 < 0 ? 1 : 0);
    auto const days = seconds / 86400 - (seconds % 86400 < 0 ? 1 : 0);
    auto const left = seconds - days * 86400;
    return fmt::format("{}T{:02}:{:02}:{:02}Z", iso_date(static_cast<Days>(days)), left / 3600,
                       left / 60 % 60, left % 60);
}

}  // namespace jutong

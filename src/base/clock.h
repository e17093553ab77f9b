// Time as a parameter: tests bring their own.
#pragma once

#include <cstdint>
#include <string>

namespace jutong {

// Microseconds since 1970-01-01T00:00:00Z.
using Instant = std::int64_t;

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() const override;
};

// 2026-11-23T06:56:51Z
std::string iso_time(Instant instant);

}  // namespace jutong

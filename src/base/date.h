// Days of the civil (proleptic Gregorian) calendar.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace jutong {

// Days since 1970-01-01: the DATE of the lake.
using Days = std::int32_t;

struct CivilDate {
    int year;
    int month;  // 1–12
    int day;    // 1–31
    bool operator==(CivilDate const&) const = default;
};

// Nothing where the calendar has no such day, or outside the years 1 to 9999.
std::optional<Days> to_days(CivilDate date);
CivilDate to_civil(Days days);

// 2026-11-23
std::string iso_date(Days days);

}  // namespace jutong

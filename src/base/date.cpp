#include "base/date.h"

#include <chrono>

#include <fmt/format.h>

namespace jutong {

std::optional<Days> to_days(CivilDate date) {
    if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > 31)
        return std::nullopt;
    auto const day = std::chrono::year_month_day{
        std::chrono::year(date.year), std::chrono::month(static_cast<unsigned>(date.month)),
        std::chrono::day(static_cast<unsigned>(date.day))};
    if (!day.ok()) return std::nullopt;
    return static_cast<Days>(std::chrono::sys_days(day).time_since_epoch().count());
}

CivilDate to_civil(Days days) {
    auto const day = std::chrono::year_month_day{std::chrono::sys_days(std::chrono::days(days))};
    return {int(day.year()), static_cast<int>(unsigned(day.month())),
            static_cast<int>(unsigned(day.day()))};
}

std::string iso_date(Days days) {
    auto const date = to_civil(days);
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

}  // namespace jutong

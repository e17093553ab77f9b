#include "job/working_days.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "base/text.h"
#include "element/divisions.h"

namespace jutong::job {

namespace {

std::optional<Days> day_of(std::string_view text) {
    CivilDate date{};
    if (std::sscanf(std::string(text).c_str(), "%4d-%2d-%2d", &date.year, &date.month, &date.day) !=
        3)
        return std::nullopt;
    return to_days(date);
}

// 1970-01-01 was a Thursday.
bool is_weekend(Days day) {
    auto const from_monday = ((day % 7) + 7 + 3) % 7;
    return from_monday >= 5;
}

}  // namespace

WorkingDays::WorkingDays(std::string_view calendar) {
    for (auto const line : split(calendar, '\n')) {
        if (line.empty() || line[0] == '#') continue;
        auto const cells = split(line, '\t');
        auto const day = day_of(cells[0]);
        if (!day || cells.size() < 2) continue;
        years_.insert(to_civil(*day).year);
        (cells[1] == "workday" ? worked_ : free_).insert(*day);
    }
}

WorkingDays WorkingDays::of_packs(std::vector<std::filesystem::path> const& folders) {
    std::vector<std::filesystem::path> content;
    std::error_code ignored;
    for (auto const& folder : folders)
        for (auto const& entry : std::filesystem::directory_iterator(folder, ignored))
            content.push_back(entry.path() / "content");
    std::ranges::sort(content);
    return WorkingDays(element::read_content(content, "holidays.tsv"));
}

bool WorkingDays::is_working(Days day) const {
    if (worked_.contains(day)) return true;
    return !free_.contains(day) && !is_weekend(day);
}

WorkingDays::Deadline WorkingDays::after(Days event, int days) const {
    auto day = event;
    while (days > 0)
        if (is_working(++day)) --days;
    return {day, !years_.contains(to_civil(day).year)};
}

}  // namespace jutong::job

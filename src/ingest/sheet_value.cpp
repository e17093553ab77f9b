#include "ingest/sheet_value.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/date.h"

namespace jutong::ingest {

namespace {

constexpr double exact_below = 1e15;                 // a double shows 15 digits and no more
constexpr double serial_max = 2'958'466;             // 9999-12-31 and a day, from 1900
constexpr std::size_t filled_bytes_max = 1U << 20U;  // of one row, by merged cells
constexpr std::uint32_t columns_filled_max = 2001;
constexpr std::int64_t seconds_a_day = 86'400;

// Serial 60 is 29 February 1900, which never was: Lotus 1-2-3 had it, and Excel after it.
constexpr std::int64_t no_day = 60;

std::string plain_text(double number) {
    if (std::trunc(number) == number && std::abs(number) < exact_below)
        return fmt::format("{:.0f}", number == 0 ? 0.0 : number);
    auto text = fmt::format("{:.15G}", number);
    if (std::abs(number) >= exact_below || text.find('E') == std::string::npos) return text;
    text = fmt::format("{:.20f}", number);
    text.erase(text.find_last_not_of('0') + 1);
    return text;
}

std::string clock_text(std::int64_t seconds) {
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace

NumberKind kind_of_format(int id) {
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
        (id >= 50 && id <= 54) || id == 57 || id == 58)
        return NumberKind::date;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 ||
        id == 56)
        return NumberKind::time;
    return NumberKind::plain;
}

NumberKind kind_of_format(std::string_view code) {
    auto has_day = false;
    auto has_clock = false;
    auto has_month = false;
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        auto const c = code[i];
        if (c == '"') {
            i = std::min(code.find('"', i + 1), code.size() - 1);
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '[') {  // [$-804], [Red]; [h] counts hours
            auto const inside = i + 1 < code.size() ? code[i + 1] : ']';
            auto const end = std::min(code.find(']', i), code.size() - 1);
            auto const is_count =
                std::string_view("hHmMsS").find(inside) != std::string_view::npos &&
                code.substr(i + 1, end - i - 1).find_first_not_of(inside) == std::string_view::npos;
            has_clock = has_clock || is_count;
            i = end;
        } else if (code.substr(i, 7) == "General") {
            i += 6;
        } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
            has_day = true;
        } else if (c == 'h' || c == 'H' || c == 's' || c == 'S') {
            has_clock = true;
        } else if (c == 'm' || c == 'M') {
            has_month = true;
        }
    }
    if (has_day || (has_month && !has_clock)) return NumberKind::date;
    return has_clock ? NumberKind::time : NumberKind::plain;
}

std::string number_text(double number, NumberKind kind, DateSystem system) {
    if (!std::isfinite(number)) return fmt::format("{}", number);
    if (kind == NumberKind::plain || number < 0 || number >= serial_max) return plain_text(number);
    auto const seconds = std::llround(number * static_cast<double>(seconds_a_day));
    auto day = seconds / seconds_a_day;
    auto const clock = seconds % seconds_a_day;
    auto const is_1900 = system == DateSystem::from_1900;
    if (kind == NumberKind::time && (day == 0 || number < 1)) return clock_text(seconds);
    if (is_1900 && day == 0) return clock == 0 ? plain_text(number) : clock_text(clock);
    constexpr Days epoch_1900 = -25'568;  // 1899-12-31, number 0
    constexpr Days epoch_1904 = -24'107;  // 1904-01-01
    auto date = std::string("1900-02-29");
    if (!is_1900 || day != no_day) {
        if (is_1900 && day > no_day) --day;
        date = iso_date(static_cast<Days>(day) + (is_1900 ? epoch_1900 : epoch_1904));
    }
    return clock == 0 ? date : date + "T" + clock_text(clock);
}

Merges::Merges(std::vector<Merge> merges) : merges_(std::move(merges)) {
    std::ranges::sort(merges_, {}, &Merge::first_row);
}

void Merges::fill(std::uint32_t row, std::vector<std::string>& cells) {
    for (; next_ < merges_.size() && merges_[next_].first_row <= row; ++next_) {
        auto const& merge = merges_[next_];
        if (merge.first_row < row || merge.first_column >= cells.size()) continue;
        open_.push_back({merge, cells[merge.first_column]});
    }
    std::erase_if(
        open_, [&](auto const& open) { return open.merge.last_row < row || open.value.empty(); });
    std::size_t bytes = 0;  // a long text merged over many columns must not become gigabytes
    for (auto const& open : open_) {
        auto const end = std::min(open.merge.last_column + 1, columns_filled_max);
        if (open.merge.first_column >= end) continue;
        bytes += open.value.size() * (end - open.merge.first_column);
        if (bytes > filled_bytes_max) break;
        if (cells.size() < end) cells.resize(end);
        for (auto c = open.merge.first_column; c < end; ++c) cells[c] = open.value;
    }
}

}  // namespace jutong::ingest

#include "element/moment.h"

#include <array>

#include "element/clean.h"
#include "element/decimal_text.h"

namespace jutong::element {

namespace {

constexpr std::int64_t micros_a_second = 1'000'000;
constexpr std::int64_t micros_a_minute = 60 * micros_a_second;
constexpr std::int64_t micros_a_hour = 60 * micros_a_minute;
constexpr std::int64_t micros_a_day = 24 * micros_a_hour;

// Day 0 of spreadsheets is 1899-12-30 for every day after February 1900; serials are five digits
// from 1927 to 2173.
constexpr int serial_of_1970 = 25'569;

constexpr std::array<std::string_view, 12> months{"JANUARY",   "FEBRUARY", "MARCH",    "APRIL",
                                                  "MAY",       "JUNE",     "JULY",     "AUGUST",
                                                  "SEPTEMBER", "OCTOBER",  "NOVEMBER", "DECEMBER"};

class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    bool done() const { return rest_.empty(); }
    char peek() const { return rest_.empty() ? '\0' : rest_[0]; }

    char take() {
        auto const c = rest_[0];
        rest_.remove_prefix(1);
        return c;
    }

    bool accept(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }

    void spaces() {
        while (accept(" ")) {
        }
    }

    // A run of digits, Arabic or Chinese; its size is 0 where there is none.
    struct Run {
        std::int64_t value = 0;
        std::size_t size = 0;
        bool chinese = false;
    };
    Run run() {
        Run out;
        while (out.size < rest_.size() && is_digit(rest_[out.size])) {
            if (out.size < 18) out.value = out.value * 10 + rest_[out.size] - '0';
            ++out.size;
        }
        if (out.size == 0) {
            if (auto const found = read_chinese_number(rest_)) {
                rest_.remove_prefix(found->size);
                return {found->number, found->size, true};
            }
        }
        rest_.remove_prefix(out.size);
        return out;
    }

    // 1 to 12 for an English month, whole or its first three letters; 0 for none.
    int month() {
        for (std::size_t i = 0; i < months.size(); ++i) {
            if (accept(months[i])) return static_cast<int>(i + 1);
            if (accept(months[i].substr(0, 3))) {
                accept(i == 8 ? "T" : ".");
                return static_cast<int>(i + 1);
            }
        }
        return 0;
    }

private:
    std::string_view rest_;
};

MomentText fail_with(MomentFailure failure) { return {{}, failure}; }

MomentText on_day(std::int64_t year, std::int64_t month, std::int64_t day) {
    if (year < year_min || year > year_max) return fail_with(MomentFailure::range);
    if (month > 12 || day > 31) return fail_with(MomentFailure::calendar);
    auto const found =
        to_days({static_cast<int>(year), static_cast<int>(month), static_cast<int>(day)});
    if (!found) return fail_with(MomentFailure::calendar);
    MomentText out;
    out.moment.day = *found;
    return out;
}

// One of - / . between the parts of a date; both must be the same.
char separator(Scanner& in) {
    for (auto c : {'-', '/', '.'})
        if (in.accept({&c, 1})) return c;
    return '\0';
}

MomentText after_year(Scanner& in, std::int64_t year) {
    auto const failed_short = [&] {
        return fail_with(in.done() ? MomentFailure::year_only : MomentFailure::format);
    };
    auto const mark = in.accept("年") ? 'Y' : separator(in);
    if (mark == '\0') return failed_short();
    in.spaces();
    auto month = in.run();
    if (month.size == 0) {
        month.value = in.month();
        if (month.value == 0)
            return mark == 'Y' ? failed_short() : fail_with(MomentFailure::format);
    } else if (!month.chinese && month.size > 2) {
        return fail_with(MomentFailure::format);
    }
    in.spaces();
    auto const second = in.accept("月") ? 'Y' : separator(in);
    if (second == '\0')
        return fail_with(in.done() ? MomentFailure::month_only : MomentFailure::format);
    if (second != mark) return fail_with(MomentFailure::format);
    in.spaces();
    if (in.done())
        return fail_with(mark == 'Y' ? MomentFailure::month_only : MomentFailure::format);
    auto const day = in.run();
    if (day.size == 0 || (!day.chinese && day.size > 2)) return fail_with(MomentFailure::format);
    if (mark == 'Y' && !in.accept("日")) in.accept("号");
    return on_day(year, month.value, day.value);
}

// 05-JAN-2020, 5 Jan 2020, JAN 5, 2020.
MomentText with_english_month(Scanner& in, Scanner::Run first) {
    auto const gap = [&] {
        in.accept("-") || in.accept("/") || in.accept(",");
        in.spaces();
    };
    gap();
    auto const month = in.month();
    gap();
    auto day = first;
    if (day.size == 0) day = in.run();
    if (first.size == 0) gap();
    auto const year = in.run();
    if (month == 0 || day.size == 0 || day.size > 2 || year.size != 4 || year.chinese)
        return fail_with(MomentFailure::format);
    return on_day(year.value, month, day.value);
}

bool set_time(Moment& moment, std::int64_t hour, std::int64_t minute, std::int64_t second,
              std::int64_t micros) {
    // 24:00:00 is the end of the day; second 60 is a leap second, kept as the next minute.
    if (hour > 24 || minute > 59 || second > 60) return false;
    if (hour == 24 && (minute != 0 || second != 0 || micros != 0)) return false;
    moment.micros =
        hour * micros_a_hour + minute * micros_a_minute + second * micros_a_second + micros;
    moment.has_time = true;
    return true;
}

std::int64_t fraction(Scanner& in) {
    if (!in.accept(".")) return 0;
    std::int64_t micros = 0, unit = micros_a_second / 10;
    for (; is_digit(in.peek()); unit /= 10) micros += (in.take() - '0') * unit;
    return micros;
}

bool read_zone(Scanner& in, Moment& moment) {
    in.spaces();
    if (in.done()) return true;
    if (in.accept("Z") || in.accept("UTC") || in.accept("GMT")) {
        moment.zone_minutes = 0;
        if (in.done()) return true;
    }
    auto const negative = in.peek() == '-';
    if (!in.accept("+") && !in.accept("-")) return false;
    auto const hours = in.run();
    if (hours.chinese || (hours.size != 4 && hours.size > 2) || hours.size == 0) return false;
    auto minutes = hours.size == 4 ? hours.value / 100 * 60 + hours.value % 100 : hours.value * 60;
    if (in.accept(":")) {
        auto const more = in.run();
        if (more.size != 2 || more.chinese || hours.size == 4) return false;
        minutes += more.value;
    }
    if (minutes > 14 * 60) return false;
    moment.zone_minutes = static_cast<int>(negative ? -minutes : minutes);
    return true;
}

// What follows a date: nothing, or a time with its parts, half of day, and zone.
bool read_time(Scanner& in, Moment& moment) {
    in.spaces();
    if (in.done()) return true;
    if (in.accept("T")) in.spaces();
    auto afternoon = in.accept("下午");
    auto const morning = !afternoon && in.accept("上午");
    in.spaces();
    auto const hour = in.run();
    if (hour.size == 0 || (!hour.chinese && hour.size > 2)) return false;
    std::int64_t minute = 0, second = 0, micros = 0;
    if (in.accept(":")) {
        auto const run = in.run();
        if (run.size == 0 || run.size > 2 || run.chinese) return false;
        minute = run.value;
        if (in.accept(":")) {
            auto const seconds = in.run();
            if (seconds.size == 0 || seconds.size > 2 || seconds.chinese) return false;
            second = seconds.value;
            micros = fraction(in);
        }
    } else if (in.accept("时") || in.accept("点")) {
        if (auto const run = in.run(); run.size != 0) {
            minute = run.value;
            if (!in.accept("分")) return false;
            if (auto const seconds = in.run(); seconds.size != 0) {
                second = seconds.value;
                if (!in.accept("秒")) return false;
            }
        }
    } else {
        return false;
    }
    in.spaces();
    auto const pm = in.accept("PM");
    auto const am = !pm && in.accept("AM");
    afternoon |= pm;
    auto h = hour.value;
    if (h > 24 || ((afternoon || am || morning) && h > 12)) return false;
    if (afternoon && h < 12) h += 12;
    if ((am || morning) && h == 12) h = 0;
    return set_time(moment, h, minute, second, micros) && read_zone(in, moment);
}

// 20200105, with 4 or 6 digits of time, or none.
MomentText packed(std::int64_t value, std::size_t size) {
    std::int64_t unit = 1;
    for (auto left = size; left > 8; --left) unit *= 10;
    auto const date = value / unit;
    auto time = value % unit;
    auto out = on_day(date / 10'000, date / 100 % 100, date % 100);
    if (out.failure != MomentFailure::none || size == 8) return out;
    if (size == 12) time *= 100;
    if (!set_time(out.moment, time / 10'000, time / 100 % 100, time % 100, 0))
        return fail_with(MomentFailure::format);
    return out;
}

MomentText serial(Scanner& in, std::int64_t days) {
    MomentText out;
    out.moment.from_serial = true;
    out.moment.day = static_cast<Days>(days) - serial_of_1970;
    if (in.peek() == '.') {
        auto const part = fraction(in) * (micros_a_day / micros_a_second);
        out.moment.micros = (part + micros_a_second / 2) / micros_a_second * micros_a_second;
        out.moment.has_time = true;
    }
    return in.done() ? out : fail_with(MomentFailure::format);
}

MomentText epoch_moment(std::int64_t micros) {
    MomentText out;
    out.moment.from_epoch = out.moment.has_time = true;
    out.moment.zone_minutes = 0;
    out.moment.day = static_cast<Days>(micros / micros_a_day);
    out.moment.micros = micros % micros_a_day;
    return out;
}

MomentText read_date(Scanner& in, Epoch epoch) {
    auto const first = in.run();
    if (first.size == 0) return with_english_month(in, first);
    if (first.chinese)
        return in.peek() != '\0' && first.value >= 1000 ? after_year(in, first.value)
                                                        : fail_with(MomentFailure::format);
    switch (first.size) {
        case 1:
        case 2:
            return with_english_month(in, first);
        case 4:
            return after_year(in, first.value);
        case 5:
            return first.value < 10'000 ? fail_with(MomentFailure::format)
                                        : serial(in, first.value);
        case 6:
            return fail_with(in.done() && first.value % 100 >= 1 && first.value % 100 <= 12
                                 ? MomentFailure::month_only
                                 : MomentFailure::format);
        case 8:
            return packed(first.value, 8);
        case 12:
        case 14:
            return packed(first.value, first.size);
        case 10:
            if (epoch == Epoch::yes) return epoch_moment(first.value * micros_a_second);
            break;
        case 13:
            if (epoch == Epoch::yes) return epoch_moment(first.value * 1'000);
            break;
        default:
            break;
    }
    return fail_with(MomentFailure::format);
}

}  // namespace

std::int64_t Moment::local_micros() const {
    constexpr int shanghai_minutes = 8 * 60;
    return day * micros_a_day + micros +
           (shanghai_minutes - zone_minutes.value_or(shanghai_minutes)) * micros_a_minute;
}

MomentText read_moment(std::string_view text, Epoch epoch) {
    Scanner in(text);
    auto out = read_date(in, epoch);
    if (out.failure != MomentFailure::none) return out;
    if (out.moment.has_time) {
        if (!in.done()) return fail_with(MomentFailure::format);
    } else if (!read_time(in, out.moment)) {
        return fail_with(MomentFailure::format);
    }
    auto const year = to_civil(out.moment.day).year;
    if (year < year_min || year > year_max) return fail_with(MomentFailure::range);
    return out;
}

}  // namespace jutong::element

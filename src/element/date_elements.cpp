// date and timestamp.
#include <array>

#include <fmt/format.h>

#include "element/column.h"
#include "element/elements.h"
#include "element/moment.h"

namespace jutong::element {

namespace {

constexpr std::int64_t micros_a_day = 86'400'000'000;

Days day_of(std::int64_t micros) {
    return static_cast<Days>((micros >= 0 ? micros : micros - micros_a_day + 1) / micros_a_day);
}

// Bits after those of clean-up; a small letter (5 Jan 2020) and dashes are spelling, no repairs.
constexpr std::uint8_t kept_changes = changed_spaces | changed_width;
constexpr std::uint8_t repaired_serial = 4, repaired_fourth = 8;

int digits_at(std::string_view text, std::size_t at, std::size_t count) {
    int out = 0;
    for (auto i = at; i < at + count; ++i) out = out * 10 + text[i] - '0';
    return out;
}

// 2020-01-05, the spelling of most tables; nothing for any other.
std::optional<Days> read_iso_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    for (std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U})
        if (!is_digit(text[i])) return std::nullopt;
    auto const year = digits_at(text, 0, 4);
    if (year < year_min || year > year_max) return std::nullopt;
    return to_days({year, digits_at(text, 5, 2), digits_at(text, 8, 2)});
}

State state_of(MomentFailure failure) { return static_cast<State>(failure); }

std::array<int, 8> digits_of(CivilDate date) {
    return {date.year / 1000, date.year / 100 % 10, date.year / 10 % 10, date.year % 10,
            date.month / 10,  date.month % 10,      date.day / 10,       date.day % 10};
}

// One digit is another, or two neighbours are exchanged.
bool is_slip(std::array<int, 8> const& a, std::array<int, 8> const& b) {
    std::size_t different = 0, last = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != b[i]) {
            ++different;
            last = i;
        }
    if (different == 2) return a[last] == b[last - 1] && a[last - 1] == b[last];
    return different == 1;
}

// A slip, or day and month exchanged: typical of writing down, less of two events.
double date_likeness(Days left, Days right) {
    if (left == right) return 1;
    auto const a = to_civil(left), b = to_civil(right);
    if (a.year == b.year && a.month == b.day && a.day == b.month) return 0.8;
    if (is_slip(digits_of(a), digits_of(b))) return 0.85;
    auto const parts = (a.year == b.year) + (a.month == b.month) + (a.day == b.day);
    return parts == 2 ? 0.6 : parts == 1 ? 0.3 : 0;
}

class DateElement final : public ColumnElement<DateElement> {
public:
    DateElement() : ColumnElement("date", "日期", failure_names, repair_names) {}

    Kind kind() const override { return Kind::date; }

    Reading read_text(std::string_view text, Form, Arena& arena) const {
        if (auto const day = read_iso_date(text)) [[likely]]
            return {{}, *day};
        auto const cleaned = clean(text, clean_date, arena);
        if (cleaned.text.empty()) return nothing;
        auto const found = read_moment(cleaned.text, Epoch::no);
        if (found.failure != MomentFailure::none) return failed(state_of(found.failure));
        auto repairs = cleaned.changes & kept_changes;
        if (found.moment.from_serial) repairs |= repaired_serial;
        // 2020-01-04T16:00:00Z is midnight here: the day is that of our clock.
        auto const micros = found.moment.zone_minutes ? found.moment.local_micros()
                                                      : found.moment.day * micros_a_day;
        auto const dropped =
            found.moment.zone_minutes ? micros % micros_a_day != 0 : found.moment.micros != 0;
        if (dropped) repairs |= repaired_fourth;
        return {{}, day_of(micros), state_ok, static_cast<std::uint8_t>(repairs)};
    }

    double likeness(Reading const& left, Reading const& right) const {
        return date_likeness(static_cast<Days>(left.number), static_cast<Days>(right.number));
    }

    std::string generate(Random& random) const override {
        return iso_date(
            static_cast<Days>(random.between(*to_days({1980, 1, 1}), *to_days({2025, 12, 31}))));
    }

private:
    // In the order of MomentFailure.
    static constexpr std::array<std::string_view, 5> failure_names{
        "element.date.format", "element.date.month_only", "element.date.year_only",
        "element.date.calendar", "element.date.range"};
    static constexpr std::array<std::string_view, 4> repair_names{
        "repair.date.spaces", "repair.date.width", "repair.date.excel_serial",
        "repair.date.time_dropped"};
};

class TimestampElement final : public ColumnElement<TimestampElement> {
public:
    TimestampElement() : ColumnElement("timestamp", "时间", failure_names, repair_names) {}

    Kind kind() const override { return Kind::timestamp; }

    Reading read_text(std::string_view text, Form, Arena& arena) const {
        auto const cleaned = clean(text, clean_date, arena);
        if (cleaned.text.empty()) return nothing;
        auto const found = read_moment(cleaned.text, Epoch::yes);
        if (found.failure != MomentFailure::none) return failed(state_of(found.failure));
        auto const& moment = found.moment;
        auto repairs = cleaned.changes & kept_changes;
        if (moment.from_serial) repairs |= repaired_serial;
        auto const abroad = moment.zone_minutes && *moment.zone_minutes != 8 * 60;
        if (abroad && !moment.from_epoch) repairs |= repaired_fourth;
        return {{}, moment.local_micros(), state_ok, static_cast<std::uint8_t>(repairs)};
    }

    // Within the day by the distance in hours; else as dates.
    double likeness(Reading const& left, Reading const& right) const {
        auto const apart = std::abs(left.number - right.number);
        if (apart == 0) return 1;
        if (apart < micros_a_day)
            return 0.95 - 0.15 * static_cast<double>(apart) / static_cast<double>(micros_a_day);
        return date_likeness(day_of(left.number), day_of(right.number)) * 0.8;
    }

    std::string generate(Random& random) const override {
        auto const day = random.between(*to_days({2010, 1, 1}), *to_days({2025, 12, 31}));
        return to_text({(day * 86'400 + random.between(0, 86'399)) * 1'000'000, {}});
    }

private:
    static constexpr std::array<std::string_view, 5> failure_names{
        "element.timestamp.format", "element.timestamp.month_only", "element.timestamp.year_only",
        "element.timestamp.calendar", "element.timestamp.range"};
    static constexpr std::array<std::string_view, 4> repair_names{
        "repair.timestamp.spaces", "repair.timestamp.width", "repair.timestamp.excel_serial",
        "repair.timestamp.zone"};
};

}  // namespace

std::unique_ptr<Element> date_element() { return std::make_unique<DateElement>(); }
std::unique_ptr<Element> timestamp_element() { return std::make_unique<TimestampElement>(); }

}  // namespace jutong::element

#include "element/element.h"

#include <fmt/format.h>

#include "base/date.h"

namespace jutong::element {

namespace {

constexpr std::int64_t micros_a_second = 1'000'000;
constexpr std::int64_t micros_a_day = 86'400 * micros_a_second;

std::string decimal_text(std::int64_t number) {
    auto const magnitude =
        number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
    auto out = fmt::format("{}{}", number < 0 ? "-" : "", magnitude / decimal_scale);
    if (auto fraction = magnitude % decimal_scale; fraction != 0) {
        out += fmt::format(".{:04}", fraction);
        while (out.back() == '0') out.pop_back();
    }
    return out;
}

std::string timestamp_text(std::int64_t micros) {
    auto const days = (micros >= 0 ? micros : micros - micros_a_day + 1) / micros_a_day;
    auto const in_day = micros - days * micros_a_day;
    auto const seconds = in_day / micros_a_second;
    auto out = fmt::format("{} {:02}:{:02}:{:02}", iso_date(static_cast<Days>(days)),
                           seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (auto const fraction = in_day % micros_a_second; fraction != 0)
        out += fmt::format(".{:06}", fraction);
    return out;
}

}  // namespace

void ValueColumn::reset(std::size_t rows) {
    text.resize(rows);
    number.resize(rows);
    state.resize(rows);
    repairs.resize(rows);
    arena.clear();
}

std::string Element::to_text(Value const& value) const {
    switch (kind()) {
        case Kind::text:
            return value.text;
        case Kind::integer:
            return fmt::format("{}", value.number);
        case Kind::decimal:
            return decimal_text(value.number);
        case Kind::boolean:
            return value.number != 0 ? "是" : "否";
        case Kind::date:
            return iso_date(static_cast<Days>(value.number));
        case Kind::timestamp:
            return timestamp_text(value.number);
        case Kind::money:
            return fmt::format("{} {}", decimal_text(value.number), value.text);
    }
    return {};
}

Result<Value> Element::read_one(std::string_view text, Form form) const {
    thread_local ValueColumn column;
    read({&text, 1}, form, column);
    auto const state = column.state[0];
    if (state == state_ok) return Value{column.number[0], std::string(column.text[0])};
    if (state == state_null) return fail(Code::invalid, "element.blank", "Text is blank");
    return fail(Code::invalid, failures()[state - 1], "Text is not a valid " + name_);
}

Result<Value> Element::parse(std::string_view text) const { return read_one(text, Form::parsed); }

Result<Value> Element::normalise(std::string_view text) const {
    return read_one(text, Form::normalised);
}

bool Element::valid(std::string_view text) const {
    return read_one(text, Form::parsed).has_value();
}

double Element::compare(std::string_view left, std::string_view right) const {
    double likeness = 0;
    compare({&left, 1}, {&right, 1}, {&likeness, 1});
    return likeness;
}

std::string Element::mask(std::string_view text) const {
    Arena arena;
    std::string_view masked;
    mask({&text, 1}, {&masked, 1}, arena);
    return std::string(masked);
}

}  // namespace jutong::element

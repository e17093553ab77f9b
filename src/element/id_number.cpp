#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "element/column.h"
#include "element/elements.h"
#include "element/number_codes.h"

namespace jutong::element {

namespace {

constexpr std::array<std::string_view, 5> failure_names{
    "element.id_number.length", "element.id_number.digit", "element.id_number.division",
    "element.id_number.birth_date", "element.id_number.check_digit"};
constexpr State bad_length = 1, bad_digit = 2, bad_division = 3, bad_birth_date = 4,
                bad_check_digit = 5;

constexpr std::array<std::string_view, 4> repair_names{
    "repair.id_number.spaces", "repair.id_number.width", "repair.id_number.upper_case",
    "repair.id_number.upgraded"};
constexpr std::uint8_t upgraded = 8;

constexpr int birth_year_min = 1850, birth_year_max = 2100;

// GB/T 2260 with 81 and 82 for Hong Kong and Macao, 83 for the permits of people from Taiwan.
constexpr std::array<bool, 100> provinces = [] {
    std::array<bool, 100> out{};
    for (auto code : {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43,
                      44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83})
        out[static_cast<std::size_t>(code)] = true;
    return out;
}();

int two_digits(std::string_view text, std::size_t at) {
    return (text[at] - '0') * 10 + text[at + 1] - '0';
}

bool is_province(std::string_view digits, std::size_t at) {
    return provinces[static_cast<std::size_t>(two_digits(digits, at))];
}

bool is_date(int year, int month, int day) {
    constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1) return false;
    if (day <= days[static_cast<std::size_t>(month - 1)]) return true;
    auto const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && day == 29 && leap;
}

// Eight digits at a time in one register, first digit in the lowest byte.
std::uint64_t eight_bytes(std::string_view text, std::size_t at) {
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t out = 0;
    std::memcpy(&out, text.data() + at, sizeof out);
    return out;
}

bool are_digits(std::uint64_t bytes) {
    constexpr std::uint64_t high = 0x8080808080808080, zeros = 0x3030303030303030;
    return (((bytes + 0x4646464646464646) | (bytes - zeros) | bytes) & high) == 0;
}

// Sum of digit times weight: a product adds up four 16-bit lanes in its top lane.
template <unsigned... Weight>
std::uint64_t weighted_sum(std::uint64_t bytes) {
    constexpr std::array<std::uint64_t, 8> w{Weight...};
    constexpr std::uint64_t lanes = 0x000F000F000F000F;
    constexpr auto even = w[0] << 48 | w[2] << 32 | w[4] << 16 | w[6];
    constexpr auto odd = w[1] << 48 | w[3] << 32 | w[5] << 16 | w[7];
    return ((bytes & lanes) * even >> 48) + ((bytes >> 8 & lanes) * odd >> 48);
}

// The order of checks is that of GB 11643: characters, division, date, check digit. The same
// answer as id_check_digit() gives, without its loop.
State check_18(std::string_view text) {
    auto const first = eight_bytes(text, 0), second = eight_bytes(text, 8);
    if (!are_digits(first) || !are_digits(second) || !is_digit(text[16]) ||
        !(is_digit(text[17]) || text[17] == 'X'))
        return bad_digit;
    // Permanent residence of foreigners since 2023: 9, province, nationality (GB/T 2659).
    if (!is_province(text, text[0] == '9' ? 1 : 0)) return bad_division;
    auto const year = two_digits(text, 6) * 100 + two_digits(text, 8);
    if (year < birth_year_min || year > birth_year_max ||
        !is_date(year, two_digits(text, 10), two_digits(text, 12)))
        return bad_birth_date;
    auto const sum = weighted_sum<7, 9, 10, 5, 8, 4, 2, 1>(first) +
                     weighted_sum<6, 3, 7, 9, 10, 5, 8, 4>(second) +
                     2 * static_cast<std::uint64_t>(text[16] - '0');
    return text[17] == "10X98765432"[sum % 11] ? state_ok : bad_check_digit;
}

// 15 digits, of people born in the 1900s; or 3 letters of a nationality and 12 digits, the
// permanent residence of foreigners from 2004 on.
State check_15(std::string_view text) {
    auto const foreign = text[0] >= 'A' && text[0] <= 'Z';
    for (std::size_t i = 0; i < 15; ++i) {
        auto const letter = text[i] >= 'A' && text[i] <= 'Z';
        if (foreign && i < 3 ? !letter : !is_digit(text[i])) return bad_digit;
    }
    if (!is_province(text, foreign ? 3 : 0)) return bad_division;
    std::size_t const birth = foreign ? 7 : 6;
    auto const year = 1900 + two_digits(text, birth);
    auto const month = two_digits(text, birth + 2), day = two_digits(text, birth + 4);
    // The century of a foreigner's birth is not written: 29 February may be of 1900 or 2000.
    auto const dated = is_date(year, month, day) || (foreign && is_date(year + 100, month, day));
    return dated ? state_ok : bad_birth_date;
}

State check(std::string_view text) {
    if (text.size() == 18) return check_18(text);
    return text.size() == 15 ? check_15(text) : bad_length;
}

class IdNumberElement final : public ColumnElement<IdNumberElement> {
public:
    explicit IdNumberElement(Reference const& reference)
        : ColumnElement("id_number", "公民身份号码", failure_names, repair_names),
          reference_(reference) {}

    Reading read_text(std::string_view text, Form form, Arena& arena) const {
        if (text.size() == 18) [[likely]]
            if (check_18(text) == state_ok) [[likely]]
                return {text};
        auto const cleaned = clean(text, clean_code, arena);
        if (cleaned.text.empty()) return nothing;
        if (auto const state = check(cleaned.text); state != state_ok) return failed(state);
        if (form == Form::normalised && cleaned.text.size() == 15 && is_digit(cleaned.text[0]))
            return {upgrade(cleaned.text, arena), 0, state_ok,
                    static_cast<std::uint8_t>(cleaned.changes | upgraded)};
        return {cleaned.text, 0, state_ok, cleaned.changes};
    }

    // Two valid numbers that differ belong to two people: a slip makes a number invalid.
    double likeness(Reading const& left, Reading const& right) const {
        auto const a = left.text, b = right.text;
        if (a == b) return 1;
        if (a.size() != 18 || b.size() != 18) return 0;
        auto const same_birth = a.substr(6, 8) == b.substr(6, 8);
        auto const same_county = a.substr(0, 6) == b.substr(0, 6);
        return same_birth ? (same_county ? 0.5 : 0.4) : (same_county ? 0.2 : 0);
    }

    double rough_likeness(std::string_view left, std::string_view right) const {
        switch (transposition_distance(left, right)) {
            case 0:
                return 1;
            case 1:
                return 0.9;
            case 2:
                return 0.7;
            default:
                return 0.5 * edit_similarity(left, right);
        }
    }

    std::string_view masked(std::string_view text, Arena& arena) const {
        constexpr std::size_t shown_before = 3, shown_after = 4;
        auto const cleaned = clean(text, clean_code, arena).text;
        auto* const out = arena.take(cleaned.size());
        std::memcpy(out, cleaned.data(), cleaned.size());
        std::memset(out + shown_before, '*', cleaned.size() - shown_before - shown_after);
        return {out, cleaned.size()};
    }

    // Ages 0 to 90 on a fixed day, fewer of the oldest.
    std::string generate(Random& random) const override {
        auto const* const county = reference_.divisions().random_county(random);
        auto const age_days = std::min(random.between(0, 90 * 365), random.between(0, 110 * 365));
        auto const birth = *to_days({2024, 12, 31}) - static_cast<Days>(age_days);
        return make_id_number(county != nullptr ? county->code : "370102", birth,
                              static_cast<int>(random.between(1, 999)));
    }

private:
    static std::string_view upgrade(std::string_view digits, Arena& arena) {
        auto upgraded_text = std::string(digits.substr(0, 6)).append("19").append(digits.substr(6));
        upgraded_text += id_check_digit(upgraded_text);
        return arena.keep(upgraded_text);
    }

    Reference const& reference_;
};

}  // namespace

std::unique_ptr<Element> id_number_element(Reference const& reference) {
    return std::make_unique<IdNumberElement>(reference);
}

}  // namespace jutong::element

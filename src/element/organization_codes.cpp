// Numbers of organizations and of their licences: GB 32100, GB 11714, GS15, GB/T 36904.
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "element/column.h"
#include "element/elements.h"
#include "element/number_codes.h"

namespace jutong::element {

namespace {

std::string random_characters(Random& random, std::string_view alphabet, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += alphabet[random.below(alphabet.size())];
    return out;
}

std::string_view random_county(Random& random, Reference const& reference) {
    auto const* const county = reference.divisions().random_county(random);
    return county != nullptr ? county->code : "370102";
}

bool all_of_alphabet(std::string_view text, Alphabet const& values) {
    std::uint8_t largest = 0;
    for (auto c : text) largest = std::max(largest, values[static_cast<unsigned char>(c)]);
    return largest != not_in_alphabet;
}

// Reads a text that is one code: as it is where `check` finds it right, else cleaned.
template <State (*check)(std::string_view)>
Reading read_code(std::string_view text, Arena& arena) {
    if (check(text) == state_ok) [[likely]]
        return {text};
    auto const cleaned = clean(text, clean_code, arena);
    if (cleaned.text.empty()) return nothing;
    auto const state = check(cleaned.text);
    if (state != state_ok) return failed(state);
    return {cleaned.text, 0, state_ok, cleaned.changes};
}

double equal_texts(Reading const& left, Reading const& right) {
    return left.text == right.text ? 1 : 0;
}

// Where a code is unreadable, one slip of the pen may be why.
double but_for_a_slip(std::string_view left, std::string_view right) {
    auto const distance = transposition_distance(left, right);
    return distance == 0 ? 1 : distance == 1 ? 0.9 : 0;
}

class CreditCodeElement final : public ColumnElement<CreditCodeElement> {
public:
    explicit CreditCodeElement(Reference const& reference)
        : ColumnElement("credit_code", "统一社会信用代码", failure_names, repair_names),
          reference_(reference) {}

    // In one pass what credit_check_digit() does, and the alphabet.
    static State check(std::string_view text) {
        if (text.size() != 18) return 1;
        constexpr std::array weights{1,  3,  9,  27, 19, 26, 16, 17, 20,
                                     29, 25, 13, 8,  24, 10, 30, 28, 1};
        int sum = 0;
        std::uint8_t seen = 0;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            auto const value = credit_values[static_cast<unsigned char>(text[i])];
            seen |= value;
            sum += weights[i] * value;
        }
        if (seen >= 0x80) return 2;  // not_in_alphabet is the only value with that bit
        if (!is_department[static_cast<unsigned char>(text[0])]) return 3;
        if (sum % 31 != 0) return 5;
        // The check character of the code within: X stands in for 10.
        return text[16] == organization_check_digit(text.substr(8)) ? state_ok : 4;
    }

    double likeness(Reading const& left, Reading const& right) const {
        if (left.text == right.text) return 1;
        return left.text.substr(8, 9) == right.text.substr(8, 9) ? 0.9 : 0;
    }

    Reading read_text(std::string_view text, Form, Arena& arena) const {
        return read_code<check>(text, arena);
    }

    double rough_likeness(std::string_view left, std::string_view right) const {
        return but_for_a_slip(left, right);
    }

    std::string generate(Random& random) const override {
        constexpr std::string_view org_alphabet = credit_characters;
        auto const county = random_county(random, reference_);
        return make_credit_code('9', random.chance(0.6) ? '1' : '2', county,
                                "MA" + random_characters(random, org_alphabet, 6));
    }

private:
    // GB 32100-2015 table 1: the registering departments.
    static constexpr std::array<bool, 256> is_department = [] {
        std::array<bool, 256> out{};
        for (auto c : std::string_view("123456789ANY")) out[static_cast<unsigned char>(c)] = true;
        return out;
    }();

    static constexpr std::array<std::string_view, 5> failure_names{
        "element.credit_code.length", "element.credit_code.charset",
        "element.credit_code.department", "element.credit_code.organization_code",
        "element.credit_code.check_digit"};
    static constexpr std::array<std::string_view, 3> repair_names{
        "repair.credit_code.spaces", "repair.credit_code.width", "repair.credit_code.upper_case"};

    Reference const& reference_;
};

class OrganizationCodeElement final : public ColumnElement<OrganizationCodeElement> {
public:
    OrganizationCodeElement()
        : ColumnElement("organization_code", "组织机构代码", failure_names, repair_names) {}

    // The hyphen before the check digit is the printed form: its absence or presence is no repair.
    Reading read_text(std::string_view text, Form form, Arena& arena) const {
        if (check(text) == state_ok) [[likely]]
            return {text};
        auto const cleaned = clean(text, clean_code, arena);
        auto code = cleaned.text;
        if (code.empty()) return nothing;
        auto const hyphened = code.size() == 10 && code[8] == '-';
        if (hyphened) {
            auto* const joined = arena.take(9);
            std::memcpy(joined, code.data(), 8);
            joined[8] = code[9];
            code = {joined, 9};
        }
        if (auto const state = check(code); state != state_ok) return failed(state);
        auto const as_written = hyphened && form == Form::parsed;
        return {as_written ? cleaned.text : code, 0, state_ok, cleaned.changes};
    }

    double likeness(Reading const& left, Reading const& right) const {
        return equal_texts(left, right);
    }

    double rough_likeness(std::string_view left, std::string_view right) const {
        return but_for_a_slip(left, right);
    }

    std::string generate(Random& random) const override {
        return make_organization_code(random_characters(random, "0123456789", 8));
    }

private:
    static State check(std::string_view code) {
        if (code.size() != 9) return 1;
        if (!all_of_alphabet(code, alphanumeric_values)) return 2;
        return code[8] == organization_check_digit(code) ? state_ok : 3;
    }

    static constexpr std::array<std::string_view, 3> failure_names{
        "element.organization_code.length", "element.organization_code.charset",
        "element.organization_code.check_digit"};
    static constexpr std::array<std::string_view, 3> repair_names{
        "repair.organization_code.spaces", "repair.organization_code.width",
        "repair.organization_code.upper_case"};
};

class RegistrationNumberElement final : public ColumnElement<RegistrationNumberElement> {
public:
    explicit RegistrationNumberElement(Reference const& reference)
        : ColumnElement("registration_number", "工商注册号", failure_names, repair_names),
          reference_(reference) {}

    static State check(std::string_view text) {
        if (text.size() != 15) return 1;
        if (!all_digits(text)) return 2;
        return text[14] == registration_check_digit(text) ? state_ok : 3;
    }

    Reading read_text(std::string_view text, Form, Arena& arena) const {
        return read_code<check>(text, arena);
    }

    double likeness(Reading const& left, Reading const& right) const {
        return equal_texts(left, right);
    }

    double rough_likeness(std::string_view left, std::string_view right) const {
        return but_for_a_slip(left, right);
    }

    std::string generate(Random& random) const override {
        return make_registration_number(random_county(random, reference_),
                                        static_cast<int>(random.below(100'000'000)));
    }

private:
    static constexpr std::array<std::string_view, 3> failure_names{
        "element.registration_number.length", "element.registration_number.digit",
        "element.registration_number.check_digit"};
    static constexpr std::array<std::string_view, 2> repair_names{
        "repair.registration_number.spaces", "repair.registration_number.width"};

    Reference const& reference_;
};

class LicenceIdElement final : public ColumnElement<LicenceIdElement> {
public:
    LicenceIdElement() : ColumnElement("licence_id", "电子证照标识", failure_names, repair_names) {}

    // root.type.issuer.serial.version.check
    static State check(std::string_view text) {
        if (!text.starts_with(root)) return 1;
        text.remove_prefix(root.size());
        std::array<std::string_view, 5> parts;
        std::size_t count = 0;
        for (std::size_t at = 0; count < parts.size(); ++count) {
            auto const dot = std::min(text.find('.', at), text.size());
            parts[count] = text.substr(at, dot - at);
            at = dot + 1;
            if (dot == text.size()) break;
        }
        if (count != 4 || parts[4].size() != 1 || parts[3].size() != 3 || parts[2].empty())
            return 2;
        for (auto part : parts)
            if (!all_of_alphabet(part, alphanumeric_values)) return 3;
        if (parts[0].size() != 21) return 4;
        if (parts[1].size() != 18 && parts[1].size() != 6) return 5;
        return parts[4][0] == licence_check_digit(text.substr(0, text.size() - 2)) ? state_ok : 6;
    }

    Reading read_text(std::string_view text, Form, Arena& arena) const {
        return read_code<check>(text, arena);
    }

    double likeness(Reading const& left, Reading const& right) const {
        return equal_texts(left, right);
    }

    double rough_likeness(std::string_view left, std::string_view right) const {
        return but_for_a_slip(left, right);
    }

    std::string generate(Random& random) const override {
        auto const serial =
            fmt::format("{}{:08}", random.between(2019, 2026), random.below(100'000'000));
        return make_licence_id("11100000000013338W011", "11370800MB28559184", serial, "001");
    }

private:
    static constexpr std::string_view root = "1.2.156.3005.2.";
    static constexpr std::array<std::string_view, 6> failure_names{
        "element.licence_id.root", "element.licence_id.parts",  "element.licence_id.charset",
        "element.licence_id.type", "element.licence_id.issuer", "element.licence_id.check_digit"};
    static constexpr std::array<std::string_view, 3> repair_names{
        "repair.licence_id.spaces", "repair.licence_id.width", "repair.licence_id.upper_case"};
};

}  // namespace

std::unique_ptr<Element> credit_code_element(Reference const& reference) {
    return std::make_unique<CreditCodeElement>(reference);
}
std::unique_ptr<Element> organization_code_element() {
    return std::make_unique<OrganizationCodeElement>();
}
std::unique_ptr<Element> registration_number_element(Reference const& reference) {
    return std::make_unique<RegistrationNumberElement>(reference);
}
std::unique_ptr<Element> licence_id_element() { return std::make_unique<LicenceIdElement>(); }

}  // namespace jutong::element

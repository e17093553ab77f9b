#include "element/number_codes.h"

#include <fmt/format.h>

namespace jutong::element {

char licence_check_digit(std::string_view body) {
    int product = 36;
    for (auto c : body) {
        auto const value = alphanumeric_values[static_cast<unsigned char>(c)];
        if (value == not_in_alphabet) continue;
        auto const sum = (product + value) % 36;
        product = (sum == 0 ? 36 : sum) * 2 % 37;
    }
    return alphanumerics[static_cast<std::size_t>((37 - product) % 36)];
}

std::string make_id_number(std::string_view county6, Days birth, int sequence) {
    auto const day = to_civil(birth);
    auto text = fmt::format("{}{:04}{:02}{:02}{:03}", county6, day.year, day.month, day.day,
                            sequence % 1000);
    text += id_check_digit(text);
    return text;
}

std::string make_credit_code(char department, char kind, std::string_view county6,
                             std::string_view org8) {
    auto text = fmt::format("{}{}{}{}", department, kind, county6, make_organization_code(org8));
    text += credit_check_digit(text);
    return text;
}

std::string make_organization_code(std::string_view org8) {
    std::string text(org8);
    text += organization_check_digit(text);
    return text;
}

std::string make_registration_number(std::string_view authority6, int sequence) {
    auto text = fmt::format("{}{:08}", authority6, sequence % 100'000'000);
    text += registration_check_digit(text);
    return text;
}

std::string make_licence_id(std::string_view type21, std::string_view issuer,
                            std::string_view serial, std::string_view version) {
    auto const body = fmt::format("{}.{}.{}.{}", type21, issuer, serial, version);
    return fmt::format("1.2.156.3005.2.{}.{}", body, licence_check_digit(body));
}

}  // namespace jutong::element

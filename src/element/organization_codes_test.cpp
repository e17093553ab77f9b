#include <gtest/gtest.h>

#include "element/number_codes.h"
#include "element/registry_for_tests.h"

namespace jutong::element {
namespace {

struct Case {
    std::string_view text, reason;
};

void expect_reasons(std::string_view element, std::initializer_list<Case> cases) {
    for (auto [text, reason] : cases) {
        auto const result = element_named(element).parse(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().reason, reason) << text;
    }
}

TEST(CreditCode, AcceptsThePublishedExamples) {
    for (auto text : {"11370800MB28559184", "12441500196720244T", "91370406L24894136J",
                      "11100000000013338W", "11100000MB03271699", "91350100M000100Y43"})
        EXPECT_EQ(element_named("credit_code").parse(text).value().text, text);
}

TEST(CreditCode, SaysWhatIsWrong) {
    expect_reasons("credit_code", {
                                      {"91370406L24894136", "element.credit_code.length"},
                                      {"91370406L24894I36J", "element.credit_code.charset"},
                                      {"B1370406L24894136J", "element.credit_code.department"},
                                      {"91370406L24894136K", "element.credit_code.check_digit"},
                                      {"91370406L24894137J", "element.credit_code.check_digit"},
                                  });
}

TEST(CreditCode, ChecksTheOrganizationCodeWithin) {
    // The outer check digit is right for a code whose inner one is wrong.
    std::string body = "91370406L24894137";
    body += credit_check_digit(body);
    expect_reasons("credit_code", {{body, "element.credit_code.organization_code"}});
}

TEST(CreditCode, RaisesSmallLettersAndReportsIt) {
    std::string_view const text = "9137011316349800xj";
    ValueColumn column;
    element_named("credit_code").read({&text, 1}, Form::parsed, column);
    EXPECT_EQ(column.text[0], "9137011316349800XJ");
    EXPECT_EQ(column.repairs[0], 4);
}

TEST(CreditCode, IsPublicAndComparesExactlyButForItsCore) {
    auto const& credit_code = element_named("credit_code");
    EXPECT_EQ(credit_code.mask("91370406L24894136J"), "91370406L24894136J");
    EXPECT_EQ(credit_code.compare("91370406L24894136J", "91370406l24894136j"), 1);
    auto const moved = make_credit_code('9', '1', "370102", "L2489413");
    EXPECT_DOUBLE_EQ(credit_code.compare("91370406L24894136J", moved), 0.9);
    EXPECT_EQ(credit_code.compare("91370406L24894136J", "11370800MB28559184"), 0);
}

TEST(OrganizationCode, TakesTheHyphenOrNot) {
    auto const& code = element_named("organization_code");
    EXPECT_EQ(code.parse("D2143569X").value().text, "D2143569X");
    EXPECT_EQ(code.parse("D2143569-X").value().text, "D2143569-X");
    EXPECT_EQ(code.normalise("D2143569-x").value().text, "D2143569X");
    expect_reasons("organization_code", {
                                            {"D2143569", "element.organization_code.length"},
                                            {"D214356*X", "element.organization_code.charset"},
                                            {"D21435691", "element.organization_code.check_digit"},
                                        });
}

TEST(RegistrationNumber, ChecksFifteenDigits) {
    auto const& number = element_named("registration_number");
    for (auto text : {"110108000000016", "440301103097413"})
        EXPECT_EQ(number.parse(text).value().text, text);
    EXPECT_EQ(make_registration_number("110108", 1), "110108000000016");
    expect_reasons("registration_number",
                   {
                       {"3701002800017", "element.registration_number.length"},
                       {"11010800000001A", "element.registration_number.digit"},
                       {"110108000000017", "element.registration_number.check_digit"},
                   });
}

TEST(LicenceId, AcceptsTheRealExamples) {
    for (auto text : {"1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
                      "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
                      "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
                      "1.2.156.3005.2.11100000000013338W011.11370800MB28559184.202500000001.001.1"})
        EXPECT_EQ(element_named("licence_id").parse(text).value().text, text);
}

TEST(LicenceId, SaysWhatIsWrong) {
    expect_reasons("licence_id", {
                                     {"1.2.156.3005.3.11100000MB03271699022.340100.000000016.001.9",
                                      "element.licence_id.root"},
                                     {"1.2.156.3005.2.11100000MB03271699022.340100.000000016.001",
                                      "element.licence_id.parts"},
                                     {"1.2.156.3005.2.11100000MB03271699022.340100.00000001?.001.9",
                                      "element.licence_id.charset"},
                                     {"1.2.156.3005.2.11100000MB0327169902.340100.000000016.001.9",
                                      "element.licence_id.type"},
                                     {"1.2.156.3005.2.11100000MB03271699022.34010.000000016.001.9",
                                      "element.licence_id.issuer"},
                                     {"1.2.156.3005.2.11100000MB03271699022.340100.000000017.001.9",
                                      "element.licence_id.check_digit"},
                                 });
}

// Every check scheme here is made to catch these.
TEST(OrganizationCodes, CatchEveryErrorOfOneCharacter) {
    Random random(1);
    for (auto name : {"credit_code", "organization_code", "registration_number", "licence_id"}) {
        auto const& element = element_named(name);
        for (int n = 0; n < 50; ++n) {
            auto const right = element.generate(random);
            for (std::size_t i = 0; i < right.size(); ++i)
                for (auto c : std::string_view("0123456789ABX")) {
                    auto wrong = right;
                    wrong[i] = c;
                    // The weights of GB 11714 let some letters stand for digits.
                    if (c > '9' && name == std::string_view("organization_code")) continue;
                    ASSERT_FALSE(wrong != right && element.valid(wrong)) << right << " " << wrong;
                }
        }
    }
}

}  // namespace
}  // namespace jutong::element

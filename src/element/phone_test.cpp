#include <gtest/gtest.h>

#include "element/registry_for_tests.h"

namespace jutong::element {
namespace {

Element const& phone() { return element_named("phone"); }

TEST(Phone, ReadsEverySpellingOfRealTables) {
    struct Case {
        std::string_view text, canonical;
    };
    for (auto [text, canonical] : {
             Case{"13812345678", "13812345678"},
             Case{"138 1234 5678", "13812345678"},
             Case{"138-1234-5678", "13812345678"},
             Case{"+86 138 1234 5678", "13812345678"},
             Case{"8613812345678", "13812345678"},
             Case{"008613812345678", "13812345678"},
             Case{"013812345678", "13812345678"},
             Case{"１３８１２３４５６７８", "13812345678"},
             Case{"0531-82079999", "0531-82079999"},
             Case{"053182079999", "0531-82079999"},
             Case{"(0531)82079999", "0531-82079999"},
             Case{"（0531）8207 9999", "0531-82079999"},
             Case{"0531—82079999", "0531-82079999"},
             Case{"010-66012345", "010-66012345"},
             Case{"01066012345", "010-66012345"},
             Case{"+86-531-82079999", "0531-82079999"},
             Case{"+86 10 66012345", "010-66012345"},
             Case{"0531-82079999-801", "0531-82079999-801"},
             Case{"0531-82079999转801", "0531-82079999-801"},
             Case{"0531-82079999 ext. 801", "0531-82079999-801"},
             Case{"400-600-1234", "4006001234"},
             Case{"4006001234", "4006001234"},
             Case{"95588", "95588"},
             Case{"12345", "12345"},
             Case{"110", "110"},
         }) {
        auto const read = phone().normalise(text);
        ASSERT_TRUE(read) << text << " " << read.error().reason;
        EXPECT_EQ(read->text, canonical) << text;
    }
}

TEST(Phone, SaysWhatIsWrong) {
    struct Case {
        std::string_view text, reason;
    };
    for (auto [text, reason] : {
             Case{"82079999", "element.phone.area_code"},
             Case{"12812345678", "element.phone.prefix"},
             Case{"0531-12079999", "element.phone.prefix"},
             Case{"1381234567", "element.phone.length"},
             Case{"138123456789", "element.phone.length"},
             Case{"13812345678/13912345678", "element.phone.charset"},
             Case{"无", "element.phone.charset"},
             Case{"0531-82079999-", "element.phone.length"},
         }) {
        auto const result = phone().parse(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().reason, reason) << text;
    }
}

TEST(Phone, MasksAndCompares) {
    EXPECT_EQ(phone().mask("138 1234 5678"), "138****5678");
    EXPECT_EQ(phone().mask("12345"), "12345");
    EXPECT_EQ(phone().compare("+8613812345678", "13812345678"), 1);
    EXPECT_DOUBLE_EQ(phone().compare("13812345678", "13812345679"), 0.85);
    EXPECT_DOUBLE_EQ(phone().compare("0531-82079999", "0532-82079999"), 0.85);
    EXPECT_EQ(phone().compare("13812345678", "15998765432"), 0);
}

}  // namespace
}  // namespace jutong::element

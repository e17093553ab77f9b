#include <gtest/gtest.h>

#include "element/registry_for_tests.h"

namespace jutong::element {
namespace {

Element const& money() { return element_named("money_cny"); }

// Every pattern of 注册资金 in a province's registrations, with figures of our own.
TEST(Money, ReadsEverySpellingOfRealTables) {
    struct Case {
        std::string_view text, canonical;
    };
    for (auto [text, canonical] : {
             Case{"35万人民币", "350000 CNY"},
             Case{"35万元", "350000 CNY"},
             Case{"35(万元人民币)", "350000 CNY"},
             Case{"1,286(万元人民币)", "12860000 CNY"},
             Case{"35(万)", "350000 CNY"},
             Case{"35万元人民币", "350000 CNY"},
             Case{"63.5万人民币", "635000 CNY"},
             Case{"1,286(万)", "12860000 CNY"},
             Case{"35万美元", "350000 USD"},
             Case{"35(万美元)", "350000 USD"},
             Case{"1,286.5000(万元人民币)", "12865000 CNY"},
             Case{"707.56万元", "7075600 CNY"},
             Case{"233.6000(万元人民币)", "2336000 CNY"},
             Case{"83万人民币元", "830000 CNY"},
             Case{"1,286.5000(万)", "12865000 CNY"},
             Case{"19.8000(万)", "198000 CNY"},
             Case{"555.2000(万美元)", "5552000 USD"},
             Case{"1,250(万美元)", "12500000 USD"},
             Case{"359.62万美元", "3596200 USD"},
             Case{"32000万", "320000000 CNY"},
             Case{"500", "500 CNY"},
             Case{"3,906.5373(万美元)", "39065373 USD"},
             Case{"1792.5万元人民币", "17925000 CNY"},
             Case{"27.5万人民币元", "275000 CNY"},
             Case{"134,000(万日元)", "1340000000 JPY"},
             Case{"9.4万", "94000 CNY"},
             Case{"180(万元)", "1800000 CNY"},
             Case{"0万港元", "0 HKD"},
             Case{"4,000(万港元)", "40000000 HKD"},
             Case{"9.5", "9.5 CNY"},
             Case{"800(万欧元)", "8000000 EUR"},
             Case{"420万欧元", "4200000 EUR"},
             Case{"235.5000(万港元)", "2355000 HKD"},
             Case{"2500万日元", "25000000 JPY"},
             Case{"50(万港元)", "500000 HKD"},
             Case{"32.66万欧元", "326600 EUR"},
             Case{"253.5900(万元)", "2535900 CNY"},
             Case{"2,400,000(万元人民币)", "24000000000 CNY"},
             Case{"3,409.9373(万欧元)", "34099373 EUR"},
             Case{"170.8000(万欧元)", "1708000 EUR"},
             Case{"2,333,833.5563(万元人民币)", "23338335563 CNY"},
             Case{"3,500(万新加坡元)", "35000000 SGD"},
             Case{"15,000(万元)", "150000000 CNY"},
             Case{"43,750.9300(万日元)", "437509300 JPY"},
             Case{"160(万新加坡元)", "1600000 SGD"},
             Case{"90万英镑", "900000 GBP"},
             Case{"1E-06万人民币", "0.01 CNY"},
             Case{"8.8E-05万人民币", "0.88 CNY"},
             Case{"78.6万港元", "786000 HKD"},
             Case{"12(万澳大利亚元)", "120000 AUD"},
             Case{"4,400(万欧元)", "44000000 EUR"},
             Case{"1,065.7560(万港元)", "10657560 HKD"},
             Case{"20(万人民币元)", "200000 CNY"},
         }) {
        auto const read = money().parse(text);
        ASSERT_TRUE(read) << text << " " << read.error().reason;
        EXPECT_EQ(money().to_text(*read), canonical) << text;
    }
}

TEST(Money, ReadsNumeralsWidthsAndSigns) {
    struct Case {
        std::string_view text, canonical;
    };
    for (auto [text, canonical] : {
             Case{"壹佰万元整", "1000000 CNY"},
             Case{"人民币伍拾万元", "500000 CNY"},
             Case{"一百二十三万四千元", "1234000 CNY"},
             Case{"十万元", "100000 CNY"},
             Case{"叁佰贰拾元伍角整", "320.5 CNY"},
             Case{"壹元贰角叁分", "1.23 CNY"},
             Case{"１０００万元", "10000000 CNY"},
             Case{"￥1,000.50", "1000.5 CNY"},
             Case{"RMB 100万", "1000000 CNY"},
             Case{"USD 1,000", "1000 USD"},
             Case{"1.5亿元", "150000000 CNY"},
             Case{"-500元", "-500 CNY"},
             Case{"260000.1234 CNY", "260000.1234 CNY"},
         }) {
        auto const read = money().parse(text);
        ASSERT_TRUE(read) << text << " " << read.error().reason;
        EXPECT_EQ(money().to_text(*read), canonical) << text;
    }
}

TEST(Money, SaysWhatIsWrong) {
    struct Case {
        std::string_view text, reason;
    };
    for (auto [text, reason] : {
             Case{"N/A", "element.money_cny.number"},
             Case{"-", "element.money_cny.number"},
             Case{"万人民币", "element.money_cny.number"},
             Case{"ALAIN", "element.money_cny.number"},
             Case{"出口商品组织代理(国家限制的商品除外)", "element.money_cny.number"},
             Case{"35万贝壳", "element.money_cny.unit"},
             Case{"35万美元人民币", "element.money_cny.unit"},
             Case{"35万至40万元", "element.money_cny.unit"},
             Case{"999999999999999元", "element.money_cny.range"},
             Case{"99999999999999999999999999亿", "element.money_cny.range"},
         }) {
        auto const result = money().parse(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().reason, reason) << text;
    }
}

TEST(Money, ReportsTheUnitItAssumedAndWhatItRounded) {
    struct Case {
        std::string_view text;
        std::uint8_t repairs;
    };
    for (auto [text, repairs] : {Case{"35万元", 0}, Case{"350000 CNY", 0}, Case{"35 万元", 0},
                                 Case{"500", 4}, Case{"0.00005元", 8}, Case{"３５万元", 2}}) {
        ValueColumn column;
        money().read({&text, 1}, Form::parsed, column);
        ASSERT_EQ(column.state[0], state_ok) << text;
        EXPECT_EQ(column.repairs[0], repairs) << text;
    }
}

TEST(Money, ComparesAmountAndCurrency) {
    EXPECT_EQ(money().compare("35万元", "350,000(元)"), 1);
    EXPECT_DOUBLE_EQ(money().compare("35万元", "35万美元"), 0.3);
    EXPECT_GT(money().compare("35万元", "36万元"), money().compare("35万元", "70万元"));
}

}  // namespace
}  // namespace jutong::element

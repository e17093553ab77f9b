#include "element/reference.h"

#include <array>
#include <thread>

#include <gtest/gtest.h>

#include "element/registry_for_tests.h"

namespace jutong::element {
namespace {

class WithContent : public testing::Test {
protected:
    void SetUp() override {
        if (!has_content()) GTEST_SKIP() << "run scripts/bootstrap for the content of the packs";
    }
    Reference const& reference() { return registry_for_tests().reference(); }
};

using Pinyin = WithContent;
using DivisionTree = WithContent;
using AddressSplit = WithContent;

TEST_F(Pinyin, ReadsPhrasesAndCharacters) {
    struct Case {
        std::string_view text, reading;
    };
    for (auto [text, reading] : {
             Case{"重庆", "chong qing"},
             Case{"中国银行", "zhong guo yin hang"},
             Case{"长沙", "chang sha"},
             Case{"單于", "dan yu"},
             Case{"单于", "chan yu"},
             Case{"女", "nv"},
             Case{"吕", "lv"},
             Case{"略", "lve"},
             Case{"莘县", "shen xian"},
             Case{"济南市历下区", "ji nan shi li xia qu"},
             Case{"A公司 B座12", "a gong si b zuo 12"},
             Case{"", ""},
         })
        EXPECT_EQ(reference().pinyin(text), reading) << text;
}

TEST_F(Pinyin, ReadsSurnamesInTheirOwnWay) {
    struct Case {
        std::string_view name, reading;
    };
    for (auto [name, reading] : {
             Case{"仇英", "qiu ying"},
             Case{"单田芳", "shan tian fang"},
             Case{"曾国藩", "zeng guo fan"},
             Case{"解晓东", "xie xiao dong"},
             Case{"查良镛", "zha liang yong"},
             Case{"区海峰", "ou hai feng"},
             Case{"任静", "ren jing"},
             Case{"朴树", "piao shu"},
             Case{"尉迟恭", "yu chi gong"},
             Case{"万俟卨", "mo qi xie"},
             Case{"张伟", "zhang wei"},
         })
        EXPECT_EQ(reference().name_pinyin(name), reading) << name;
}

TEST_F(DivisionTree, KnowsTodaysAndAbolishedCodes) {
    auto const& divisions = reference().divisions();
    EXPECT_EQ(divisions.find("370304")->name, "博山区");
    EXPECT_EQ(divisions.find("370100")->name, "济南市");
    EXPECT_EQ(divisions.find("370000000000")->name, "山东省");
    EXPECT_TRUE(divisions.find("370205")->abolished);
    EXPECT_EQ(divisions.find("370205")->name, "四方区");
    EXPECT_EQ(divisions.find("999999"), nullptr);
    EXPECT_EQ(divisions.full_name("370304103205"), "山东省淄博市博山区白塔镇大海眼村");
    EXPECT_EQ(divisions.full_name("110105"), "北京市朝阳区");
}

TEST_F(DivisionTree, HoldsTheCountiesOfShandong) {
    int counties = 0;
    for (auto const& county : reference().divisions().within("37", Level::county))
        counties += !county.abolished && county.code[4] != '7';
    EXPECT_EQ(counties, 136);
}

TEST_F(AddressSplit, FindsTheLevelsOfRealSpellings) {
    struct Case {
        std::string_view text, city, county, town, village, rest;
    };
    for (auto const& c : {
             Case{"博山区白塔镇大海眼村", "淄博市", "博山区", "白塔镇", "大海眼村", ""},
             Case{"青岛市高科技工业园海尔路", "青岛市", "", "", "", "高科技工业园海尔路"},
             Case{"唐山镇后七村", "淄博市", "桓台县", "唐山镇", "后七村", ""},
             Case{"寿光市古城街道办事处前营", "潍坊市", "寿光市", "古城街道", "", "前营"},
             Case{"天桥区北园七一路", "济南市", "天桥区", "北园街道", "", "七一路"},
             Case{"安丘市潍安路八十二号", "潍坊市", "安丘市", "", "", "潍安路八十二号"},
             Case{"山东省淄博市张店区中埠镇", "淄博市", "张店区", "中埠镇", "", ""},
             Case{"博山白塔工业园", "淄博市", "博山区", "白塔镇", "", "工业园"},
             Case{"青岛市四方区嘉定路9号", "青岛市", "四方区", "", "", "嘉定路9号"},
             Case{"章丘市明水街道", "济南市", "章丘区", "明水街道", "", ""},
             Case{"莱芜市莱城区鹏泉东大街", "莱芜市", "莱城区", "", "", "鹏泉东大街"},
             Case{"河东区相公办事处徐沙兰村", "临沂市", "河东区", "相公街道", "徐沙兰村", ""},
             Case{"济南市济南市历下区泉城路1号", "济南市", "历下区", "", "", "泉城路1号"},
             Case{"北京市朝阳区建国路1号", "", "朝阳区", "", "", "建国路1号"},
             // Roads named for cities, and names of which there are several, are not guessed at.
             Case{"长沙路12号", "", "", "", "", "长沙路12号"},
             Case{"市中区经四路1号", "", "", "", "", "市中区经四路1号"},
             Case{"南阳湖农场", "", "", "", "", "南阳湖农场"},
         }) {
        auto const parts = reference().address().split(c.text);
        EXPECT_EQ(parts.city, c.city) << c.text;
        EXPECT_EQ(parts.county, c.county) << c.text;
        EXPECT_EQ(parts.town, c.town) << c.text;
        EXPECT_EQ(parts.village, c.village) << c.text;
        EXPECT_EQ(parts.rest, c.rest) << c.text;
    }
}

TEST_F(AddressSplit, LooksWhereTheHintSays) {
    auto const& address = reference().address();
    EXPECT_EQ(address.split("市中区经四路1号", "370100").code, "370103");
    EXPECT_EQ(address.split("市中区经四路1号", "3704").code, "370402");
    EXPECT_EQ(address.split("北园街道七一路", "370105").code, "370105014");
    // The address's own word beats the hint.
    EXPECT_EQ(address.split("淄博市博山区", "370105").code, "370304");
}

TEST_F(AddressSplit, GivesEqualPlacesOneText) {
    auto const& address = element_named("address");
    for (auto text : {"山东省淄博市博山区白塔镇大海眼村12号", "博山区白塔镇大海眼村12号",
                      "淄博博山区白塔镇大海眼村12号", "山东省 淄博市 博山区 白塔镇 大海眼村12号",
                      "山东淄博市博山区白塔镇大海眼村１２号"})
        EXPECT_EQ(address.normalise(text).value().text, "山东省淄博市博山区白塔镇大海眼村12号");
    EXPECT_EQ(address.normalise("章丘市双山路1号").value().text, "山东省济南市章丘区双山路1号");
}

TEST_F(AddressSplit, ComparesByLevelAndMasksToTheCounty) {
    auto const& address = element_named("address");
    auto const near =
        address.compare("博山区白塔镇大海眼村12号", "山东省淄博市博山区白塔镇大海眼村13号");
    auto const far = address.compare("博山区白塔镇大海眼村12号", "张店区中埠镇大海眼村12号");
    EXPECT_EQ(address.compare("博山区白塔镇大海眼村12号", "淄博市博山区白塔镇大海眼村12号"), 1);
    EXPECT_GT(near, 0.75);
    EXPECT_LT(far, 0.5);
    EXPECT_EQ(address.mask("博山区白塔镇大海眼村12号"), "山东省淄博市博山区****");
    EXPECT_EQ(address.mask("某某路12号"), "****");
    EXPECT_EQ(address.mask("12-3"), "***");
}

TEST(Reference, IsReadOnceByManyThreads) {
    Reference const reference({content_folder("national")});
    std::array<std::thread, 4> threads;
    for (auto& thread : threads)
        thread = std::thread([&] {
            EXPECT_EQ(reference.simplified(U'三'), U'三');
            EXPECT_EQ(reference.pinyin("x"), "x");
            reference.divisions();
        });
    for (auto& thread : threads) thread.join();
}

TEST(Reference, IsEmptyWithoutContent) {
    Reference const reference({"/nowhere"});
    EXPECT_TRUE(reference.divisions().all().empty());
    EXPECT_EQ(reference.pinyin("张三 AB"), "张 三 ab");
    EXPECT_EQ(reference.address().split("济南市历下区").rest, "济南市历下区");
}

}  // namespace
}  // namespace jutong::element

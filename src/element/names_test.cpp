#include "element/names.h"

#include <map>

#include <gtest/gtest.h>

#include "base/text.h"
#include "element/registry_for_tests.h"

namespace jutong::element {
namespace {

Element const& person() { return element_named("person_name"); }
Element const& org() { return element_named("org_name"); }

struct Case {
    std::string_view text, expected;
};

TEST(PersonName, AcceptsHanMinorityRareAndForeignNames) {
    for (auto text : {"张三", "欧阳娜娜", "古丽娜尔·买买提", "王喆", "𠮷田", "㐂多", "李〇",
                      "John Smith", "Jean-Luc O'Neill", "José García", "阿卜杜拉·艾尼瓦尔·吐尔逊"})
        EXPECT_EQ(person().parse(text).value().text, text);
}

TEST(PersonName, SaysWhatIsWrong) {
    for (auto [text, reason] : {
             Case{"王", "element.person_name.length"},
             Case{"张三1", "element.person_name.charset"},
             Case{"张三(男)", "element.person_name.charset"},
             Case{"张？", "element.person_name.charset"},
             Case{"N/A", "element.person_name.charset"},
             Case{"--", "element.person_name.charset"},
             Case{"张San", "element.person_name.mixed"},
             Case{"·张三", "element.person_name.dot"},
             Case{"古丽··买买提", "element.person_name.dot"},
             Case{"古丽·", "element.person_name.dot"},
             Case{"\xC3\x28", "element.person_name.charset"},
         }) {
        auto const result = person().parse(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().reason, reason) << text;
    }
    std::string long_name;
    for (int i = 0; i < 51; ++i) long_name += "张";
    EXPECT_EQ(person().parse(long_name).error().reason, "element.person_name.length");
}

TEST(PersonName, UnifiesEveryDotAndWidthAndSpace) {
    for (auto text : {"古丽娜尔·买买提", "古丽娜尔•买买提", "古丽娜尔・买买提", "古丽娜尔‧买买提",
                      "古丽娜尔．买买提", "古丽娜尔.买买提", " 古丽娜尔 · 买买提 "})
        EXPECT_EQ(person().normalise(text).value().text, "古丽娜尔·买买提") << text;
    EXPECT_EQ(person().normalise("张　三").value().text, "张三");
    EXPECT_EQ(person().normalise("John   Smith").value().text, "John Smith");
}

TEST(PersonName, SimplifiesOnlyWhenNormalised) {
    if (!has_content()) GTEST_SKIP() << "run scripts/bootstrap for the content of the packs";
    EXPECT_EQ(person().parse("張國榮").value().text, "張國榮");
    EXPECT_EQ(person().normalise("張國榮").value().text, "张国荣");
    // 乾 is a name of its own besides being 干's traditional form.
    EXPECT_EQ(person().normalise("李乾").value().text, "李乾");
}

TEST(PersonName, ComparesByPinyinSlipsAndPlaceholders) {
    EXPECT_EQ(person().compare("张三", " 张 三"), 1);
    EXPECT_DOUBLE_EQ(person().compare("王喆", "王?"), 0.8);
    EXPECT_NEAR(person().compare("王晓明", "王明晓"), 0.667, 0.001);
    EXPECT_GT(person().compare("王晓明", "王晓光"), person().compare("王晓明", "李晓光"));
    if (!has_content()) GTEST_SKIP() << "run scripts/bootstrap for the content of the packs";
    EXPECT_EQ(person().compare("張偉", "张伟"), 1);
    EXPECT_DOUBLE_EQ(person().compare("张伟", "章伟"), 0.9);
    EXPECT_DOUBLE_EQ(person().compare("单丽", "山丽"), 0.9);
    EXPECT_DOUBLE_EQ(person().compare("单丽", "SHAN LI"), 0.9);
    EXPECT_DOUBLE_EQ(person().compare("John Smith", "JOHN SMITH"), 0.9);
}

TEST(PersonName, MasksAllButTheSurname) {
    for (auto [text, expected] : {
             Case{"张三", "张*"},
             Case{"张三丰", "张**"},
             Case{"欧阳娜娜", "欧阳**"},
             Case{"欧阳锋", "欧阳*"},
             Case{"𠮷田", "𠮷*"},
             Case{"古丽·买买提", "古*****"},
             Case{"不是名字1", "***"},
         })
        EXPECT_EQ(person().mask(text), expected) << text;
}

TEST(OrgName, NormalisesWidthBracketsAndSpaces) {
    for (auto [text, expected] : {
             Case{"山东鲁能(集团)有限公司", "山东鲁能（集团）有限公司"},
             Case{"山东鲁能（集团）有限公司", "山东鲁能（集团）有限公司"},
             Case{"山东 鲁能 有限公司", "山东鲁能有限公司"},
             Case{"ＡＢＣ科技有限公司", "ABC科技有限公司"},
             Case{"ABC Technology Co., Ltd.", "ABC Technology Co., Ltd."},
         })
        EXPECT_EQ(org().normalise(text).value().text, expected) << text;
    EXPECT_EQ(org().parse("山东鲁能(集团)有限公司").value().text, "山东鲁能(集团)有限公司");
    EXPECT_EQ(org().parse("12345").error().reason, "element.org_name.charset");
    EXPECT_EQ(org().parse("店").error().reason, "element.org_name.length");
}

TEST(OrgName, TreatsLegalFormsAsNearAndBranchesAsOthers) {
    EXPECT_GT(org().compare("山东鲁能有限公司", "山东鲁能有限责任公司"), 0.95);
    EXPECT_EQ(org().compare("山东鲁能(集团)有限公司", "山东鲁能（集团）有限公司"), 1);
    EXPECT_LT(org().compare("山东鲁能有限公司", "山东鲁能有限公司济南分公司"), 0.75);
    EXPECT_LT(org().compare("山东鲁能有限公司", "青岛海尔股份有限公司"), 0.7);
}

TEST(Names, FollowTheSharesOfSurnames) {
    Random random(1);
    std::map<std::string, int> count;
    constexpr int drawn = 20'000;
    for (int i = 0; i < drawn; ++i) ++count[std::string(surname(random))];
    EXPECT_GT(count.size(), 180U);
    EXPECT_NEAR(count["王"], drawn * 0.08, drawn * 0.015);
    EXPECT_GT(count["张"], count["杨"]);
    EXPECT_GT(count["欧阳"], 0);
}

TEST(Names, KnowCompoundSurnames) {
    EXPECT_EQ(surname_of("欧阳锋"), "欧阳");
    EXPECT_EQ(surname_of("尉迟恭"), "尉迟");
    EXPECT_EQ(surname_of("张三"), "张");
    EXPECT_EQ(surname_of("欧阳"), "欧");
    EXPECT_EQ(surname_of(""), "");
}

TEST(Names, AreTheSameForTheSameRandomState) {
    Random a(5, 7), b(5, 7);
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(person_name(a, Gender::male), person_name(b, Gender::male));
}

}  // namespace
}  // namespace jutong::element

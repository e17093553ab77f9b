#include "ingest/mentions.h"

#include <gtest/gtest.h>

namespace jutong::ingest {
namespace {

TEST(Mentions, FindsEverySpelling) {
    Mentions mentions;
    mentions.add("11010519491231002X");
    for (auto const* const text :
         {"11010519491231002X", "11010519491231002x", " 110105 19491231 002x\t",
          "１１０１０５１９４９１２３１００２Ｘ", "110105491231002", "G11010519491231002X",
          "配偶11010519491231002X，", "1\u300010105\u00A019491231\u200B002X"})
        EXPECT_TRUE(mentions.in(text)) << text;
    for (auto const* const text :
         {"", "110105194912310021", "11010519491231,002X", "1101051949123100", "无"})
        EXPECT_FALSE(mentions.in(text)) << text;
}

TEST(Mentions, KnowsNoFifteenDigitsOfThisCentury) {
    Mentions mentions;
    mentions.add("370102200003070819");
    EXPECT_TRUE(mentions.in("370102200003070819"));
    EXPECT_FALSE(mentions.in("370102000307081"));
}

TEST(Mentions, FindsIdsOnlyWhole) {
    Mentions mentions;
    mentions.add_whole("37010219900307081");
    EXPECT_TRUE(mentions.in("{'subject': 37010219900307081}"));
    EXPECT_FALSE(mentions.in("370102199003070817"));
}

TEST(MentionSearch, FindsAcrossPieces) {
    Mentions mentions;
    mentions.add("11010519491231002X");
    std::string const text = "张三,１１０１０５１９４９１２３１００２x,男";
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        MentionSearch search(mentions, MentionSearch::Breaks::separate);
        search.take(std::string_view(text).substr(0, cut));
        search.take(std::string_view(text).substr(cut));
        EXPECT_TRUE(search.found()) << cut;
    }
    MentionSearch wide(mentions, MentionSearch::Breaks::separate);
    std::string utf16;
    for (auto const c : std::string("11010519491231002X")) utf16 += {c, '\0'};
    wide.take(utf16);
    EXPECT_TRUE(wide.found());
    MentionSearch lines(mentions, MentionSearch::Breaks::separate);
    lines.take("11010519491231\n002X");
    EXPECT_FALSE(lines.found());
}

}  // namespace
}  // namespace jutong::ingest

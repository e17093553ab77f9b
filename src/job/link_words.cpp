#include "job/link_words.h"

#include <map>

namespace jutong::job {

std::string level_title(std::string_view name) {
    static std::map<std::string_view, std::string_view> const titles = {
        {"equal", "相等"},
        {"one letter or the same reading", "差一字或同音"},
        {"alike", "相像"},
        {"a part, an initial", "一部分或首字母"},
        {"a little", "略像"},
        {"different", "不同"},
        {"nearly all words", "几乎所有词"},
        {"most words", "大部分词"},
        {"half of the words", "一半的词"},
        {"a third", "三分之一"},
        {"a few", "少数词"},
        {"one sign", "差一位"},
        {"two signs", "差两位"},
        {"one digit", "差一位数字"},
        {"near", "相近"},
        {"one digit, or day and month exchanged", "差一位数字，或日月颠倒"},
        {"two parts", "年月日中两项相同"},
        {"year only known", "只知道年"},
        {"one part", "一项相同"},
        {"but for place and form", "只差地名和组织形式"},
        {"a part", "一部分"},
        {"another branch or place", "另一分支或另一地"},
        {"a few words", "少数词"},
        {"exchanged", "两列互换"},
        {"goes together less", "较少同时出现"}};
    auto const found = titles.find(name);
    return std::string(found == titles.end() ? name : found->second);
}

}  // namespace jutong::job

#include "demo/confusions.h"

#include <string_view>
#include <unordered_map>

namespace jutong::demo {

namespace {

using Groups = std::unordered_map<char32_t, std::u32string_view>;

constexpr std::u32string_view sounds[] = {
    U"张章",       U"王汪",         U"李黎里理礼", U"刘留浏",       U"陈晨辰臣",
    U"杨阳扬洋",   U"赵照兆",       U"吴武伍",     U"徐许旭",       U"孙荪逊",
    U"胡湖虎",     U"郭国",         U"何和贺河",   U"高皋",         U"林琳霖临",
    U"罗洛萝",     U"郑正政",       U"谢解",       U"宋送颂",       U"唐堂",
    U"韩涵含晗寒", U"冯丰峰锋枫风", U"曹操",       U"程成诚承",     U"于余俞宇雨羽禹玉钰裕",
    U"董懂",       U"付傅富福",     U"肖萧晓小筱", U"闫阎严岩延",   U"魏卫伟玮炜维",
    U"姜江",       U"范凡帆",       U"石实",       U"贾佳嘉家",     U"夏霞侠",
    U"方芳",       U"邱秋",         U"侯后厚",     U"尹银印",       U"薛雪学",
    U"段断",       U"孟梦",         U"秦琴勤",     U"史诗思斯",     U"顾固",
    U"邵绍少",     U"强墙",         U"磊蕾垒",     U"军君俊钧峻均", U"勇永咏泳",
    U"艳燕彦雁",   U"杰洁捷婕",     U"娟涓",       U"涛韬桃",       U"明铭鸣名",
    U"超朝",       U"秀绣",         U"平萍苹",     U"刚钢",         U"桂贵",
    U"英瑛莹盈颖", U"华桦骅",       U"兰岚澜",     U"飞菲斐妃",     U"鑫欣新心馨昕",
    U"波博勃",     U"斌彬宾滨",     U"浩昊皓",     U"凯楷",         U"健建剑",
    U"梅玫",       U"鹏朋",         U"倩茜",       U"婷亭庭廷",     U"慧惠会",
    U"红宏洪鸿虹", U"丹单",         U"晶菁",       U"志智治致",     U"文雯",
    U"龙隆",       U"庆清青卿",     U"荣蓉容融",   U"怡宜依伊一壹", U"梓子紫",
    U"轩萱宣",     U"冬东栋",       U"振震镇真珍", U"丽莉利力立",   U"静婧靖敬",
    U"敏民",       U"娜那",         U"玲灵铃",     U"海",           U"亮良",
    U"春椿",       U"生胜盛升",     U"德得",       U"祥翔详",       U"兴星",
    U"义艺毅怡",   U"全泉",         U"发法",       U"信馨",         U"恒衡",
    U"奕亦翊",     U"瑞睿锐",       U"翠脆",       U"云芸",         U"爱艾",
    U"香湘",       U"月悦",         U"素肃",       U"路璐鹿",       U"盛圣",
    U"通同",       U"泰太",         U"源元",       U"金今",         U"达大",
    U"信鑫",       U"康抗",         U"顺舜",       U"合和",         U"街接",
    U"村存",       U"楼娄",         U"号浩",       U"社设",         U"区曲",
    U"镇阵",       U"庄装",         U"州洲",       U"城诚",
};

constexpr std::u32string_view looks[] = {
    U"未末", U"己已巳", U"日曰", U"士土", U"午牛", U"天夭", U"王玉", U"人入", U"大太", U"干千",
    U"刀力", U"风凤",   U"壬王", U"洋详", U"菲非", U"莲连", U"晴睛", U"淼森", U"彬杉", U"郎朗",
    U"侯候", U"崔催",   U"冯马", U"陈阵", U"杨扬", U"宏宠", U"炎淡", U"桥侨", U"楠南", U"栋拣",
    U"玲铃", U"珍诊",   U"芬芳", U"锋峰", U"辉晖", U"昊吴", U"晃晁", U"伟炜", U"佳住", U"宇字",
    U"晨震", U"丽俪",   U"娟捐", U"涛铸", U"明朋", U"军车", U"艳绝", U"静净", U"敏敬", U"霞露",
    U"刚钢", U"红江",   U"梅海", U"鑫金", U"志忘", U"慧彗", U"强张", U"建健", U"荣菜", U"国围",
    U"东车", U"磊蕊",   U"波皮", U"斌武", U"龙尤", U"勇男", U"超起", U"洁结", U"雪雷", U"莹萤",
    U"翠卒", U"子孑",   U"思恩", U"兴六", U"于干", U"贾买", U"史吏", U"孟盂", U"汪江", U"石右",
    U"田由", U"余佘",   U"付什", U"邢刑", U"宋末", U"徐除", U"何向", U"林村", U"许计", U"萧箫",
};

// Simplified and traditional, by turns.
constexpr std::u32string_view forms =
    U"张張刘劉陈陳杨楊赵趙吴吳孙孫马馬罗羅郑鄭谢謝许許邓鄧冯馮萧蕭叶葉苏蘇卢盧蒋蔣阎閻贾賈谭譚"
    U"钟鍾陆陸顾顧龙龍钱錢汤湯龚龔万萬严嚴华華丽麗静靜军軍国國凤鳳兰蘭荣榮庆慶伟偉强強飞飛鹏鵬"
    U"红紅云雲风風东東艳艷杰傑刚剛涛濤亚亞贵貴宝寶宁寧晓曉学學义義礼禮胜勝泽澤润潤颖穎莹瑩韵韻"
    U"岚嵐诗詩语語轩軒辉輝腾騰骏駿铭銘锋鋒钢鋼银銀锦錦维維绍紹纪紀绪緒继繼长長门門开開时時昙曇"
    U"韩韓鲁魯吕呂邹鄒乔喬邬鄔齐齊庄莊赖賴纪紀闫閆车車单單费費贺賀魏魏尔爾";

template <std::size_t Size>
Groups groups_of(std::u32string_view const (&table)[Size]) {
    Groups out;
    for (auto const group : table)
        for (char32_t const c : group) out.emplace(c, group);
    return out;
}

std::optional<char32_t> other_of(Groups const& groups, char32_t c, Random& random) {
    auto const found = groups.find(c);
    if (found == groups.end() || found->second.size() < 2) return std::nullopt;
    auto const group = found->second;
    auto const here = group.find(c);
    auto const step = 1 + random.below(group.size() - 1);
    return group[(here + step) % group.size()];
}

}  // namespace

std::optional<char32_t> same_sound(char32_t c, Random& random) {
    static Groups const groups = groups_of(sounds);
    return other_of(groups, c, random);
}

std::optional<char32_t> look_alike(char32_t c, Random& random) {
    static Groups const groups = groups_of(looks);
    return other_of(groups, c, random);
}

std::optional<char32_t> traditional(char32_t c) {
    static auto const map = [] {
        std::unordered_map<char32_t, char32_t> out;
        for (std::size_t i = 0; i + 1 < forms.size(); i += 2) out.emplace(forms[i], forms[i + 1]);
        return out;
    }();
    auto const found = map.find(c);
    if (found == map.end() || found->second == c) return std::nullopt;
    return found->second;
}

}  // namespace jutong::demo

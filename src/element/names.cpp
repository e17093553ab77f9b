#include "element/names.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "base/text.h"

namespace jutong::element {

namespace {

// Surnames in the order of their share, after the reports of the Ministry of Public Security;
// the shares are rounded to a ten-thousandth, and below the first hundred to groups.
struct SurnameGroup {
    std::string_view surnames;
    std::uint32_t share_each;
};
constexpr SurnameGroup surname_groups[] = {
    {"王", 725},
    {"李", 719},
    {"张", 683},
    {"刘", 538},
    {"陈", 453},
    {"杨", 308},
    {"黄", 223},
    {"赵", 229},
    {"吴", 205},
    {"周", 212},
    {"徐", 173},
    {"孙", 154},
    {"马", 129},
    {"朱", 126},
    {"胡", 131},
    {"郭", 115},
    {"何", 117},
    {"林", 113},
    {"高", 109},
    {"罗", 95},
    {"郑", 93},
    {"梁", 85},
    {"谢", 76},
    {"宋", 81},
    {"唐", 69},
    {"许", 70},
    {"韩", 68},
    {"邓", 62},
    {"冯", 64},
    {"曹", 61},
    {"彭", 59},
    {"曾", 58},
    {"肖", 55},
    {"田", 52},
    {"董", 51},
    {"潘", 48},
    {"袁", 48},
    {"蔡", 47},
    {"蒋", 47},
    {"余", 47},
    {"于", 46},
    {"杜", 46},
    {"叶", 45},
    {"程", 45},
    {"魏", 45},
    {"苏", 44},
    {"吕", 45},
    {"丁", 43},
    {"任", 42},
    {"卢", 41},
    {"姚", 40},
    {"沈", 40},
    {"钟", 39},
    {"姜", 39},
    {"崔", 38},
    {"谭", 38},
    {"陆", 36},
    {"范", 36},
    {"汪", 36},
    {"廖", 34},
    {"石", 34},
    {"金", 33},
    {"韦", 33},
    {"贾", 33},
    {"夏", 31},
    {"付", 31},
    {"方", 30},
    {"邹", 29},
    {"熊", 29},
    {"白", 28},
    {"孟", 28},
    {"秦", 28},
    {"邱", 27},
    {"侯", 27},
    {"江", 27},
    {"尹", 26},
    {"薛", 26},
    {"闫", 26},
    {"段", 25},
    {"雷", 25},
    {"龙", 23},
    {"黎", 22},
    {"史", 22},
    {"陶", 21},
    {"贺", 21},
    {"毛", 20},
    {"郝", 20},
    {"顾", 20},
    {"龚", 20},
    {"邵", 20},
    {"万", 19},
    {"覃", 19},
    {"武", 18},
    {"钱", 18},
    {"戴", 18},
    {"严", 18},
    {"莫", 17},
    {"孔", 17},
    {"向", 17},
    {"常", 17},
    {"汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童",
     13},
    {"凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉",
     8},
    {"缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣",
     5},
    {"巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝朴区乐计封洪涂廉冀蔺缑亓", 2},
};

constexpr std::string_view compound_surnames =
    "欧阳 上官 皇甫 令狐 诸葛 司徒 司马 申屠 夏侯 贺兰 完颜 慕容 尉迟 长孙 端木 东方 公孙 "
    "万俟 闻人 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 轩辕 钟离 宇文 鲜于 闾丘 司空 亓官 "
    "司寇 南宫 西门 独孤 呼延 拓跋 第五 百里 东郭 南门 羊舌 微生 梁丘 左丘 谷梁 段干 夹谷 巫马";
constexpr std::size_t compound_size = 6;  // bytes: two code points of three

constexpr std::uint64_t six_bytes(std::string_view text) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < compound_size; ++i)
        out = out << 8 | static_cast<unsigned char>(text[i]);
    return out;
}

constexpr auto compound_keys = [] {
    std::array<std::uint64_t, (compound_surnames.size() + 1) / (compound_size + 1)> out{};
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = six_bytes(compound_surnames.substr(i * (compound_size + 1), compound_size));
    std::ranges::sort(out);
    return out;
}();

// The front of a table is drawn more often than its end.
constexpr std::u32string_view male_characters =
    U"伟强军磊洋勇杰涛明超辉刚健斌波鹏飞浩宇建国文华志平新永海峰林东龙俊凯旭晨博轩泽"
    U"庆亮成康荣义忠良德祥兴贵福生胜利学敏世全才发武清彬富顺信松柏岩毅威振翔云鑫森淼"
    U"帅硕坤乾阳昊天嘉豪子睿梓航奕辰铭皓霖瑞恒启瀚景煜钧锋川江河山岳宏宁安邦民友先仁";
constexpr std::u32string_view female_characters =
    U"芳娜敏静秀丽英兰玲霞桂梅红燕萍艳娟莉雪慧洁颖婷莹丹琳倩欣怡佳雯琪瑶璐蕾薇菲媛悦"
    U"淑珍凤翠云爱香月华玉春花荣芬芝琴素惠晶妍茜秋珊莎黛青眉锦婉娴瑾聪凡竹霭纯毓昭冰"
    U"爽琬茗羽希宁蓓紫涵梓诗语晨一诺可馨思彤若曦雨桐奕萱芷楠钰雅文心月如梦洋晓筱璇";
constexpr std::u32string_view shared_characters =
    U"晓文明玉春子华海小金平立志永新景宏佳嘉思宇天雨一星辰安宁清远书涵和然乐之言以亦";
constexpr std::u32string_view rare_characters = U"喆垚昇翀玥珺珂旸晞玘祎赟翾甯祐堃㛃䶮𬱖";

constexpr std::u32string_view trade_characters =
    U"华鑫盛泰恒瑞祥福源达隆兴宏德信诚昌丰润金海天龙腾嘉利康安通和顺亿博远创新联众合科"
    U"智云锦汇鼎元正永百万佳美雅东方圣鲁齐泉岱蓝翔飞凯旺辉煌光明阳宇森林晟铭卓越尚品";

constexpr std::string_view trade_lines[] = {
    "商贸",     "科技",       "建筑工程",     "机械制造", "贸易",     "食品",     "化工",
    "物流",     "信息技术",   "农业科技",     "建材",     "纺织",     "电子科技", "文化传媒",
    "餐饮管理", "房地产开发", "医药",         "装饰工程", "汽车销售", "环保科技", "生物科技",
    "广告",     "教育咨询",   "企业管理咨询", "运输",     "塑料制品", "五金",     "服装",
    "园林绿化", "新能源",     "包装",         "水产",     "畜牧",     "人力资源", "酒业",
    "旅游",     "家具",       "金属材料",
};
constexpr std::string_view common_forms[] = {
    "有限公司",       "有限公司", "有限公司",     "有限公司",     "有限公司",
    "有限公司",       "有限公司", "有限责任公司", "有限责任公司", "股份有限公司",
    "有限公司分公司", "厂",       "经营部",       "合作社",
};
constexpr std::string_view minority_male[] = {"买买提", "阿布都拉", "艾尼瓦尔", "吐尔逊",
                                              "阿迪力", "努尔兰",   "扎西",     "多吉",
                                              "巴特尔", "木合塔尔"};
constexpr std::string_view minority_female[] = {"古丽娜尔", "阿依古丽", "热依汗", "玛依拉",
                                                "帕提古丽", "卓玛",     "央金",   "其其格",
                                                "米娜瓦尔", "迪丽热巴"};
constexpr std::string_view mobile_prefixes[] = {
    "130", "131", "132", "133", "134", "135", "136", "137", "138", "139", "150", "151", "152",
    "153", "155", "156", "157", "158", "159", "166", "173", "175", "176", "177", "178", "180",
    "181", "182", "183", "184", "185", "186", "187", "188", "189", "191", "193", "198", "199"};
constexpr std::string_view roads[] = {
    "文化路", "人民路", "解放路",   "建设路", "中山路", "和平路", "新华街", "胜利街",
    "青年路", "工业路", "迎宾大道", "泰山路", "黄河路", "长江路", "府前街", "健康路",
    "学府路", "滨河路", "花园路",   "科技路", "南环路", "北环路", "东风街", "西外环路",
    "振兴街", "龙山路", "泉城路",   "海滨路", "兴业路", "创业路"};

struct Surnames {
    std::array<std::string_view, 512> surname;
    std::array<std::uint32_t, 512> share_up_to;
    std::size_t size = 0;
};

Surnames surnames_with_shares() {
    Surnames out;
    std::uint32_t sum = 0;
    for (auto const& group : surname_groups)
        for (std::size_t at = 0; at < group.surnames.size(); at += 3) {
            out.surname[out.size] = group.surnames.substr(at, 3);
            out.share_up_to[out.size++] = sum += group.share_each;
        }
    return out;
}

// Squared: the first tenth of a table is drawn in about a third of the cases.
char32_t from_the_front(Random& random, std::u32string_view table) {
    auto const u = random.unit();
    return table[static_cast<std::size_t>(u * u * static_cast<double>(table.size()))];
}

char32_t given_character(Random& random, Gender gender) {
    auto const u = random.unit();
    if (u < 0.002) return from_the_front(random, rare_characters);
    if (u < 0.25) return from_the_front(random, shared_characters);
    return from_the_front(random, gender == Gender::male ? male_characters : female_characters);
}

template <std::size_t Size>
std::string_view pick(Random& random, std::string_view const (&table)[Size]) {
    return table[random.below(Size)];
}

std::string_view compound_surname(Random& random) {
    constexpr auto count = compound_keys.size();
    auto const u = random.unit();  // cubed: 欧阳 is by far the most frequent
    auto const i = static_cast<std::size_t>(u * u * u * static_cast<double>(count));
    return compound_surnames.substr(i * (compound_size + 1), compound_size);
}

}  // namespace

std::string_view surname(Random& random) {
    static Surnames const table = surnames_with_shares();
    if (random.chance(0.004)) return compound_surname(random);
    auto const last = table.share_up_to.begin() + static_cast<std::ptrdiff_t>(table.size);
    auto const share = static_cast<std::uint32_t>(random.below(*(last - 1)));
    auto const found = std::upper_bound(table.share_up_to.begin(), last, share);
    return table.surname[static_cast<std::size_t>(found - table.share_up_to.begin())];
}

std::string given_name(Random& random, Gender gender) {
    std::string out;
    auto const first = given_character(random, gender);
    append_utf8(out, first);
    if (random.chance(0.82)) {
        auto second = given_character(random, gender);
        // 伟伟 is rare enough to be drawn anew once.
        if (second == first) second = given_character(random, gender);
        append_utf8(out, second);
    }
    return out;
}

std::string minority_name(Random& random, Gender gender) {
    auto const own =
        gender == Gender::male ? pick(random, minority_male) : pick(random, minority_female);
    return fmt::format("{}·{}", own, pick(random, minority_male));
}

std::string person_name(Random& random, Gender gender) {
    if (random.chance(0.003)) return minority_name(random, gender);
    std::string name(surname(random));
    return name += given_name(random, gender);
}

std::string trade_name(Random& random) {
    std::string out;
    auto const size = random.chance(0.75) ? 2 : 3;
    for (int i = 0; i < size; ++i)
        append_utf8(out, trade_characters[random.below(trade_characters.size())]);
    return out;
}

std::string_view trade_line(Random& random) {
    auto const u = random.unit();
    return trade_lines[static_cast<std::size_t>(u * u * std::size(trade_lines))];
}

std::string_view legal_form(Random& random) { return pick(random, common_forms); }

std::string mobile_number(Random& random) {
    return fmt::format("{}{:08}", pick(random, mobile_prefixes), random.below(100'000'000));
}

std::string street_address(Random& random) {
    auto out = fmt::format("{}{}号", pick(random, roads), random.between(1, 399));
    if (random.chance(0.6))
        out += fmt::format("{}号楼{}单元{}{:02}室", random.between(1, 30), random.between(1, 5),
                           random.between(1, 24), random.between(1, 4));
    return out;
}

std::string_view surname_of(std::string_view name) {
    if (name.size() > compound_size && std::ranges::binary_search(compound_keys, six_bytes(name)))
        return name.substr(0, compound_size);
    return first_code_points(name, 1);
}

}  // namespace jutong::element

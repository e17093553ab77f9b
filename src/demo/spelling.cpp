#include "demo/spelling.h"

#include <iterator>

#include <fmt/format.h>

namespace jutong::demo {

namespace {

constexpr std::int64_t ten_thousand = 10'000;

constexpr std::string_view nations[] = {
    "汉",     "蒙古",   "回",       "藏",     "维吾尔",   "苗",   "彝",     "壮",
    "布依",   "朝鲜",   "满",       "侗",     "瑶",       "白",   "土家",   "哈尼",
    "哈萨克", "傣",     "黎",       "傈僳",   "佤",       "畲",   "高山",   "拉祜",
    "水",     "东乡",   "纳西",     "景颇",   "柯尔克孜", "土",   "达斡尔", "仫佬",
    "羌",     "布朗",   "撒拉",     "毛南",   "仡佬",     "锡伯", "阿昌",   "普米",
    "塔吉克", "怒",     "乌孜别克", "俄罗斯", "鄂温克",   "德昂", "保安",   "裕固",
    "京",     "塔塔尔", "独龙",     "鄂伦春", "赫哲",     "门巴", "珞巴",   "基诺"};

void append_civil(std::string& out, CivilDate d, DateStyle style) {
    auto const to = std::back_inserter(out);
    switch (style) {
        case DateStyle::iso:
            fmt::format_to(to, "{:04}-{:02}-{:02}", d.year, d.month, d.day);
            break;
        case DateStyle::compact:
            fmt::format_to(to, "{:04}{:02}{:02}", d.year, d.month, d.day);
            break;
        case DateStyle::slash:
            fmt::format_to(to, "{}/{}/{}", d.year, d.month, d.day);
            break;
        case DateStyle::slash_padded:
            fmt::format_to(to, "{:04}/{:02}/{:02}", d.year, d.month, d.day);
            break;
        case DateStyle::dot:
            fmt::format_to(to, "{:04}.{:02}.{:02}", d.year, d.month, d.day);
            break;
        case DateStyle::chinese:
            fmt::format_to(to, "{}年{}月{}日", d.year, d.month, d.day);
            break;
    }
}

// 1234567 → 1,234,567
void append_grouped(std::string& out, std::int64_t value) {
    auto text = fmt::format("{}", value);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    out += text;
}

}  // namespace

void append_date(std::string& out, Days day, DateStyle style) {
    append_civil(out, to_civil(day), style);
}

void append_impossible_date(std::string& out, Days day, DateStyle style) {
    append_civil(out, {to_civil(day).year, 2, 30}, style);
}

void append_timestamp(std::string& out, Days day, int seconds, DateStyle style) {
    append_civil(out, to_civil(day), style);
    auto const to = std::back_inserter(out);
    auto const hour = seconds / 3600, minute = seconds / 60 % 60, second = seconds % 60;
    if (style == DateStyle::compact)
        fmt::format_to(to, "{:02}{:02}{:02}", hour, minute, second);
    else if (style == DateStyle::slash)
        fmt::format_to(to, " {}:{:02}", hour, minute);
    else
        fmt::format_to(to, " {:02}:{:02}:{:02}", hour, minute, second);
}

std::string_view spelled(element::Gender gender, GenderStyle style) {
    constexpr std::string_view male[] = {"男", "1", "M", "01"};
    constexpr std::string_view female[] = {"女", "2", "F", "02"};
    auto const i = static_cast<std::size_t>(style);
    return gender == element::Gender::male ? male[i] : female[i];
}

void append_nation(std::string& out, int nation, NationStyle style) {
    if (style == NationStyle::code) {
        fmt::format_to(std::back_inserter(out), "{:02}", nation);
        return;
    }
    out += nations[static_cast<std::size_t>(nation - 1)];
    if (style == NationStyle::full) out += "族";
}

void append_money(std::string& out, std::int64_t yuan, MoneyStyle style, Random& random) {
    auto const to = std::back_inserter(out);
    if (style == MoneyStyle::mixed) {
        auto const wan = static_cast<double>(yuan) / ten_thousand;
        switch (random.below(7)) {
            case 0:
                fmt::format_to(to, "{}万元人民币", wan);
                return;
            case 1:
                fmt::format_to(to, "{}万人民币", wan);
                return;
            case 2:
                fmt::format_to(to, "{}(万元人民币)", wan);
                return;
            case 3:
                fmt::format_to(to, "{:.6f}万元", wan);
                return;
            case 4:
                style = MoneyStyle::ten_thousand;
                break;
            case 5:
                style = MoneyStyle::yuan_grouped;
                break;
            default:
                style = MoneyStyle::yuan_cents;
                break;
        }
    }
    switch (style) {
        case MoneyStyle::yuan_cents:
            fmt::format_to(to, "{}.00", yuan);
            break;
        case MoneyStyle::ten_thousand:
            fmt::format_to(to, "{}万元", static_cast<double>(yuan) / ten_thousand);
            break;
        case MoneyStyle::yuan_grouped:
            out += "￥";
            append_grouped(out, yuan);
            out += ".00";
            break;
        default:
            fmt::format_to(to, "{}", yuan);
    }
}

void append_foreign_money(std::string& out, std::int64_t ten_thousands, std::string_view currency) {
    fmt::format_to(std::back_inserter(out), "{}万{}", ten_thousands, currency);
}

}  // namespace jutong::demo

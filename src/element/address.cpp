#include "element/address.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <tuple>

#include "base/text.h"

namespace jutong::element {

namespace {

constexpr std::size_t han_size = 3;  // bytes of one code point
constexpr std::size_t stem_min = 2 * han_size;

// Peoples as they stand in the names of autonomous prefectures and counties.
constexpr std::string_view peoples[] = {
    "各族",   "壮族",     "回族",   "维吾尔", "蒙古族",   "蒙古",      "藏族",   "苗族",
    "彝族",   "布依族",   "朝鲜族", "满族",   "侗族",     "瑶族",      "白族",   "土家族",
    "哈尼族", "哈萨克族", "哈萨克", "傣族",   "黎族",     "傈僳族",    "佤族",   "畲族",
    "拉祜族", "水族",     "东乡族", "纳西族", "景颇族",   "柯尔克孜",  "土族",   "达斡尔族",
    "仫佬族", "羌族",     "布朗族", "撒拉族", "毛南族",   "仡佬族",    "锡伯",   "锡伯族",
    "阿昌族", "普米族",   "塔吉克", "怒族",   "鄂温克族", "德昂族",    "保安族", "裕固族",
    "独龙族", "鄂伦春",   "达斡尔", "鄂温克", "维吾尔族", "柯尔克孜族"};

// Words behind a stem that show it to be part of another name: 唐山镇, 胶州路, 北京西路.
constexpr std::string_view other_names[] = {
    "省",   "市",   "区",   "县",   "旗",   "州",   "盟",   "镇",    "乡",   "村",   "庄",
    "屯",   "街",   "路",   "巷",   "里",   "弄",   "道",   "桥",    "大街", "大道", "大厦",
    "东路", "西路", "南路", "北路", "中路", "一路", "二路", "三路",  "东街", "西街", "南街",
    "北街", "中街", "山路", "河路", "花园", "小区", "商厦", "大酒店"};

bool begins_other_name(std::string_view text) {
    return std::ranges::any_of(other_names, [&](auto word) { return text.starts_with(word); });
}

bool drop_suffix(std::string_view& name, std::string_view suffix) {
    if (name.size() < suffix.size() + stem_min || !name.ends_with(suffix)) return false;
    name.remove_suffix(suffix.size());
    return true;
}

// 延边朝鲜族自治州 → 延边, 博山区 → 博山; the name itself where too little would be left.
std::string_view stem_of(Division const& division) {
    auto name = division.name;
    for (std::string_view autonomous : {"自治区", "自治州", "自治县", "自治旗"})
        if (drop_suffix(name, autonomous)) {
            while (std::ranges::any_of(peoples,
                                       [&](auto people) { return drop_suffix(name, people); })) {
            }
            return name;
        }
    for (std::string_view suffix : {"特别行政区", "地区", "新区", "林区", "街道", "省", "市", "区",
                                    "县", "旗", "盟", "镇", "乡"})
        if (drop_suffix(name, suffix)) return name;
    return name;
}

bool ends_like_road(std::string_view name) {
    return std::ranges::any_of(std::array{"路", "街", "巷", "道"},
                               [&](auto word) { return name.ends_with(word); });
}

// Names are found by their first two code points.
std::uint64_t begin_key(std::string_view text) {
    std::size_t at = 0;
    for (int i = 0; i < 2 && at < text.size(); ++i) next_code_point(text, at);
    std::uint64_t key = 0;
    std::memcpy(&key, text.data(), std::min<std::size_t>(at, sizeof key));
    return key;
}

bool is_separator(char c) { return c == ' ' || c == ',' || c == '-' || c == '/' || c == '|'; }

std::string_view without_separators(std::string_view text) {
    while (!text.empty() && is_separator(text[0])) text.remove_prefix(1);
    for (std::string_view mark : {"，", "、", "·", "市辖区"})
        if (text.starts_with(mark)) return without_separators(text.substr(mark.size()));
    return text;
}

int depth(Division const& division) { return static_cast<int>(division.level); }

}  // namespace

Address::Address(Divisions const& divisions) : divisions_(divisions) {
    spellings_.reserve(divisions.all().size() * 2);
    for (std::uint32_t i = 0; i < divisions.all().size(); ++i)
        if (!divisions.all()[i].nameless()) add(i);
    std::ranges::sort(spellings_, {}, [](Spelling const& s) {
        return std::tuple(begin_key(s.text), s.division, s.text);
    });
    for (std::uint32_t i = 0; i < spellings_.size(); ++i) {
        auto const [range, first] =
            by_begin_.try_emplace(begin_key(spellings_[i].text), Range{i, i});
        range->second.end = i + 1;
    }
}

std::string_view Address::store(std::string text) { return store_.emplace_back(std::move(text)); }

void Address::spell(std::uint32_t i, std::string_view text, Spelled spelled) {
    auto const& division = divisions_.all()[i];
    std::uint8_t standing = 0;
    if (division.abolished) {
        auto const* const city = divisions_.find(division.code.substr(0, 4));
        standing = city != nullptr && !city->abolished ? 1 : 2;
    }
    spellings_.push_back({text, i, spelled, standing});
}

// 章丘市 became 章丘区: the county in force in the same city with the same stem, or itself.
std::uint32_t Address::successor(std::uint32_t i) const {
    auto const& division = divisions_.all()[i];
    auto const stem = stem_of(division);
    if (!division.abolished || division.level != Level::county ||
        stem.size() == division.name.size())
        return i;
    for (auto const& other : divisions_.within(division.code.substr(0, 4), Level::county))
        if (!other.abolished && stem_of(other) == stem)
            return static_cast<std::uint32_t>(&other - divisions_.all().data());
    return i;
}

void Address::add(std::uint32_t known) {
    auto const name = divisions_.all()[known].name;
    auto const i = successor(known);
    if (i != known) return spell(i, name, Spelled::full);
    auto const& division = divisions_.all()[i];
    if (division.level == Level::village) {
        // 四流北路社区 without its 社区 is a road like others.
        if (!ends_like_road(name)) spell(i, name, Spelled::full);
        return;
    }
    spell(i, name, Spelled::full);
    auto const stem = stem_of(division);
    // 泉城路 is a road before it is the 泉城路街道.
    if (stem.size() < name.size() && !ends_like_road(stem)) spell(i, stem, Spelled::stem);
    if (division.level == Level::town && name.ends_with("街道")) {
        for (auto office : {"街道办事处", "街道办", "办事处"})
            spell(i, store(std::string(stem) + office), Spelled::full);
    }
    // 济南高新技术产业开发区 is the 高新区 of 济南.
    auto const* const city = divisions_.find(division.code.substr(0, 4));
    if (division.level != Level::county || division.code[4] != '7' || city == nullptr) return;
    auto own = name;
    if (auto const at = stem_of(*city); own.starts_with(at)) own.remove_prefix(at.size());
    if (own.size() == name.size() || own.size() < stem_min) return;
    spell(i, own, Spelled::in_city);
    if (own.starts_with("高新技术")) {
        spell(i, "高新区", Spelled::in_city);
        spell(i, "高新技术开发区", Spelled::in_city);
    } else if (own == "经济技术开发区") {
        spell(i, "经济开发区", Spelled::in_city);
        spell(i, "开发区", Spelled::in_city);
    }
}

// Written in full before a stem; then the higher level, the longer name, the one in force.
bool Address::better(Spelling const& candidate, Spelling const& best) const {
    auto const& a = divisions_.all()[candidate.division];
    auto const& b = divisions_.all()[best.division];
    if (candidate.spelled != best.spelled) return candidate.spelled < best.spelled;
    if (a.level != b.level) return a.level < b.level;
    if (candidate.text.size() != best.text.size()) return candidate.text.size() > best.text.size();
    return candidate.standing < best.standing;
}

// The division below level `above`, with a code that begins with `scope`, that `text` begins with.
Address::Match Address::match(std::string_view text, std::string_view scope, int above) const {
    auto const found = by_begin_.find(begin_key(text));
    if (found == by_begin_.end()) return {};
    Spelling const* best = nullptr;
    bool ambiguous = false;
    for (auto i = found->second.begin; i < found->second.end; ++i) {
        auto const& spelling = spellings_[i];
        auto const& division = divisions_.all()[spelling.division];
        if (depth(division) <= above || !text.starts_with(spelling.text) ||
            !division.code.starts_with(scope))
            continue;
        // A village's name says nothing unless the county is known, nor does a town's stem.
        auto const county_known = scope.size() >= 6;
        if (division.level == Level::village && !county_known) continue;
        if (spelling.spelled == Spelled::in_city && scope.size() < 4) continue;
        if (spelling.spelled == Spelled::stem && division.level == Level::town && !county_known)
            continue;
        if (spelling.spelled == Spelled::stem &&
            begins_other_name(text.substr(spelling.text.size())))
            continue;
        if (best != nullptr && !better(spelling, *best)) {
            auto const& other = divisions_.all()[best->division];
            // Of several abolished codes of one place the last one stands for all.
            if (!better(*best, spelling) && other.code != division.code) {
                if (division.abolished && other.name == division.name)
                    best = &spelling;
                else
                    ambiguous = true;
            }
            continue;
        }
        best = &spelling;
        ambiguous = false;
    }
    if (best == nullptr) return {};
    return {&divisions_.all()[best->division], best->text.size(), best->spelled, ambiguous};
}

bool Address::has_next(std::string_view text, Match const& found) const {
    auto const rest = without_separators(text.substr(found.size));
    return match(rest, found.division->code, depth(*found.division)).division != nullptr;
}

// 河东区相公街道: of all the 河东区 only one has a town of that name.
Address::Match Address::told_apart_by_next(std::string_view text, Match const& ambiguous) const {
    Match only;
    auto const name = text.substr(0, ambiguous.size);
    auto const range = by_begin_.at(begin_key(text));
    for (auto i = range.begin; i < range.end; ++i) {
        auto const& spelling = spellings_[i];
        Match const candidate{&divisions_.all()[spelling.division], name.size(), spelling.spelled,
                              false};
        if (spelling.text != name || candidate.division->level != ambiguous.division->level ||
            spelling.spelled != ambiguous.spelled || !has_next(text, candidate))
            continue;
        if (only.division != nullptr) return {};
        only = candidate;
    }
    return only;
}

// The first name of an address has no scope of its own: the hint's narrows it, widening by levels.
// Without a hint, what is written short or below the county must be borne out by the next name.
Address::Match Address::first_match(std::string_view text, std::string_view hint) const {
    for (auto size : {6U, 4U, 2U}) {
        if (hint.size() < size) continue;
        auto const found = match(text, hint.substr(0, size), -1);
        if (found.division != nullptr && !found.ambiguous) return found;
    }
    auto const found = match(text, {}, -1);
    if (found.division == nullptr) return {};
    if (found.ambiguous) return told_apart_by_next(text, found);
    auto const level = found.division->level;
    if (found.spelled == Spelled::full && level <= Level::county) return found;
    // In a province whose towns are known, 青岛 is the city there.
    auto const at_home = level <= Level::city &&
                         !divisions_.within(found.division->code.substr(0, 2), Level::town).empty();
    return at_home || has_next(text, found) ? found : Match{};
}

AddressParts Address::split(std::string_view text, std::string_view hint_code) const {
    AddressParts parts;
    parts.rest = parts.detail = text;
    auto const hint = significant_code(hint_code);
    auto rest = without_separators(text);
    auto found = first_match(rest, hint);
    while (found.division != nullptr && !found.ambiguous) {
        auto const& division = *found.division;
        parts.code = division.code;
        if (division.level == Level::town) parts.town_in_full = found.spelled == Spelled::full;
        rest = without_separators(rest.substr(found.size));
        // 济南市济南市历下区: tables join columns that overlap.
        while (rest.starts_with(division.name))
            rest = without_separators(rest.substr(division.name.size()));
        parts.rest = rest;
        if (division.level <= Level::county) {
            parts.names_county_or_above = true;
            parts.detail = rest;
        }
        if (division.level == Level::village) break;
        found = match(rest, division.code, depth(division));
    }
    name_levels(parts);
    return parts;
}

void Address::name_levels(AddressParts& parts) const {
    auto const name_at = [&](std::size_t size) {
        if (parts.code.size() < size) return std::string_view{};
        auto const* const division = divisions_.find(parts.code.substr(0, size));
        return division == nullptr || division->nameless() ? std::string_view{} : division->name;
    };
    parts.province = name_at(2);
    parts.city = name_at(4);
    parts.county = name_at(6);
    parts.town = name_at(9);
    parts.village = name_at(12);
}

std::string Address::canonical(std::string_view text) const {
    auto const parts = split(text);
    // A town without its county may be another's of the same name: nothing is put before it.
    if (!parts.names_county_or_above) return std::string(text);
    std::string out;
    for (auto name : {parts.province, parts.city, parts.county}) out += name;
    if (parts.town.empty() || !parts.town_in_full) {
        out += parts.town.empty() && parts.village.empty() ? parts.rest : parts.detail;
        return out;
    }
    out += parts.town;
    out += parts.village;
    out += parts.rest;
    return out;
}

}  // namespace jutong::element

#include "linkage/organization.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"

namespace jutong::linkage {

namespace {

// The longer ones first.
constexpr std::array<std::string_view, 10> legal_forms = {
    "有限责任公司", "股份有限公司", "有限公司", "集团公司",   "总公司",
    "公司",         "供销合作社",   "供销社",   "专业合作社", "合作社"};

constexpr std::array<std::string_view, 26> ends = {
    "公司", "厂",     "店",   "中心", "合作社", "银行",   "支行",   "分行",   "学校",
    "医院", "协会",   "支局", "超市", "营业厅", "门市部", "经营部", "加油站", "事务所",
    "集团", "营业部", "商行", "农场", "养殖场", "研究院", "幼儿园", "委员会"};

constexpr std::size_t han_bytes = 3;
constexpr std::size_t stem_bytes_min = 2 * han_bytes;
constexpr int places_in_a_name_max = 3;
constexpr std::size_t place_bytes_max = 15 * han_bytes;

// 济南市 is also 济南; 市中区 is 市中.
std::string_view short_name(std::string_view name) {
    for (std::string_view const end : {"省", "市", "县", "区"})
        if (name.ends_with(end) && name.size() >= end.size() + 2 * han_bytes)
            return name.substr(0, name.size() - end.size());
    return {};
}

bool contains(Place outer, Place inner) {
    if (outer % 10000 == 0) return outer / 10000 == inner / 10000;
    if (outer % 100 == 0) return outer / 100 == inner / 100;
    return outer == inner;
}

}  // namespace

bool is_organization(std::string_view name) {
    return name.find("公司") != std::string_view::npos ||
           std::ranges::any_of(ends, [&](auto end) { return name.ends_with(end); });
}

OrganizationNames::OrganizationNames(element::Divisions const& divisions) {
    for (auto const& division : divisions.all()) {
        if (division.level > element::Level::county) break;
        if (division.nameless()) continue;
        Place place = 0;
        auto const code = division.code.substr(0, 6);
        std::from_chars(code.data(), code.data() + code.size(), place);
        for (auto const digits : {2U, 4U})
            if (code.size() == digits) place *= digits == 2 ? 10000U : 100U;
        for (auto const name : {division.name, short_name(division.name)}) {
            if (name.empty()) continue;
            auto& places = places_[std::string(name)];
            if (std::ranges::find(places, place) == places.end()) places.push_back(place);
        }
    }
}

// The longest division that `text` begins with, and how long it is.
std::vector<Place> const* OrganizationNames::places_at(std::string_view text,
                                                       std::size_t& size) const {
    std::string name;
    for (size = std::min(place_bytes_max, text.size() / han_bytes * han_bytes);
         size >= 2 * han_bytes; size -= han_bytes) {
        name.assign(text.substr(0, size));
        if (auto const found = places_.find(name); found != places_.end()) return &found->second;
    }
    return nullptr;
}

void OrganizationNames::part(std::string_view name, OrganizationParts& out) const {
    out.stem.clear();
    out.branch.clear();
    out.places.clear();
    auto const narrow = [&](std::vector<Place> const& found) {
        std::vector<Place> within;
        for (auto const place : found)
            if (std::ranges::any_of(out.places,
                                    [&](Place outer) { return contains(outer, place); }))
                within.push_back(place);
        if (out.places.empty()) within = found;
        if (!within.empty()) out.places = std::move(within);
    };
    // What stood in brackets is a word of its own, and often a place.
    std::string joined;
    for (auto const word : split(name, ' ')) {
        std::size_t size = 0;
        auto const* const place = joined.empty() ? nullptr : places_at(word, size);
        if (place != nullptr && size == word.size())
            narrow(*place);
        else
            joined += word;
    }
    std::string_view rest = joined;
    for (int i = 0; i < places_in_a_name_max; ++i) {
        std::size_t size = 0;
        auto const* const place = places_at(rest, size);
        if (place == nullptr || rest.size() < size + stem_bytes_min) break;
        auto const is_form = [&](auto form) { return rest.substr(size).starts_with(form); };
        if (std::ranges::any_of(legal_forms, is_form)) break;
        narrow(*place);
        rest.remove_prefix(size);
    }
    for (auto const form : legal_forms) {
        auto const at = rest.find(form);
        if (at == std::string_view::npos || at < stem_bytes_min) continue;
        out.stem = rest.substr(0, at);
        out.branch = rest.substr(at + form.size());
        return;
    }
    out.stem = rest.empty() ? std::string_view(joined) : rest;
    if (out.stem.empty()) out.stem = name;
}

bool OrganizationNames::may_be_one(std::vector<Place> const& a, std::vector<Place> const& b) {
    if (a.empty() || b.empty()) return true;
    for (auto const x : a)
        for (auto const y : b)
            if (contains(x, y) || contains(y, x)) return true;
    return false;
}

}  // namespace jutong::linkage

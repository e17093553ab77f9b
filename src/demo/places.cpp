#include "demo/places.h"

#include <algorithm>

#include <fmt/format.h>

namespace jutong::demo {

namespace {

constexpr std::string_view province = "37";

// People of the cities in 10,000 (census of 2020, rounded), where they lie, their telephone area.
struct City {
    std::string_view code;
    double people;
    double longitude, latitude;
    std::string_view telephone;
};
constexpr City cities[] = {
    {"3701", 920, 117.0, 36.65, "0531"},  {"3702", 1007, 120.38, 36.07, "0532"},
    {"3703", 470, 118.05, 36.81, "0533"}, {"3704", 386, 117.32, 34.81, "0632"},
    {"3705", 219, 118.67, 37.43, "0546"}, {"3706", 710, 121.45, 37.46, "0535"},
    {"3707", 939, 119.16, 36.71, "0536"}, {"3708", 836, 116.59, 35.41, "0537"},
    {"3709", 547, 117.09, 36.2, "0538"},  {"3710", 291, 122.12, 37.51, "0631"},
    {"3711", 297, 119.53, 35.42, "0633"}, {"3713", 1102, 118.36, 35.1, "0539"},
    {"3714", 561, 116.36, 37.43, "0534"}, {"3715", 595, 115.99, 36.46, "0635"},
    {"3716", 393, 117.97, 37.38, "0543"}, {"3717", 880, 115.48, 35.23, "0530"}};

// Counties that were renamed or moved: the codes in identity numbers of those born before.
struct Renamed {
    std::string_view now, before;
};
constexpr Renamed renamed[] = {{"370114", "370181"}, {"370115", "370125"}, {"370116", "371202"},
                               {"370117", "371203"}, {"370215", "370282"}, {"370505", "370521"},
                               {"370614", "370684"}, {"370812", "370882"}, {"371003", "371081"},
                               {"371403", "371421"}, {"371503", "371523"}, {"371603", "371624"},
                               {"371681", "371626"}, {"371703", "371727"}};

constexpr double even_share = 0.5;  // of a city's people: the rest lies by villages
constexpr double flats_in_town = 0.92, flats_in_country = 0.12;
constexpr int town_tries = 4;
constexpr double urban_district = 0.85, urban_city = 0.55, urban_county = 0.40;

constexpr std::string_view roads[] = {"文化路", "人民路", "解放路", "建设路", "中山路", "和平路",
                                      "新华路", "胜利街", "青年路", "工业路", "泰山路", "黄河路",
                                      "府前街", "健康路", "学府路", "滨河路", "花园路", "振兴街"};
constexpr std::string_view estates[] = {"阳光花园", "锦绣家园", "书香苑",   "金域华府", "翠湖小区",
                                        "和谐家园", "滨河新村", "龙泽小区", "幸福里",   "中央公馆"};
constexpr std::string_view lanes[] = {"", "", "村东街", "村西街", "中心街", "南街", "北街", "前街"};

template <std::size_t Size>
std::string_view pick(Random& random, std::string_view const (&table)[Size]) {
    return table[random.below(Size)];
}

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_subdistrict(Town const& town) { return ends_with(town.division->name, "街道"); }

std::string_view old_code_of(std::string_view code) {
    for (auto const& [now, before] : renamed)
        if (now == code) return before;
    return code;
}

// Development zones (37xx71–79) are statistical areas, not counties of GB/T 2260.
bool is_county(element::Division const& division) {
    auto const last = division.code.substr(4);
    return !division.abolished && !division.nameless() && (last < "71" || last > "79");
}

std::vector<Town> towns_of(element::Divisions const& divisions, std::string_view county) {
    std::vector<Town> out;
    for (auto const& town : divisions.within(county, element::Level::town)) {
        auto const villages = divisions.within(town.code, element::Level::village);
        if (!villages.empty()) out.push_back({&town, villages});
    }
    return out;
}

// Fills in the weights of the counties of one city, which stand together.
void weigh(std::span<County> counties, double people) {
    double villages = 0;
    auto const count = [](County const& county) {
        double sum = 0;
        for (auto const& town : county.towns) sum += static_cast<double>(town.villages.size());
        return sum;
    };
    for (auto const& county : counties) villages += count(county);
    for (auto& county : counties)
        county.weight = people * (even_share / static_cast<double>(counties.size()) +
                                  (1 - even_share) * count(county) / villages);
}

}  // namespace

Result<Places> Places::create(element::Divisions const& divisions) {
    Places out(divisions);
    for (auto const& city : cities) {
        auto const* const division = divisions.find(city.code);
        if (division == nullptr) continue;
        auto const from = out.counties_.size();
        for (auto const& c : divisions.within(city.code, element::Level::county)) {
            if (!is_county(c)) continue;
            auto towns = towns_of(divisions, c.code);
            if (towns.empty()) continue;
            auto const urban = ends_with(c.name, "区")   ? urban_district
                               : ends_with(c.name, "市") ? urban_city
                                                         : urban_county;
            out.counties_.push_back({c.code, c.name, city.code, division->name,
                                     divisions.full_name(c.code), old_code_of(c.code), 0, urban,
                                     std::move(towns), city.longitude, city.latitude,
                                     city.telephone});
        }
        weigh(std::span(out.counties_).subspan(from), city.people);
    }
    double sum = 0;
    for (auto const& county : out.counties_) sum += county.weight;
    double up_to = 0;
    for (auto& county : out.counties_) {
        county.weight /= sum;
        out.weight_up_to_.push_back(up_to += county.weight);
    }
    for (auto const& division : divisions.all())
        if (division.level == element::Level::county && is_county(division) &&
            division.code.substr(0, 2) != province && division.code < "7")
            out.elsewhere_.push_back(&division);
    if (out.counties_.empty() || out.elsewhere_.empty())
        return fail(Code::not_found, "demo.content",
                    "The packs' content has no divisions of the province " + std::string(province));
    return out;
}

// In towns people live on the subdistricts (街道) mostly, of the villages few in blocks of flats.
Place Places::random_place(County const& county, Random& random) const {
    auto const in_town = random.chance(county.urban);
    auto const* town = &county.towns[random.below(county.towns.size())];
    for (int i = 0; i < town_tries && in_town != is_subdistrict(*town); ++i)
        town = &county.towns[random.below(county.towns.size())];
    auto const flats = random.chance(is_subdistrict(*town) ? flats_in_town : flats_in_country);
    return {&county, town->division, &town->villages[random.below(town->villages.size())], flats};
}

County const& Places::random_county(Random& random) const {
    auto const u = random.unit() * weight_up_to_.back();
    auto const found = std::upper_bound(weight_up_to_.begin(), weight_up_to_.end() - 1, u);
    return counties_[static_cast<std::size_t>(found - weight_up_to_.begin())];
}

std::string address_in(Place const& place, Random& random) {
    auto const where = fmt::format("{}{}", place.county->full_name, place.town->name);
    if (!place.urban)
        return fmt::format("{}{}{}{}号", where, place.village->name, pick(random, lanes),
                           1 + random.below(400));
    auto const building = 1 + random.below(40);
    auto const unit = 1 + random.below(4);
    auto const room = (1 + random.below(17)) * 100 + 1 + random.below(3);
    if (random.chance(0.5))
        return fmt::format("{}{}{}号{}{}号楼{}单元{}室", where, pick(random, roads),
                           1 + random.below(200), pick(random, estates), building, unit, room);
    return fmt::format("{}{}{}号楼{}单元{}室", where, place.village->name, building, unit, room);
}

}  // namespace jutong::demo

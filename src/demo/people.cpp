#include "demo/people.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "demo/rates.h"

namespace jutong::demo {

namespace {

using element::Gender;

constexpr double migrant_homes = 0.035;
constexpr double away_homes = 0.10;      // registered in another county of the province
constexpr double born_elsewhere = 0.06;  // of adults, in another county
constexpr double same_surname = 0.45;    // of the homes of a village: its main surname
constexpr double mothers_surname = 0.04;
constexpr double minority = 0.009;
// Of the siblings whose numbers have room for twins, who are few.
constexpr double twins = 0.4;
constexpr int twin_age_max = 18;
constexpr double former_names = 0.015;
constexpr double unnumbered_newborn = 0.10;
constexpr double dead = 0.006;
constexpr int works_from = 22, works_until_men = 60, works_until_women = 55;

// 回, 满 and the few others of the province, by frequency.
constexpr int minorities[] = {3, 3, 3, 3, 3, 3, 11, 11, 10, 2, 6, 15, 8, 4, 7, 5};

struct Education {
    std::string_view primary = "81", middle = "71", high = "61", vocational = "41", college = "31",
                     bachelor = "21", master = "14", doctor = "11", none = "90";
};

std::string_view education_of(Random& random, int age, bool urban) {
    constexpr Education level;
    auto const u = random.unit();
    if (age < 12) return level.none;
    if (age < 15) return level.primary;
    if (age < 18) return level.middle;
    if (age < 22) return random.chance(0.7) ? level.high : level.vocational;
    auto const tertiary = (age < 40 ? 0.36 : age < 55 ? 0.15 : 0.05) * (urban ? 1.3 : 0.7);
    // From the top: a low draw is little schooling.
    if (u > 1 - tertiary * 0.01) return level.doctor;
    if (u > 1 - tertiary * 0.07) return level.master;
    if (u > 1 - tertiary * 0.50) return level.bachelor;
    if (u > 1 - tertiary) return level.college;
    if (u > 1 - tertiary - 0.18) return random.chance(0.6) ? level.high : level.vocational;
    if (age < 60) return u > 0.12 ? level.middle : level.primary;
    return u > 0.5 ? level.middle : u > 0.12 ? level.primary : level.none;
}

Work work_of(Random& random, int age, Gender gender, bool urban) {
    if (age < 6) return Work::child;
    if (age < 18) return Work::pupil;
    if (age < works_from) return random.chance(0.6) ? Work::student : Work::flexible;
    auto const until = gender == Gender::male ? works_until_men : works_until_women;
    if (age >= until) return Work::retired;
    auto const u = random.unit();
    if (u < (urban ? 0.68 : 0.34)) return Work::employed;
    return u > 0.95 ? Work::unemployed : Work::flexible;
}

Place other_place(World const& world, County const& county, double chance, Random& random) {
    auto const& places = world.places();
    return places.random_place(random.chance(chance) ? places.random_county(random) : county,
                               random);
}

void make_home(World const& world, Neighbourhood const& here, std::int64_t number, Household& out,
               Random& random) {
    out.number = fmt::format("{}{:08}", here.county->code, number);
    out.place = here.place;
    out.residence = address_in(here.place, random);
    out.former_residence = address_in(other_place(world, *here.county, 0.2, random), random);
    out.migrant = random.chance(migrant_homes);
    out.registered_address = out.residence;
    out.registered_division = here.county->code;
    if (out.migrant) {
        auto const elsewhere = world.places().elsewhere();
        auto const& division = *elsewhere[random.below(elsewhere.size())];
        out.registered_division = division.code;
        out.registered_address = fmt::format(
            "{}{}", world.places().divisions().full_name(division.code), "城关镇中心街1号");
    } else if (random.chance(away_homes)) {
        auto const place = other_place(world, *here.county, 0.5, random);
        out.registered_division = place.county->code;
        out.registered_address = address_in(place, random);
    }
}

// Names, numbers and the like of one member; links to the others are filled in by the caller.
void make_person(World const& world, Neighbourhood const& here, Member const& member,
                 std::string_view surname, Person& out, Random& random) {
    auto const& home = here.homes[static_cast<std::size_t>(out.home)];
    auto const urban = here.place.urban;
    out.gender = member.gender;
    out.age = member.age;
    out.kin = member.kin;
    out.marital = member.marital;
    auto const origin = home.migrant ? Origin::another_province
                        : member.age > 20 && random.chance(born_elsewhere) ? Origin::another_county
                                                                           : Origin::here;
    auto numbered =
        number_person(world, out.index, *here.county, origin, member.age, member.gender);
    out.birth = numbered.birth;
    out.id_number = std::move(numbered.number);
    out.birthplace = std::move(numbered.birthplace);
    if (member.age == 0 && random.chance(unnumbered_newborn)) out.id_number.clear();
    out.subject = out.id_number.empty() ? fmt::format("P{:010}", out.index) : out.id_number;
    out.name = surname;
    out.name += element::given_name(random, member.gender);
    out.former_name.clear();
    if (random.chance(former_names))
        out.former_name = fmt::format("{}{}", surname, element::given_name(random, member.gender));
    out.education = education_of(random, member.age, urban);
    out.work = work_of(random, member.age, member.gender, urban);
    out.employer =
        out.work == Work::employed ? random_employer(world, *here.county, random) : nobody;
    if (out.employer == nobody && out.work == Work::employed) out.work = Work::flexible;
    out.phone = element::mobile_number(random);
    out.former_phone = element::mobile_number(random);
    out.died = random.chance(member.age > 65 ? dead * 6 : dead / 3)
                   ? snapshot_day - static_cast<Days>(random.below(5 * 365))
                   : 0;
}

Member const* before(std::vector<Member> const& family, Member const& member) {
    return &member == family.data() ? nullptr : &member - 1;
}

bool is_minor_child(Member const& member) {
    return member.age <= twin_age_max && (member.kin == "20" || member.kin == "30");
}

// Makes the younger of two children the twin of the elder, where the numbers have room for it.
void make_twin(World const& world, Neighbourhood const& here, Person const& elder, Person& younger,
               Random& random) {
    if (elder.id_number.empty() || here.homes.back().migrant || !random.chance(twins)) return;
    auto twin = number_twin(world, elder.index, *here.county, elder.age, younger.gender);
    if (!twin) return;
    younger.age = elder.age;
    younger.birth = twin->birth;
    younger.id_number = younger.subject = std::move(twin->number);
    younger.birthplace = elder.birthplace;
    younger.education = elder.education;
    younger.work = elder.work;
    younger.employer = elder.employer;
    younger.phone = elder.phone;
    // Their names share the first two characters: 王子涵, 王子轩.
    auto const own = element::given_name(random, younger.gender);
    younger.name = fmt::format("{}{}", first_code_points(elder.name, 2), first_code_points(own, 1));
}

void link_family(std::vector<Member> const& family, int first, std::vector<Person>& people) {
    auto const place = [&](int in_family) {
        auto const there = first + in_family;
        return in_family == nobody || there >= static_cast<int>(people.size()) ? nobody : there;
    };
    for (auto i = static_cast<std::size_t>(first); i < people.size(); ++i) {
        auto const& member = family[i - static_cast<std::size_t>(first)];
        auto& person = people[i];
        person.spouse = place(member.spouse);
        person.father = place(member.father);
        person.mother = place(member.mother);
        auto const ever_married = member.marital != "10";
        // A couple marries on one day: the wife's age decides, or one's own.
        auto const& other = person.spouse != nobody && person.gender == Gender::male
                                ? people[static_cast<std::size_t>(person.spouse)]
                                : person;
        auto const age = 20 + static_cast<int>(mixed(static_cast<std::uint64_t>(other.index)) % 9);
        person.married =
            ever_married ? std::min(other.birth + age * 365 + 100, snapshot_day - 30) : 0;
        if (person.age < 14 && person.mother != nobody)
            person.phone = people[static_cast<std::size_t>(person.mother)].phone;
    }
}

}  // namespace

std::int64_t random_employer(World const& world, County const& county, Random& random) {
    auto const all = world.organizations_in(county);
    if (all.size() == 0) return nobody;
    auto const u = random.unit();
    return all.first + static_cast<std::int64_t>(u * u * u * static_cast<double>(all.size()));
}

void make_neighbourhood(World const& world, std::int64_t index, Neighbourhood& out) {
    auto random = world.random(Stream::neighbourhood, index);
    out.index = index;
    out.county = &world.county_of(index);
    out.place = world.places().random_place(*out.county, random);
    auto const main_surname = element::surname(random);
    auto const [first, last] = world.people_of(index);
    auto const count = static_cast<std::size_t>(last - first);
    out.homes.clear();
    out.people.clear();
    std::vector<Member> family;
    while (out.people.size() < count) {
        compose_family(random, family);
        auto const home = static_cast<int>(out.homes.size());
        auto const begin = out.people.size();
        auto& made = out.homes.emplace_back();
        make_home(world, out, first + static_cast<std::int64_t>(begin), made, random);
        auto const nation =
            random.chance(minority) ? minorities[random.below(std::size(minorities))] : 1;
        auto const village = !out.place.urban && random.chance(same_surname);
        auto const head_surname = village ? main_surname : element::surname(random);
        for (auto const& member : family) {
            if (out.people.size() == count) break;
            auto const in_marriage = member.gender == Gender::female && member.age > 20 &&
                                     member.kin != "30" && member.kin != "02";
            auto const surname =
                in_marriage || (member.kin != "02" && random.chance(mothers_surname))
                    ? element::surname(random)
                    : head_surname;
            auto& person = out.people.emplace_back();
            person.index = first + static_cast<std::int64_t>(out.people.size()) - 1;
            person.household = first + static_cast<std::int64_t>(begin);
            person.home = home;
            person.nation = nation;
            make_person(world, out, member, surname, person, random);
            auto const* const elder = before(family, member);
            if (elder != nullptr && is_minor_child(*elder) && is_minor_child(member))
                make_twin(world, out, out.people[out.people.size() - 2], person, random);
        }
        link_family(family, static_cast<int>(begin), out.people);
    }
}

}  // namespace jutong::demo

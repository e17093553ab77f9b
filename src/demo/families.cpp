#include "demo/families.h"

#include <algorithm>

namespace jutong::demo {

namespace {

using element::Gender;

constexpr int age_max = 100;
constexpr int leaves_home_max = 28;
constexpr double boys = 0.525;

constexpr std::string_view head = "02", spouse = "10", son = "20", daughter = "30", parent = "50";
constexpr std::string_view single = "10", married = "20", widowed = "30", divorced = "40";

int age_between(Random& random, int low, int high) {
    return static_cast<int>(random.between(low, high));
}

// Later ages of an interval are rarer.
int age_fading(Random& random, int low, int high) {
    auto const u = random.unit();
    return low + static_cast<int>(u * u * (high - low + 1));
}

void add_couple(Random& random, std::vector<Member>& out, int age) {
    auto const first = static_cast<int>(out.size());
    auto const his = std::min(age, age_max);
    auto const hers = std::clamp(age - age_between(random, -2, 4), 20, age_max);
    out.push_back({his, Gender::male, head, married, first + 1});
    out.push_back({hers, Gender::female, spouse, married, first});
}

void add_children(Random& random, std::vector<Member>& out, int father, int mother) {
    auto const elder = out[static_cast<std::size_t>(mother == nobody ? father : mother)].age;
    auto const u = random.unit();
    auto const wanted = u < 0.52 ? 1 : u < 0.93 ? 2 : 3;
    auto age = elder - age_between(random, 22, 31);
    for (int i = 0; i < wanted && age >= 0; ++i) {
        if (age <= leaves_home_max) {
            auto const boy = random.chance(boys);
            out.push_back({age, boy ? Gender::male : Gender::female, boy ? son : daughter, single,
                           nobody, father, mother});
        }
        age -= age_between(random, 1, 6);
    }
}

void add_single(Random& random, std::vector<Member>& out) {
    auto const old = random.chance(0.62);
    auto const age = old ? age_fading(random, 62, 97) : age_fading(random, 20, 56);
    auto const gender = random.chance(old ? 0.36 : 0.56) ? Gender::male : Gender::female;
    auto const state = old                  ? (random.chance(0.8) ? widowed : divorced)
                       : age < 32           ? (random.chance(0.93) ? single : divorced)
                       : random.chance(0.5) ? single
                                            : divorced;
    out.push_back({age, gender, head, state});
}

void add_grandparents(Random& random, std::vector<Member>& out) {
    auto const age = std::min(out.front().age + age_between(random, 22, 30), age_max);
    auto const both = random.chance(0.6);
    auto const first = static_cast<int>(out.size());
    auto const state = both ? married : widowed;
    out.push_back({std::max(age - age_between(random, 0, 3), 40), Gender::female, parent, state,
                   both ? first + 1 : nobody});
    out.front().mother = first;
    if (!both) return;
    out.push_back({age, Gender::male, parent, married, first});
    out.front().father = first + 1;
}

}  // namespace

void compose_family(Random& random, std::vector<Member>& out) {
    out.clear();
    auto const u = random.unit();
    if (u < 0.20) {
        add_single(random, out);
    } else if (u < 0.47) {
        auto const young = random.chance(0.16);
        add_couple(random, out, young ? age_between(random, 24, 36) : age_between(random, 50, 86));
    } else if (u < 0.80) {
        add_couple(random, out, age_between(random, 27, 53));
        add_children(random, out, 0, 1);
    } else if (u < 0.93) {
        add_couple(random, out, age_between(random, 28, 50));
        add_children(random, out, 0, 1);
        add_grandparents(random, out);
    } else {
        auto const mother = random.chance(0.7);
        out.push_back({age_between(random, 27, 50), mother ? Gender::female : Gender::male, head,
                       random.chance(0.8) ? divorced : widowed});
        add_children(random, out, mother ? nobody : 0, mother ? 0 : nobody);
    }
}

}  // namespace jutong::demo

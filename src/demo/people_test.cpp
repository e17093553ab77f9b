#include "demo/people.h"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "demo/rates.h"
#include "demo/world_for_tests.h"

namespace jutong::demo {
namespace {

class People : public testing::Test {
protected:
    void SetUp() override {
        if (!element::has_content())
            GTEST_SKIP() << "packs/*/content is absent: run tools/content.py";
    }

    template <typename See>
    static void for_each(World const& world, See see) {
        Neighbourhood here;
        for (std::int64_t i = 0; i < world.neighbourhoods(); ++i) {
            make_neighbourhood(world, i, here);
            see(here);
        }
    }
};

TEST_F(People, NumbersAreValidAndNoTwoAreTheSame) {
    World const world(plan_of(60'000, 100), places_for_tests());
    auto const* const element = element::registry_for_tests().find("id_number");
    std::set<std::string> numbers;
    std::int64_t count = 0;
    for_each(world, [&](Neighbourhood const& here) {
        for (auto const& person : here.people) {
            EXPECT_EQ(person.index, count++);
            if (person.id_number.empty()) continue;
            EXPECT_TRUE(element->valid(person.id_number)) << person.id_number;
            EXPECT_TRUE(numbers.insert(person.id_number).second) << person.id_number;
            EXPECT_LE(person.birth, snapshot_day);
        }
    });
    EXPECT_EQ(count, 60'000);
}

// The province of ten million has every round of every cell: one crowded county is enough to see.
TEST_F(People, CrowdedCountiesHaveNumbersForAll) {
    World const world(plan_of(people_max, 100), places_for_tests());
    auto const& county = *std::max_element(
        places_for_tests().counties().begin(), places_for_tests().counties().end(),
        [](auto const& a, auto const& b) { return a.weight < b.weight; });
    auto const [first, last] = world.neighbourhoods_of(county);
    std::vector<std::string> numbers;
    Random random(1);
    for (auto i = first * neighbourhood_people; i < last * neighbourhood_people; ++i) {
        auto const age = static_cast<int>(random.below(3));  // all of one age or nearly
        auto const gender = static_cast<element::Gender>(random.below(2));
        numbers.push_back(number_person(world, i, county, Origin::here, age, gender).number);
    }
    std::sort(numbers.begin(), numbers.end());
    EXPECT_EQ(std::adjacent_find(numbers.begin(), numbers.end()), numbers.end());
}

TEST_F(People, AgesAreThoseOfTheProvince) {
    World const world(plan_of(60'000, 100), places_for_tests());
    std::int64_t children = 0, old = 0, women = 0, all = 0;
    for_each(world, [&](Neighbourhood const& here) {
        for (auto const& person : here.people) {
            ++all;
            children += person.age < 15 ? 1 : 0;
            old += person.age >= 60 ? 1 : 0;
            women += person.gender == element::Gender::female ? 1 : 0;
            EXPECT_GE(person.age, 0);
            EXPECT_LE(person.age, 100);
        }
    });
    auto const share = [&](std::int64_t part) {
        return static_cast<double>(part) / static_cast<double>(all);
    };
    EXPECT_NEAR(share(children), 0.17, 0.02);
    EXPECT_NEAR(share(old), 0.22, 0.03);
    EXPECT_NEAR(share(women), 0.50, 0.02);
}

TEST_F(People, SomeSiblingsAreTwins) {
    World const world(plan_of(60'000, 100), places_for_tests());
    int twins = 0;
    for_each(world, [&](Neighbourhood const& here) {
        for (std::size_t i = 1; i < here.people.size(); ++i) {
            auto const& elder = here.people[i - 1];
            auto const& younger = here.people[i];
            auto const together = elder.birth == younger.birth && elder.home == younger.home;
            if (!together || younger.mother == nobody || younger.mother != elder.mother) continue;
            ++twins;
            EXPECT_NE(elder.id_number, younger.id_number);
        }
    });
    EXPECT_GT(twins, 30);
    EXPECT_LT(twins, 300);
}

TEST_F(People, FamiliesHoldTogether) {
    World const world(plan_of(6'000, 100), places_for_tests());
    for_each(world, [&](Neighbourhood const& here) {
        auto const at = [&](int place) -> Person const& {
            return here.people[static_cast<std::size_t>(place)];
        };
        for (auto const& person : here.people) {
            if (person.spouse != nobody) {
                EXPECT_EQ(&at(at(person.spouse).spouse), &person);
                EXPECT_NE(at(person.spouse).gender, person.gender);
                EXPECT_EQ(at(person.spouse).married, person.married);
            }
            for (int const parent : {person.mother, person.father}) {
                if (parent == nobody) continue;
                EXPECT_GE(at(parent).age, person.age + 18);
                EXPECT_EQ(at(parent).household, person.household);
            }
        }
    });
}

TEST_F(People, EmployersAreOfTheCounty) {
    World const world(plan_of(6'000, 2'000), places_for_tests());
    for_each(world, [&](Neighbourhood const& here) {
        auto const all = world.organizations_in(*here.county);
        for (auto const& person : here.people) {
            if (person.employer == nobody) continue;
            EXPECT_GE(person.employer, all.first);
            EXPECT_LT(person.employer, all.last);
        }
    });
}

}  // namespace
}  // namespace jutong::demo

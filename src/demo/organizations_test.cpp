#include "demo/organizations.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "demo/rates.h"
#include "demo/world_for_tests.h"

namespace jutong::demo {
namespace {

class Organizations : public testing::Test {
protected:
    void SetUp() override {
        if (!element::has_content())
            GTEST_SKIP() << "packs/*/content is absent: run tools/content.py";
    }
};

TEST_F(Organizations, CodesAreValidAndNoTwoAreTheSame) {
    World const world(plan_of(40'000, 10'000), places_for_tests());
    auto const& registry = element::registry_for_tests();
    std::set<std::string> codes;
    for (std::int64_t i = 0; i < 10'000; ++i) {
        auto const o = make_organization(world, i);
        EXPECT_TRUE(registry.find("credit_code")->valid(o.credit_code)) << o.credit_code;
        EXPECT_TRUE(registry.find("organization_code")->valid(o.organization_code));
        EXPECT_TRUE(o.registration_no.empty() ||
                    registry.find("registration_number")->valid(o.registration_no))
            << o.registration_no;
        EXPECT_TRUE(registry.find("industry")->valid(o.industry)) << o.industry;
        EXPECT_TRUE(codes.insert(o.credit_code).second) << o.credit_code;
        EXPECT_FALSE(o.name.empty());
        EXPECT_LT(o.established, snapshot_day);
    }
}

TEST_F(Organizations, StandWhereTheWorldSaysTheyDo) {
    World const world(plan_of(7'000, 1'999), places_for_tests());
    std::int64_t next = 0;
    for (std::int64_t n = 0; n < world.neighbourhoods(); ++n) {
        auto const [first, last] = world.organizations_of(n);
        EXPECT_EQ(first, next);
        next = last;
        for (auto i = first; i < last; ++i) {
            EXPECT_EQ(world.neighbourhood_of_organization(i), n);
            EXPECT_EQ(make_organization(world, i).place.county, &world.county_of(n));
        }
    }
    EXPECT_EQ(next, 1'999);
}

TEST_F(Organizations, HalfAreTradersAndOneInTwentyIsPublic) {
    World const world(plan_of(40'000, 10'000), places_for_tests());
    std::map<std::string_view, int> kinds;
    for (std::int64_t i = 0; i < 10'000; ++i) ++kinds[make_organization(world, i).kind_code];
    EXPECT_NEAR(kinds["92"], 4'500, 300);
    EXPECT_NEAR(kinds["91"], 4'100, 400);
    EXPECT_NEAR(kinds["11"] + kinds["12"], 850, 200);
}

TEST_F(Organizations, AreRepresentedByGrownUpsNearby) {
    World const world(plan_of(6'000, 1'000), places_for_tests());
    Neighbourhood here;
    for (std::int64_t n = 0; n < world.neighbourhoods(); ++n) {
        make_neighbourhood(world, n, here);
        auto const [first, last] = world.organizations_of(n);
        for (auto i = first; i < last; ++i)
            EXPECT_GE(representative_of(world, make_organization(world, i), here).age, 23);
    }
}

}  // namespace
}  // namespace jutong::demo

#include "demo/world.h"

#include <algorithm>
#include <cmath>

namespace jutong::demo {

World::World(Plan const& plan, Places const& places) : plan_(plan), places_(places) {
    auto const all = (plan.people + neighbourhood_people - 1) / neighbourhood_people;
    double up_to = 0;
    first_of_county_.push_back(0);
    for (auto const& county : places.counties()) {
        up_to += county.weight;
        first_of_county_.push_back(std::llround(up_to * static_cast<double>(all)));
    }
    first_of_county_.back() = all;
}

Random World::random(Stream stream, std::int64_t index) const {
    return Random(plan_.seed,
                  mixed(static_cast<std::uint64_t>(index)) + static_cast<std::uint64_t>(stream));
}

County const& World::county_of(std::int64_t neighbourhood) const {
    auto const after =
        std::upper_bound(first_of_county_.begin(), first_of_county_.end(), neighbourhood);
    return places_.counties()[static_cast<std::size_t>(after - first_of_county_.begin() - 1)];
}

std::size_t World::place_of(County const& county) const {
    return static_cast<std::size_t>(&county - places_.counties().data());
}

Range World::neighbourhoods_of(County const& county) const {
    auto const i = place_of(county);
    return {first_of_county_[i], first_of_county_[i + 1]};
}

Range World::people_of(std::int64_t neighbourhood) const {
    return {neighbourhood * neighbourhood_people,
            std::min((neighbourhood + 1) * neighbourhood_people, plan_.people)};
}

Range World::organizations_of(std::int64_t neighbourhood) const {
    auto const all = neighbourhoods();
    return {plan_.organizations * neighbourhood / all,
            plan_.organizations * (neighbourhood + 1) / all};
}

Range World::organizations_in(County const& county) const {
    auto const [first, last] = neighbourhoods_of(county);
    auto const all = neighbourhoods();
    return {plan_.organizations * first / all, plan_.organizations * last / all};
}

std::int64_t World::neighbourhood_of_organization(std::int64_t organization) const {
    // The greatest n with organizations * n / all <= organization.
    return ((organization + 1) * neighbourhoods() - 1) / plan_.organizations;
}

}  // namespace jutong::demo

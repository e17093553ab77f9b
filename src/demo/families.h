// Families: who lives together, of which age and sex.
#pragma once

#include <string_view>
#include <vector>

#include "base/random.h"
#include "element/names.h"

namespace jutong::demo {

inline constexpr int nobody = -1;

// Links are places in the family.
struct Member {
    int age;  // completed years at the end of 2025
    element::Gender gender;
    std::string_view kin;      // GB/T 4761: the relation to the head of the household
    std::string_view marital;  // GB/T 2261.2
    int spouse = nobody;
    int father = nobody;
    int mother = nobody;
};

// The head comes first. Over many families the ages are those of Shandong (census of 2020).
void compose_family(Random& random, std::vector<Member>& out);

}  // namespace jutong::demo

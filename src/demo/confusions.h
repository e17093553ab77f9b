// Characters that clerks and machines take for one another.
#pragma once

#include <optional>
#include <string>

#include "base/random.h"

namespace jutong::demo {

// Another character of the same sound (伟 → 玮), of a like look (己 → 已), or the traditional form
// (张 → 張); nothing where the lists have none.
std::optional<char32_t> same_sound(char32_t c, Random& random);
std::optional<char32_t> look_alike(char32_t c, Random& random);
std::optional<char32_t> traditional(char32_t c);

}  // namespace jutong::demo

// People as rows, and what becomes of them when they are written down again. For the tests of this
// module.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/random.h"
#include "element/names.h"
#include "linkage/records.h"

namespace jutong::linkage {

inline std::string plain(std::string_view text) {
    std::string out;
    plain_text(text, out);
    return out;
}

using Person = std::array<std::string, 5>;  // name, born, phone, address, gender
using Views = std::array<std::string_view, 5>;

inline Person person(Random& random) {
    return {std::string(element::surname(random)) +
                element::given_name(random, element::Gender::female),
            fmt::format("{}{:02}{:02}", 1940 + random.below(70), 1 + random.below(12),
                        1 + random.below(28)),
            element::mobile_number(random), element::street_address(random),
            random.chance(0.5) ? "男" : "女"};
}

inline Person damaged(Person person, Random& random) {
    for (auto& value : person) {
        if (!random.chance(0.15)) continue;
        if (random.chance(0.3))
            value.clear();
        else if (value[0] >= '0' && value[0] <= '9')
            value.back() = '7';
        else
            value = value.substr(0, value.size() - 3);
    }
    return person;
}

inline Views views(Person const& person) {
    Views out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = person[i];
    return out;
}

inline Records no_people() {
    Records out;
    for (auto const* const name : {"name", "born", "phone", "address", "gender"})
        out.columns.push_back({name, {}, {}});
    return out;
}

}  // namespace jutong::linkage

// What the tests share: the real places of the packs' content, and a reader of GB 18030.
#pragma once

#include <string>

#include <iconv.h>

#include "demo/world.h"
#include "element/registry_for_tests.h"

namespace jutong::demo {

inline Places const& places_for_tests() {
    static auto const places =
        Places::create(element::registry_for_tests().reference().divisions()).value();
    return places;
}

inline Plan plan_of(std::int64_t people, std::int64_t organizations) {
    Plan plan;
    plan.people = people;
    plan.organizations = organizations;
    return plan;
}

inline std::string utf8_of_gb18030(std::string text) {
    auto* const converter = iconv_open("UTF-8", "GB18030");
    std::string out(text.size() * 3, '\0');
    auto* from = text.data();
    auto* to = out.data();
    auto left = text.size(), room = out.size();
    iconv(converter, &from, &left, &to, &room);
    iconv_close(converter);
    out.resize(out.size() - room);
    return out;
}

}  // namespace jutong::demo

// What somebody typed, held against titles: as it is, or as pinyin.
#pragma once

#include <string>
#include <string_view>

#include "element/reference.h"

namespace jutong::api {

class SearchWords {
public:
    SearchWords(element::Reference const& reference, std::string_view typed);

    // How well a text fits: 0 not at all; 1 by the initials of its pinyin, 2 by its pinyin, 3 by
    // what it says, 4 where it begins so, 5 where it is the same. Nothing typed fits all.
    int fit(std::string_view text) const;
    bool matches(std::string_view text) const { return fit(text) > 0; }

private:
    element::Reference const& reference_;
    std::string typed_;      // lower case, without blanks
    bool is_latin_ = false;  // letters alone: it may be pinyin
};

}  // namespace jutong::api

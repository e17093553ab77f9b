#include "api/search_words.h"

#include <algorithm>

#include "base/text.h"

namespace jutong::api {

namespace {

std::string lower(std::string_view text) {
    std::string out;
    for (auto const c : text) {
        if (c == ' ') continue;
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

}  // namespace

SearchWords::SearchWords(element::Reference const& reference, std::string_view typed)
    : reference_(reference), typed_(lower(trim(typed))) {
    is_latin_ =
        !typed_.empty() && std::ranges::all_of(typed_, [](char c) { return c >= 'a' && c <= 'z'; });
}

int SearchWords::fit(std::string_view text) const {
    if (typed_.empty()) return 3;
    auto const said = lower(text);
    if (said == typed_) return 5;
    if (said.starts_with(typed_)) return 4;
    if (said.find(typed_) != std::string::npos) return 3;
    if (!is_latin_) return 0;
    auto const pinyin = reference_.pinyin(text);
    std::string whole, initials;
    for (auto const syllable : split(pinyin, ' ')) {
        if (syllable.empty()) continue;
        whole += syllable;
        initials += syllable.front();
    }
    if (whole.find(typed_) != std::string::npos) return 2;
    return initials.find(typed_) != std::string::npos ? 1 : 0;
}

}  // namespace jutong::api

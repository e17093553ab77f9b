// Reference content of the packs: divisions, readings of characters, character variants.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "element/address.h"
#include "element/divisions.h"

namespace jutong::element {

// Read on first use, then immutable: safe from any thread. Content that is missing is empty.
class Reference {
public:
    // The content/ folders of the packs; later folders add to earlier ones.
    explicit Reference(std::vector<std::filesystem::path> content);
    ~Reference();

    Divisions const& divisions() const;
    Address const& address() const;

    // Lower case, syllables separated by one space, no tones, ü as v; the longest phrase first.
    // What is not Han passes through lower-cased, as a syllable of its own.
    std::string pinyin(std::string_view text) const;
    // The same with the reading that a surname has: 仇 qiu, 单 shan.
    std::string name_pinyin(std::string_view name) const;

    // The simplified form of a traditional or variant character; else itself.
    char32_t simplified(char32_t c) const;
    std::string simplified(std::string_view text) const;

private:
    struct Content;
    std::unique_ptr<Content> content_;
};

}  // namespace jutong::element

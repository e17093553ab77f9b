// The registry: every element by its name, built from code and from the packs' content.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "element/element.h"

namespace jutong::element {

// One entry of a code list (代码表). Aliases are spellings found in real tables.
struct CodeEntry {
    std::string code;
    std::string title;
    std::vector<std::string> aliases;
};

// A code list is an element of its own name: gender, nation, education …
struct CodeList {
    std::string name;
    std::string title;
    std::string standard;
    std::vector<CodeEntry> entries;
};

class Reference;  // element/reference.h: divisions, pinyin, character variants

// Owns the elements; immutable once made, safe from any thread.
class Registry {
public:
    // `content` are the content/ folders of the packs (tools/content.py made them); they are read
    // on first use. Fails with element.duplicate (invalid) where a code list has the name of
    // another element.
    static Result<std::unique_ptr<Registry>> create(std::vector<std::filesystem::path> content,
                                                    std::vector<CodeList> lists);
    ~Registry();

    Element const* find(std::string_view name) const;  // null where there is none
    std::vector<Element const*> all() const;           // sorted by name
    Reference const& reference() const { return *reference_; }

private:
    Registry();

    std::unique_ptr<Reference> reference_;
    std::vector<std::unique_ptr<Element>> elements_;
};

}  // namespace jutong::element

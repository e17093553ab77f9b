// The words of a condition, and whether it may use them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"

namespace jutong::governance {

struct Token {
    enum class Kind : std::uint8_t { name, quoted_name, number, text, sign };
    Kind kind;
    std::string text;  // a name in lower case, a text without its quotes

    bool is(std::string_view word) const {
        return (kind == Kind::name || kind == Kind::sign) && text == word;
    }
};

// Cuts a condition into words. A condition may name the resource's fields, constants, and
// functions of a list that neither read files nor depend on the time or on chance; no sub-queries.
// Fails with governance.condition (invalid), whose message is for the pack's author.
Result<std::vector<Token>> tokens_of(std::string_view sql, catalog::Resource const& resource);

// The fields that a condition names, in the order in which it does.
std::vector<std::size_t> fields_of(std::vector<Token> const& tokens,
                                   catalog::Resource const& resource);

}  // namespace jutong::governance

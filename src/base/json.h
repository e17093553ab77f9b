// JSON values, by Boost.JSON; compiled once, in json.cpp.
#pragma once

#include <string_view>

#include <boost/json.hpp>

namespace jutong {

namespace json = boost::json;

// Null where the text is empty.
inline json::value text_or_null(std::string_view text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

}  // namespace jutong

// JSON values, by Boost.JSON; compiled once, in json.cpp.
#pragma once

#include <boost/json.hpp>

namespace jutong {

namespace json = boost::json;

}  // namespace jutong

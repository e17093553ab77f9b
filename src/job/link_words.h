// How linkage is told in Chinese.
#pragma once

#include <string>
#include <string_view>

namespace jutong::job {

// Of a level of agreement as linkage names it; a name that is not known stays as it is.
std::string level_title(std::string_view name);

}  // namespace jutong::job

// verify: this program is right, or it stops.
#pragma once

#include <source_location>

namespace jutong {

[[noreturn]] void stop_because(char const* why, std::source_location where);

// On in every build; never for input from outside, which gets an Error.
inline void verify(bool condition, char const* why,
                   std::source_location where = std::source_location::current()) {
    if (!condition) [[unlikely]]
        stop_because(why, where);
}

}  // namespace jutong

#include "base/verify.h"

#include <cstdio>
#include <cstdlib>

namespace jutong {

void stop_because(char const* why, std::source_location where) {
    std::fprintf(stderr, "jutong: this should hold and does not: %s (%s:%u)\n", why,
                 where.file_name(), static_cast<unsigned>(where.line()));
    std::abort();
}

}  // namespace jutong

#include "base/result.h"

namespace jutong {

std::string_view to_string(Code code) {
    switch (code) {
        case Code::invalid:
            return "invalid";
        case Code::unauthenticated:
            return "unauthenticated";
        case Code::denied:
            return "denied";
        case Code::not_found:
            return "not_found";
        case Code::conflict:
            return "conflict";
        case Code::limited:
            return "limited";
        case Code::unavailable:
            return "unavailable";
        case Code::corrupt:
            return "corrupt";
        case Code::internal:
            return "internal";
    }
    return "internal";
}

}  // namespace jutong

// Targets and Accept headers of strangers: what is read is well formed, and written out again it
// reads the same.
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "base/verify.h"
#include "http/message.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace jutong;
    std::string const text(data, data + size);
    (void)http::accepted(text, {"application/json", "text/csv"});
    (void)http::takes_coding(text, "br");
    auto const target = http::read_target(text);
    if (!target) return 0;
    verify(target->path.starts_with('/') && is_utf8(target->path), "a path is text from the root");
    std::string again;
    for (auto const part : split(target->path, '/'))
        again += (again.empty() && part.empty()) || !again.empty() || !part.empty()
                     ? http::percent_encoded(part) + "/"
                     : "";
    again.pop_back();
    if (again.empty()) again = "/";
    auto const read = http::read_target(again);
    verify(read && read->path == target->path, "a path survives being written");
    return 0;
}

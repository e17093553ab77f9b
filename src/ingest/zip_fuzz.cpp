// Any bytes as a zip archive.
#include "ingest/archive.h"
#include "ingest/readers_for_fuzz.h"

namespace {

using namespace jutong;          // NOLINT(google-build-using-namespace): a test's main file
using namespace jutong::ingest;  // NOLINT(google-build-using-namespace)

// Two members, one of them packed.
constexpr char good[] =
    "\x50\x4B\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x21\x00\x2C\x64\xD0\x8A\x14\x00\x00\x00"
    "\x14\x00\x00\x00\x01\x00\x00\x00\x61\x62\x62\x62\x62\x62\x62\x62\x62\x62\x62\x62\x62\x62"
    "\x62\x62\x62\x62\x62\x62\x62\x50\x4B\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00\x21\x00\x8B"
    "\x93\x37\x6B\x11\x00\x00\x00\xD0\x07\x00\x00\x01\x00\x00\x00\x63\x4B\x49\x19\x05\xA3\x60"
    "\x14\x8C\x82\x51\x30\x0A\x46\xC1\x50\x07\x00\x50\x4B\x01\x02\x14\x03\x14\x00\x00\x00\x00"
    "\x00\x00\x00\x21\x00\x2C\x64\xD0\x8A\x14\x00\x00\x00\x14\x00\x00\x00\x01\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x80\x01\x00\x00\x00\x00\x61\x50\x4B\x01\x02\x14\x03\x14\x00"
    "\x00\x00\x08\x00\x00\x00\x21\x00\x8B\x93\x37\x6B\x11\x00\x00\x00\xD0\x07\x00\x00\x01\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\x33\x00\x00\x00\x63\x50\x4B\x05\x06\x00"
    "\x00\x00\x00\x02\x00\x02\x00\x5E\x00\x00\x00\x63\x00\x00\x00\x00\x00";

void check_archive(std::string_view bytes, std::uint8_t choice) {
    auto const archive = Archive::open(bytes);
    if (!archive) return;
    must((*archive)->members().size() <= members_max);
    for (auto const& member : (*archive)->members()) {
        auto const stream = (*archive)->read(member);
        if (!stream) continue;
        std::string piece(1U + choice, '\0');
        std::size_t total = 0;
        for (auto count = (*stream)->read(piece); count && *count > 0 && total < 1U << 20U;
             count = (*stream)->read(piece))
            total += *count;
        if (total >= 1U << 20U) break;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2) return 0;
    [[maybe_unused]] auto const choice = data[0];
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    check_archive(text, choice);
    // A good archive with some bytes changed: place and value, one after the other.
    std::string changed(good, sizeof good - 1);
    for (std::size_t i = 0; i + 1 < text.size() && i < 16; i += 2)
        changed[static_cast<std::uint8_t>(text[i]) % changed.size()] = text[i + 1];
    check_archive(changed, choice);
    return 0;
}

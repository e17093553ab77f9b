// Any bytes as a pack's YAML: problems with a place, never a crash.
#include <cstdlib>
#include <fstream>
#include <string_view>

#include <unistd.h>

#include "base/file.h"
#include "pack/document.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace jutong;  // NOLINT(google-build-using-namespace): a test's main file
    static auto const folder =
        fs::path("/dev/shm") / ("jutong_pack_fuzz." + std::to_string(::getpid()));
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    static bool const made = fs::create_directories(folder / "p");
    std::ofstream(folder / "p" / "pack.yaml") << "pack: p\ntitle: t\nversion: 1\n";
    std::ofstream(folder / "p" / "x.yaml") << text;
    if (!made) std::abort();
    pack::Problems problems;
    auto const packs = pack::read_packs(folder, problems);
    if (!packs) std::abort();
    for (auto const& pack : *packs) {
        for (auto const& document : pack.documents) {
            pack::Reader reader(document.node, problems);
            static_cast<void>(reader.required_text("resource"));
            static_cast<void>(reader.texts("key"));
            for (auto const& item : reader.list("fields")) static_cast<void>(item.place());
            reader.finish();
        }
    }
    for (auto const& problem : problems)
        if (problem.place.file.empty()) std::abort();
    return 0;
}

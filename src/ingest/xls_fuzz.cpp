// Any bytes as an old workbook: as a whole file, and as the stream inside one.
#include <algorithm>

#include "ingest/ole.h"
#include "ingest/readers_for_fuzz.h"
#include "ingest/workbook.h"

namespace {

using namespace jutong;          // NOLINT(google-build-using-namespace): a test's main file
using namespace jutong::ingest;  // NOLINT(google-build-using-namespace)

// A compound file with one stream, long enough not to be a small one.
std::string compound(std::string stream) {
    constexpr std::size_t sector = 512;
    constexpr std::uint32_t end = 0xFFFFFFFE;
    stream.resize((std::max<std::size_t>(stream.size(), 4096) + sector - 1) / sector * sector);
    auto const put = [](std::string& out, std::size_t at, std::uint32_t number) {
        for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<char>(number >> (8 * i));
    };
    std::string header(sector, '\xFF');
    ole_magic.copy(header.data(), 8);
    put(header, 28, 0x0009FFFE);
    put(header, 32, 6);
    put(header, 44, 1);
    put(header, 48, 1);
    put(header, 56, 4096);
    put(header, 60, end);
    put(header, 68, end);
    put(header, 76, 0);
    std::string fat(sector, '\xFF');
    put(fat, 0, 0xFFFFFFFD);
    put(fat, 4, end);
    auto const sectors = stream.size() / sector;
    for (std::size_t i = 0; i < sectors; ++i)
        put(fat, 8 + 4 * i, i + 1 == sectors ? end : static_cast<std::uint32_t>(i + 3));
    std::string folder(sector, '\0');
    std::string_view const name("W\0o\0r\0k\0b\0o\0o\0k\0\0\0", 18);
    name.copy(folder.data(), name.size());
    folder[64] = 18;
    folder[66] = 2;
    put(folder, 116, 2);
    put(folder, 120, static_cast<std::uint32_t>(stream.size()));
    return header + fat + folder + stream;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2) return 0;
    [[maybe_unused]] auto const choice = data[0];
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    if (auto workbook = open_xls(text)) check_sheets(**workbook);
    // The beginning of a workbook with a sheet right behind it.
    std::string stream("\x09\x08\x10\0\0\x06\x05\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
    stream += std::string_view("\x85\0\x09\0\0\0\0\0\0\0\x01\0A", 13);
    stream += text.substr(0, 40'000);
    stream[24] = static_cast<char>(choice);
    auto const file = compound(stream);
    must(static_cast<bool>(read_ole(file)));
    if (auto workbook = open_xls(file)) check_sheets(**workbook);
    return 0;
}

// Any bytes as a DBF table.
#include "ingest/dbf.h"
#include "ingest/readers_for_fuzz.h"

namespace {

using namespace jutong;          // NOLINT(google-build-using-namespace): a test's main file
using namespace jutong::ingest;  // NOLINT(google-build-using-namespace)

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2) return 0;
    [[maybe_unused]] auto const choice = data[0];
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    auto table = open_dbf(std::make_unique<Bytes>(text, 1U + choice));
    if (table) check_rows(std::move(table->rows), table->columns.size());
    // With a header that is right, so that records are reached.
    std::string whole("\x03\x7E\x01\x01\xFF\xFF\xFF\x7F\x61\x00\x0C\x00", 12);
    whole.resize(32);
    for (auto i = 0; i < 2; ++i) {
        std::string field(32, '\0');
        field[0] = static_cast<char>('A' + i);
        field[11] = "CNFDLMIYTBGP0@O+"[(choice + i) % 16];
        field[16] = i == 0 ? 3 : 8;
        whole += field;
    }
    whole += '\r';
    whole += text;
    table = open_dbf(std::make_unique<Bytes>(whole, 1U + choice));
    must(static_cast<bool>(table));
    check_rows(std::move(table->rows), table->columns.size());
    return 0;
}

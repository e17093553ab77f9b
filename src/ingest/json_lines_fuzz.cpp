// Any bytes as JSON lines: every line or element is a row or a fault.
#include "ingest/json_lines.h"
#include "ingest/readers_for_fuzz.h"

namespace {

using namespace jutong;          // NOLINT(google-build-using-namespace): a test's main file
using namespace jutong::ingest;  // NOLINT(google-build-using-namespace)

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2) return 0;
    [[maybe_unused]] auto const choice = data[0];
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    static_cast<void>(is_json(text));
    auto table = JsonTable::open(std::make_unique<Bytes>(text, 1U + choice));
    must(static_cast<bool>(table) || table.error().reason == "ingest.file.columns");
    if (!table) return 0;
    (*table)->add_column("later");
    auto const columns = (*table)->columns().size();
    check_rows(std::move(*table), columns);
    return 0;
}

// Any bytes as kept rows: a file that was sent may begin as they do.
#include "ingest/kept_rows.h"
#include "ingest/readers_for_fuzz.h"

namespace {

using namespace jutong;          // NOLINT(google-build-using-namespace): a test's main file
using namespace jutong::ingest;  // NOLINT(google-build-using-namespace)

void check(std::string_view bytes, std::size_t piece) {
    auto opened = open_kept_rows(std::make_unique<Bytes>(bytes, piece), {});
    if (!opened) return;
    must(opened->layout.columns.size() == opened->layout.field_of_column.size());
    Record record;
    for (auto more = opened->records->next(record); more && *more;
         more = opened->records->next(record))
        must(record.text.size() <= bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2) return 0;
    auto const piece = 1U + data[0];
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    check(text, piece);
    check(std::string(kept_rows_magic) + std::string(text), piece);
    check(std::string(kept_rows_magic) + "text,\",\",\na,b\n,\n" + std::string(text), piece);
    return 0;
}

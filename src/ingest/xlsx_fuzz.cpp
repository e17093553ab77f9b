// Any bytes as the sheet of a workbook, and as its other parts.
#include <algorithm>

#include "ingest/readers_for_fuzz.h"
#include "ingest/workbook.h"

namespace {

using namespace jutong;          // NOLINT(google-build-using-namespace): a test's main file
using namespace jutong::ingest;  // NOLINT(google-build-using-namespace)

// An archive of parts that need no packing.
class Parts final : public Archive {
public:
    void add(std::string name, std::string content) {
        members_.push_back({contents_.size(), std::move(name), 0, 0, false});
        contents_.push_back(std::move(content));
    }
    std::vector<Member> const& members() const override { return members_; }
    Result<std::unique_ptr<ByteStream>> read(Member const& member) override {
        return std::make_unique<Bytes>(contents_[member.index], 4096);
    }

private:
    std::vector<Member> members_;
    std::vector<std::string> contents_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2) return 0;
    [[maybe_unused]] auto const choice = data[0];
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    constexpr std::string_view names[] = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels",
                                          "xl/sharedStrings.xml", "xl/styles.xml",
                                          "xl/worksheets/sheet1.xml"};
    std::string contents[] = {
        "<workbook><sheets><sheet name='A' id='r'/></sheets></workbook>",
        "<Relationships><Relationship Id='r' Target='worksheets/sheet1.xml'/></Relationships>",
        "<sst><si><t>a</t></si></sst>",
        "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>",
        "<worksheet/>"};
    auto const part = choice % 8U;  // sheets more often than the others
    contents[std::min(part, 4U)] = text;
    auto const archive = std::make_shared<Parts>();
    for (std::size_t i = 0; i < 5; ++i) archive->add(std::string(names[i]), contents[i]);
    if (auto workbook = open_xlsx(archive)) check_sheets(**workbook);
    return 0;
}

// DBF, JSON lines, and what unpacking may become.
#include <gtest/gtest.h>

#include "ingest/dbf.h"
#include "ingest/json_lines.h"
#include "ingest/open_records.h"

namespace jutong::ingest {
namespace {

class Bytes final : public ByteStream {
public:
    explicit Bytes(std::string text) : text_(std::move(text)) {}
    Result<std::size_t> read(std::span<char> out) override {
        auto const count = text_.copy(out.data(), std::min<std::size_t>(out.size(), 5), at_);
        at_ += count;
        return count;
    }

private:
    std::string text_;
    std::size_t at_ = 0;
};

using Lines = std::vector<std::pair<std::int64_t, std::vector<std::string>>>;

Lines lines_of(Table& table) {
    Lines lines;
    TableRow row;
    while (table.next(row).value()) {
        if (row.fault) row.cells = {"fault"};
        lines.emplace_back(row.number, row.cells);
    }
    return lines;
}

Lines json(std::string text) {
    auto const table = JsonTable::open(std::make_unique<Bytes>(std::move(text)));
    return lines_of(**table);
}

TEST(JsonTable, ReadsLinesAndArrays) {
    Lines const expected = {{1, {"1", "x"}}, {2, {"2", "y"}}};
    EXPECT_EQ(json("{\"a\":1,\"b\":\"x\"}\r\n{\"b\":\"y\",\"a\":2}"), expected);
    EXPECT_EQ(json(" [{\"a\":1,\"b\":\"x\"} ,\n {\"b\":\"y\",\n\"a\":2}]\n"), expected);
}

TEST(JsonTable, FlattensObjectsAndKeepsArraysAndDigits) {
    EXPECT_EQ(json("{\"a\":{\"b\":{\"c\":370102199003070817}},\"d\":[1,{\"e\":null}],\"f\":true,"
                   "\"g\":null,\"h\":3.0,\"i\":\"\\u5f20\"}"),
              (Lines{{1, {"370102199003070817", "[1,{\"e\":null}]", "true", "", "3", "张"}}}));
}

TEST(JsonTable, ALineThatIsNoObjectIsAFault) {
    for (auto const* const line : {"{\"a\":1", "[1]", "1", "\"x\"", "{\"a\":1}{\"a\":2}",
                                   "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "{\"a\":\"\xFF\"}"})
        EXPECT_EQ(json(std::string("{\"a\":0}\n") + line + "\n"),
                  (Lines{{1, {"0"}}, {2, {"fault"}}}))
            << line;
    EXPECT_EQ(json("{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}"),
              (Lines{{1, {"fault"}}}));
}

TEST(FormatOf, GoesByTheFirstBytes) {
    EXPECT_EQ(format_of("编号,姓名\n"), FileFormat::text);
    EXPECT_EQ(format_of("{\"a\":1}"), FileFormat::json);
    EXPECT_EQ(format_of("\n[ {"), FileFormat::json);
    EXPECT_EQ(format_of("{a},b\n"), FileFormat::text);
    EXPECT_EQ(format_of("PK\x03\x04"), FileFormat::zip);
    EXPECT_EQ(format_of("  <HTML>"), FileFormat::web_page);
    EXPECT_EQ(format_of(""), FileFormat::text);
}

TEST(CheckUnpacked, LetsOrdinaryFilesPass) {
    EXPECT_TRUE(check_unpacked(1, unpacked_freely_max));
    EXPECT_TRUE(check_unpacked(1 << 20U, (1LL << 20U) * unpacked_ratio_max));
    EXPECT_EQ(check_unpacked(1 << 20U, (1LL << 20U) * unpacked_ratio_max + 1).error().reason,
              "ingest.file.bomb");
    EXPECT_EQ(check_unpacked(unpacked_bytes_max, unpacked_bytes_max + 1).error().code,
              Code::limited);
}

TEST(Dbf, IsToldByItsHeader) {
    EXPECT_FALSE(is_dbf("\x03"));
    EXPECT_FALSE(
        is_dbf(std::string(64, '\x03')));  // day 3 of month 3, but records of 771 bytes: no
    EXPECT_FALSE(is_dbf("\x03编号,姓名\n1,张三\n2,李四\n3,王五\n4,赵六\n5,钱七\n6,孙八\n"));
}

TEST(Converter, ReadsAndWrites) {
    EXPECT_EQ(Converter::to_utf8(Encoding::gb18030).convert("\xD5\xC5\xC8\xFD"), "张三");
    EXPECT_EQ(Converter::from_utf8(Encoding::gb18030).convert("张三"), "\xD5\xC5\xC8\xFD");
    EXPECT_EQ(Converter::to_utf8(Encoding::gb18030).convert("a\xD5"), "a\xFF");
    EXPECT_EQ(Converter::to_utf8(Encoding::utf8).convert("张"), "张");
}

}  // namespace
}  // namespace jutong::ingest

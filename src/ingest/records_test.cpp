#include "ingest/records.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace jutong::ingest {
namespace {

// A text that arrives in pieces of any size.
class Pieces final : public ByteStream {
public:
    Pieces(std::string text, std::size_t piece) : text_(std::move(text)), piece_(piece) {}
    Result<std::size_t> read(std::span<char> out) override {
        auto const count = std::min({out.size(), piece_, text_.size() - at_});
        std::copy_n(text_.data() + at_, count, out.data());
        at_ += count;
        return count;
    }

private:
    std::string text_;
    std::size_t piece_;
    std::size_t at_ = 0;
};

using Records = std::vector<std::pair<std::string, std::optional<governance::RowFault>>>;

Records records_of(std::string const& text, std::size_t piece = 7, Format format = {}) {
    RecordSplitter splitter(std::make_unique<Pieces>(text, piece), format);
    Records out;
    std::string_view record;
    std::optional<governance::RowFault> damage;
    while (splitter.next(record, damage).value()) out.emplace_back(record, damage);
    EXPECT_EQ(splitter.bytes(), static_cast<std::int64_t>(text.size()));
    return out;
}

std::vector<std::string> cells_of(std::string_view record, char delimiter = ',') {
    Arena arena;
    std::vector<std::string_view> cells;
    split_cells(record, delimiter, cells, arena);
    return {cells.begin(), cells.end()};
}

TEST(RecordSplitter, CutsAtLineEndsOfEveryKind) {
    for (auto const piece : {1, 2, 3, 1000}) {
        auto const size = static_cast<std::size_t>(piece);
        EXPECT_EQ(records_of("a,b\r\nc\n\n\r\nd", size),
                  (Records{{"a,b", {}}, {"c", {}}, {"d", {}}}));
        EXPECT_EQ(records_of("a\rb\r", size, {',', '\r'}), (Records{{"a", {}}, {"b", {}}}));
    }
    EXPECT_TRUE(records_of("").empty());
}

TEST(RecordSplitter, KeepsLineEndsWithinQuotes) {
    for (auto const piece : {1, 2, 5, 1000})
        EXPECT_EQ(records_of("1,\"a\nb\"\"\n\",2\n\"x\"\n", static_cast<std::size_t>(piece)),
                  (Records{{"1,\"a\nb\"\"\n\",2", {}}, {"\"x\"", {}}}));
}

// Quotes far apart, over buffers that are refilled in between.
TEST(RecordSplitter, FindsQuotesAfterAnyNumberOfRecordsWithout) {
    for (std::size_t const piece : {3U, 64U, 100'000U}) {
        std::string text;
        Records expected;
        for (int i = 0; i < 400; ++i) {
            text += "1,plain\n2,plain\n\"a\nb\",3\n";
            expected.insert(expected.end(), {{"1,plain", {}}, {"2,plain", {}}, {"\"a\nb\",3", {}}});
        }
        EXPECT_EQ(records_of(text, piece), expected) << piece;
    }
}

TEST(RecordSplitter, AQuoteWithinAFieldIsAnOrdinaryCharacter) {
    EXPECT_EQ(records_of("5\" pipe,1\n6\"\" pipe,2\n"),
              (Records{{"5\" pipe,1", {}}, {"6\"\" pipe,2", {}}}));
}

TEST(RecordSplitter, AQuoteThatNeverClosesSpoilsOneLineOnly) {
    EXPECT_EQ(
        records_of("a\n1,\"open\n2,b\n3,c\n"),
        (Records{{"a", {}}, {"1,\"open", governance::RowFault::quote}, {"2,b", {}}, {"3,c", {}}}));
}

TEST(RecordSplitter, CutsOffARecordThatIsTooLong) {
    auto const records =
        records_of("a\n" + std::string(3 * record_bytes_max, 'x') + "\nb\n", 65'536);
    ASSERT_EQ(records.size(), 3U);
    EXPECT_EQ(records[1].second, governance::RowFault::length);
    EXPECT_LT(records[1].first.size(), record_bytes_max);
    EXPECT_EQ(records[2].first, "b");
}

TEST(SplitCells, UnquotesAndKeepsEmptyCells) {
    EXPECT_EQ(cells_of("a,,b,"), (std::vector<std::string>{"a", "", "b", ""}));
    EXPECT_EQ(cells_of(""), (std::vector<std::string>{""}));
    EXPECT_EQ(cells_of(R"("a,b","say ""hi""",c)"),
              (std::vector<std::string>{"a,b", "say \"hi\"", "c"}));
    EXPECT_EQ(cells_of(R"("a"x,b)"), (std::vector<std::string>{"ax", "b"}));
    EXPECT_EQ(cells_of("\"\"", '\t'), (std::vector<std::string>{""}));
}

TEST(SplitCells, ReadsWhatAppendCellWrites) {
    std::vector<std::string> const cells = {"plain",      "with,comma", "with \"quotes\"",
                                            "two\nlines", "",           "tab\t"};
    std::string record;
    for (auto const& cell : cells) {
        if (!record.empty()) record += ',';
        append_cell(record, cell, ',');
    }
    EXPECT_EQ(cells_of(record), cells);
}

}  // namespace
}  // namespace jutong::ingest

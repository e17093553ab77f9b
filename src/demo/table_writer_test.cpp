#include "demo/table_writer.h"

#include <fstream>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace jutong::demo {
namespace {

class TableWriterTest : public testing::Test {
protected:
    void TearDown() override { std::filesystem::remove(path_); }

    std::string written(Format format, std::vector<std::vector<std::string>> const& rows) {
        TableWriter writer(path_, format);
        for (auto const& row : rows) writer.write(row);
        EXPECT_TRUE(writer.close());
        std::ifstream in(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / ("jutong-table-" + std::to_string(getpid()));
};

TEST_F(TableWriterTest, QuotesWhatNeedsIt) {
    EXPECT_EQ(written({}, {{"a", "b,c", "d\"e", "f\ng", ""}}), "a,\"b,c\",\"d\"\"e\",\"f\ng\",\n");
    EXPECT_EQ(written({.delimiter = '|'}, {{"a,b", "c|d"}}), "a,b|\"c|d\"\n");
}

TEST_F(TableWriterTest, Encodes) {
    EXPECT_EQ(written({.encoding = Encoding::utf8_with_mark}, {{"张"}}),
              "\xEF\xBB\xBF\xE5\xBC\xA0\n");
    EXPECT_EQ(written({.encoding = Encoding::gb18030}, {{"张"}}), "\xD5\xC5\n");
    EXPECT_EQ(written({.encoding = Encoding::gb18030}, {{"㛃"}}), "\x82\x30\xB7\x31\n");
    EXPECT_EQ(written({.encoding = Encoding::utf16le_with_mark}, {{"张"}}),
              std::string("\xFF\xFE\x20\x5F\x0A\x00", 6));
    // Beyond the basic plane: a pair of surrogates.
    EXPECT_EQ(written({.encoding = Encoding::utf16le_with_mark}, {{"𬱖"}}),
              std::string("\xFF\xFE\x73\xD8\x56\xDC\x0A\x00", 8));
}

TEST_F(TableWriterTest, KeepsTheFirstFailureForTheEnd) {
    TableWriter writer("/nowhere/at/all.csv", {});
    EXPECT_TRUE(writer.failed());
    writer.write(std::vector<std::string>{"a"});
    auto const closed = writer.close();
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().reason, "demo.write");
}

}  // namespace
}  // namespace jutong::demo

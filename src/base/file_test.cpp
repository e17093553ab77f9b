#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/clock.h"

namespace jutong {
namespace {

class FileTest : public testing::Test {
protected:
    fs::path const folder_ = fs::path(testing::TempDir()) / "jutong_file_test";
    void SetUp() override { fs::remove_all(folder_); }
    void TearDown() override { fs::remove_all(folder_); }
};

TEST_F(FileTest, WritesWholeFilesForTheOwnerOnly) {
    ASSERT_TRUE(write_file(folder_ / "a" / "b.txt", "聚通"));
    EXPECT_EQ(read_file(folder_ / "a" / "b.txt").value(), "聚通");
    EXPECT_EQ(fs::status(folder_ / "a").permissions(), fs::perms::owner_all);
    EXPECT_FALSE(fs::exists(folder_ / "a" / "b.txt.part"));
}

TEST_F(FileTest, SaysWhatIsWrong) {
    EXPECT_EQ(read_file(folder_ / "none").error().reason, "file.missing");
    ASSERT_TRUE(write_file(folder_ / "large", std::string(100, 'x')));
    EXPECT_EQ(read_file(folder_ / "large", 99).error().reason, "file.too_large");
}

TEST_F(FileTest, GivesASecretOnlyFromAPrivateFile) {
    auto const path = folder_ / "secret";
    ASSERT_TRUE(write_file(path, " a b \r\n\n"));
    EXPECT_EQ(read_secret(path).value(), " a b ");
    for (mode_t const mode : {0640U, 0604U, 0620U, 0601U}) {
        ASSERT_EQ(::chmod(path.c_str(), mode), 0);
        auto const refused = read_secret(path);
        ASSERT_FALSE(refused) << mode;
        EXPECT_EQ(refused.error().reason, "file.secret");
        EXPECT_NE(refused.error().message.find("chmod 600"), std::string::npos);
        EXPECT_EQ(refused.error().message.find("a b"), std::string::npos);
    }
    ASSERT_TRUE(write_file(path, std::string(4096, 'x')));
    EXPECT_EQ(read_secret(path).value().size(), 4096U);
    ASSERT_TRUE(write_file(path, std::string(4097, 'x')));
    EXPECT_EQ(read_secret(path).error().reason, "file.secret");
    auto const pipe = folder_ / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    for (fs::path const& none : {folder_ / "none", folder_, pipe, fs::path("/dev/zero")})
        EXPECT_EQ(read_secret(none).error().reason, "file.secret") << none;
}

TEST_F(FileTest, LocksOutASecondWriterAndNamesTheFirst) {
    auto const path = folder_ / "lock";
    {
        auto const first = FileLock::take(path);
        ASSERT_TRUE(first);
        auto const second = FileLock::take(path);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().reason, "data.locked");
        EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos);
        EXPECT_EQ(FileLock::holder(path), ::getpid());
    }
    EXPECT_FALSE(FileLock::holder(path));
    EXPECT_TRUE(FileLock::take(path));
}

TEST(File, IsHandedOverInPieces) {
    auto const folder = fs::path(testing::TempDir()) / "jutong_pieces_test";
    std::string const content(3'000'000, 'x');
    ASSERT_TRUE(write_file(folder / "large", content));
    std::string read;
    auto const take = [&](std::string_view piece) -> Done {
        read += piece;
        return {};
    };
    ASSERT_TRUE(read_pieces(folder / "large", take));
    EXPECT_EQ(read, content);
    EXPECT_EQ(read_pieces(folder / "none", take).error().reason, "file.read");
    EXPECT_EQ(read_pieces(folder, take).error().reason, "file.read");  // opens, but cannot be read
    auto const refuse = [](std::string_view) -> Done { return fail(Code::limited, "x", "x"); };
    EXPECT_EQ(read_pieces(folder / "large", refuse).error().code, Code::limited);
    fs::remove_all(folder);
}

TEST(Clock, PrintsInstants) {
    EXPECT_EQ(iso_time(0), "1970-01-01T00:00:00Z");
    EXPECT_EQ(iso_time(-1), "1969-12-31T23:59:59Z");
    EXPECT_EQ(iso_time(1'795'417'011'000'000), "2026-11-23T06:56:51Z");
}

}  // namespace
}  // namespace jutong

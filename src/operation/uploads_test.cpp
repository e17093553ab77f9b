#include "operation/uploads.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/sha256.h"

namespace jutong::operation {
namespace {

class UploadsTest : public testing::Test {
protected:
    fs::path const data_ =
        fs::path(testing::TempDir()) / fmt::format("jutong_uploads.{}", ::getpid());
    Uploads uploads_{data_};
    void TearDown() override { fs::remove_all(data_); }
};

TEST_F(UploadsTest, GoesOnWhereItWasCutOff) {
    auto const begun = uploads_.begin("名单.csv", 6, crypto::sha256_hex("abcdef"));
    ASSERT_TRUE(begun) << begun.error().message;
    ASSERT_TRUE(uploads_.add(begun->id, 0, "abc"));
    Uploads after_a_restart(data_);
    auto const known = after_a_restart.find(begun->id);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->received, 3);
    EXPECT_FALSE(known->complete());
    auto const wrong = after_a_restart.add(begun->id, 2, "cdef");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().reason, "upload.offset");
    auto const whole = after_a_restart.add(begun->id, 3, "def");
    ASSERT_TRUE(whole) << whole.error().message;
    EXPECT_TRUE(whole->complete());
    EXPECT_EQ(read_file(whole->file).value(), "abcdef");
    EXPECT_EQ(whole->file.filename(), "名单.csv");
}

TEST_F(UploadsTest, ForgetsWhatIsNotWhatWasAnnounced) {
    auto const begun = uploads_.begin("a.csv", 3, crypto::sha256_hex("abc"));
    ASSERT_TRUE(begun);
    EXPECT_EQ(uploads_.add(begun->id, 0, "abcd").error().reason, "upload.bytes");
    EXPECT_EQ(uploads_.add(begun->id, 0, "abd").error().reason, "upload.sha256");
    EXPECT_EQ(uploads_.find(begun->id).error().reason, "upload.unknown");
}

TEST_F(UploadsTest, TakesOnlyNamesOfFilesAndSizesThatFit) {
    for (auto const* const name : {"", "../x", "a/b", "a\\b", ".hidden", "a\nb", "\xff"})
        EXPECT_EQ(uploads_.begin(name, 1, "").error().reason, "upload.name") << name;
    EXPECT_EQ(uploads_.begin("a", 0, "").error().reason, "upload.bytes");
    EXPECT_EQ(uploads_.begin("a", upload_bytes_max + 1, "").error().reason, "upload.bytes");
    for (auto const* const id : {"", "..", "../../etc", "0123"})
        EXPECT_EQ(uploads_.find(id).error().reason, "upload.unknown") << id;
}

}  // namespace
}  // namespace jutong::operation

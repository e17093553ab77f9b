#include "pack/document.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace jutong::pack {
namespace {

class PackTest : public testing::Test {
protected:
    fs::path const folder_ = fs::path(testing::TempDir()) / "jutong_pack_test";
    void SetUp() override { fs::remove_all(folder_); }
    void TearDown() override { fs::remove_all(folder_); }

    void file(std::string const& name, std::string const& content) {
        ASSERT_TRUE(write_file(folder_ / name, content));
    }
    Problems problems_;
};

TEST_F(PackTest, ReadsDocumentsRequiredPacksFirst) {
    file("a/pack.yaml", "pack: a\ntitle: 甲\nversion: 1\nrequires: [b]\n");
    file("b/pack.yaml", "pack: b\ntitle: 乙\nversion: 1\n");
    file("b/sub/x.yaml", "codes: x\ntitle: 一\n---\ncodes: y\n");
    auto const packs = read_packs(folder_, problems_).value();
    EXPECT_TRUE(problems_.empty());
    ASSERT_EQ(packs.size(), 2U);
    EXPECT_EQ(packs[0].name, "b");
    ASSERT_EQ(packs[0].documents.size(), 2U);
    EXPECT_EQ(packs[0].documents[1].name, "y");
}

TEST_F(PackTest, NamesFileAndLineOfMalformedYaml) {
    file("a/pack.yaml", "pack: a\ntitle: 甲\nversion: 1\n");
    file("a/bad.yaml", "resource: x\nfields:\n  - {name: a\n");
    ASSERT_TRUE(read_packs(folder_, problems_));
    ASSERT_EQ(problems_.size(), 1U);
    EXPECT_EQ(problems_[0].reason, "pack.yaml");
    EXPECT_EQ(problems_[0].place.file, "a/bad.yaml");
    EXPECT_GE(problems_[0].place.line, 3);
    EXPECT_FALSE(problems_[0].remedy.empty());
}

// Found by fuzzing: yaml-cpp never comes to the end of these.
TEST_F(PackTest, RefusesStrayTokensThatBeginDocumentsWithoutEnd) {
    for (auto const* const text : {",", "a: 1\n,", "]", "a: 1\n}\n"}) {
        problems_.clear();
        file("a/pack.yaml", "pack: a\ntitle: 甲\nversion: 1\n");
        file("a/bad.yaml", text);
        ASSERT_TRUE(read_packs(folder_, problems_));
        ASSERT_FALSE(problems_.empty()) << text;
        EXPECT_EQ(problems_[0].reason, "pack.yaml") << text;
    }
}

TEST_F(PackTest, SaysThatThereIsNoPack) {
    EXPECT_EQ(read_packs(folder_, problems_).error().reason, "pack.missing");
}

TEST_F(PackTest, ReaderNotesMissingUnknownAndWrong) {
    file("a/pack.yaml", "pack: a\ntitle: 甲\nversion: 1\n");
    file("a/x.yaml", "thing: x\ncount: many\nflag: maybe\nkind: odd\nextra: 1\n");
    auto const packs = read_packs(folder_, problems_).value();
    Reader reader(packs[0].documents[0].node, problems_);
    EXPECT_EQ(reader.required_text("thing"), "x");
    EXPECT_EQ(reader.required_text("title"), "");
    EXPECT_EQ(reader.number("count"), std::nullopt);
    reader.flag("flag", false);
    EXPECT_EQ(reader.word("kind", {"base", "theme"}, "base"), "base");
    reader.finish();
    std::vector<std::string> reasons;
    for (auto const& p : problems_) reasons.push_back(p.reason);
    EXPECT_EQ(reasons,
              (std::vector<std::string>{"pack.missing_key", "pack.not_a_number", "pack.not_a_flag",
                                        "pack.unknown_word", "pack.unknown_key"}));
    EXPECT_EQ(problems_.back().place.line, 5);
}

}  // namespace
}  // namespace jutong::pack

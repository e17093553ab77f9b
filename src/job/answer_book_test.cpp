#include "job/answer_book.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

namespace jutong::job {
namespace {

class AnswerBookTest : public testing::Test {
protected:
    AnswerBookTest()
        : folder_(std::filesystem::temp_directory_path() /
                  ("jutong-answers." + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
        store_ = store::Store::open((folder_ / "store.sqlite").string()).value();
    }
    ~AnswerBookTest() override { std::filesystem::remove_all(folder_); }

    void say(std::string const& number, std::string const& answer, std::string const& was,
             std::string const& at, std::string const& reason = "同户") {
        ASSERT_TRUE(keep_answers(
            *store_, {{"person", "psb.household", 7, number, answer, reason, "clerk", was, at}}));
    }
    std::vector<BookedAnswer> book() { return answers_in(*store_, "person").value(); }

    std::filesystem::path folder_;
    std::unique_ptr<store::Store> store_;
};

TEST_F(AnswerBookTest, KeepsTheLastWordAndWhatItWasFirst) {
    say("370102199003070817", "reject", "linked", "2026-11-24T08:00:00Z");
    say("370102199003070817", "accept", "review", "2026-11-24T08:00:01Z");
    say("370102199003070825", "unsure", "review", "2026-11-24T08:00:02Z");
    auto const found = book();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].answer, "accept");
    EXPECT_EQ(found[0].was, "linked");
    EXPECT_EQ(found[1].answer, "unsure");
    EXPECT_EQ(count_answers(*store_, "person").value(), 3);
    EXPECT_TRUE(answers_in(*store_, "legal_entity").value().empty());
}

TEST_F(AnswerBookTest, KeepsTheSameWordOfOneTimeOnce) {
    for (int i = 0; i < 2; ++i)
        say("370102199003070817", "reject", "linked", "2026-11-24T08:00:00Z");
    EXPECT_EQ(count_answers(*store_, "person").value(), 1);
}

TEST_F(AnswerBookTest, ErasesNumbersAndReasonsThatMentionOne) {
    say("370102199003070817", "reject", "linked", "2026-11-24T08:00:00Z");
    say("370102199003070825", "accept", "review", "2026-11-24T08:00:01Z",
        "不是 370102 19900307 0817");
    say("370102199003070833", "accept", "review", "2026-11-24T08:00:02Z");
    ingest::Mentions mentions;
    mentions.add("370102199003070817");
    ASSERT_TRUE(erase_answers(*store_, mentions));
    auto const found = book();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].reason, "erased");
    EXPECT_EQ(found[1].reason, "同户");
}

}  // namespace
}  // namespace jutong::job

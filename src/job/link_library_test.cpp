// Linkage inside libraries on a small demo province, held against the truth beside it; and what
// people's answers do to it.
#include "job/link_library.h"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "fusion/survive.h"
#include "job/answer_book.h"
#include "job/demo_for_tests.h"
#include "job/link_answers.h"

namespace jutong::job {
namespace {

class LinkLibraryTest : public DemoProvinceTest {
protected:
    static void SetUpTestSuite() { set_up("link_library", 3'000, 750, 11); }

    static std::vector<fusion::FusionResult> fuse(bool full = false) {
        auto const done = fuse_libraries(*workplace_, 100, {}, full, silent_);
        EXPECT_TRUE(done) << done.error().message;
        return done.value_or(std::vector<fusion::FusionResult>());
    }
    static std::vector<LinkQuestion> questions(fusion::Likeness state) {
        QuestionsAsked asked;
        asked.state = state;
        asked.limit = questions_max;
        auto const found = questions_of(*workplace_, "person", asked);
        EXPECT_TRUE(found) << found.error().message;
        return found.value_or(std::vector<LinkQuestion>());
    }
    static AnswerGiven said(LinkQuestion const& question, LinkAnswer answer) {
        return {"person", question.resource, question.number, question.row_key,
                answer,   "同一户口簿",      "clerk"};
    }
    static std::int64_t links_of(LinkQuestion const& question) {
        return ask(fmt::format(
            "SELECT count(*) AS n FROM meta.likeness_person WHERE resource = '{}' AND row_key = {} "
            "AND number = '{}' AND state = 'linked'",
            question.resource, question.row_key, question.number));
    }
};

TEST_F(LinkLibraryTest, LinksRowsToTheirSubjects) {
    for (auto const& [library, kind] :
         {std::pair{"person", "person"}, {"legal_entity", "organization"}}) {
        auto const linked = fmt::format(
            "FROM meta.likeness_{} k JOIN {} t ON t.resource = k.resource AND t.\"row\" = "
            "k.\"row\" WHERE k.state = 'linked'",
            library, truth(kind));
        auto const all = ask("SELECT count(*) AS n " + linked);
        EXPECT_GT(all, 50) << library;
        EXPECT_LE(ask("SELECT count(*) AS n " + linked + " AND t.subject <> k.number"), all / 200)
            << library;
        EXPECT_GT(all * 10, 8 * ask(fmt::format("SELECT asked AS n FROM meta.linkage WHERE library "
                                                "= '{}' ORDER BY linked_at DESC LIMIT 1",
                                                library)))
            << library;
    }
    EXPECT_GT(ask("SELECT count(*) AS n FROM origin.person WHERE rule LIKE '%+linked'"), 0);
}

TEST_F(LinkLibraryTest, IsNotDoneAgainWhereNothingChanged) {
    auto const before = ask("SELECT count(*) AS n FROM meta.linkage");
    for (auto const& fused : fuse()) EXPECT_TRUE(fused.skipped) << fused.library;
    EXPECT_EQ(ask("SELECT count(*) AS n FROM meta.linkage"), before);
    for (auto const& fused : fuse(true))
        EXPECT_EQ(fused.added + fused.changed + fused.ended, 0) << fused.library;
}

TEST_F(LinkLibraryTest, TakesALinkApartForGood) {
    // A row that also feeds a theme library.
    auto const all = questions(fusion::Likeness::linked);
    auto const found = std::ranges::find(all, "health.record", &LinkQuestion::resource);
    ASSERT_NE(found, all.end());
    auto const here = [&](std::string const& library) {
        return ask(fmt::format(
            "SELECT count(*) AS n FROM meta.link_{} k JOIN meta.load l ON l.load = {} WHERE "
            "l.resource = 'health.record' AND {} = {}",
            library, fusion::load_sql("k.origin"), fusion::row_sql("k.origin"), found->row));
    };
    ASSERT_EQ(here("person"), 1);
    ASSERT_EQ(here("health_care"), 1);
    ASSERT_TRUE(answer_question(*workplace_, said(*found, LinkAnswer::reject)));
    fuse();
    EXPECT_EQ(here("person"), 0);
    EXPECT_EQ(here("health_care"), 0);
    EXPECT_EQ(links_of(*found), 0);
    fuse(true);
    EXPECT_EQ(links_of(*found), 0);
    ASSERT_TRUE(answer_question(*workplace_, said(*found, LinkAnswer::accept)));
    fuse();
    EXPECT_EQ(here("person"), 1);
    EXPECT_EQ(here("health_care"), 1);
    auto const merit = merit_of(*workplace_, "person");
    ASSERT_TRUE(merit);
    EXPECT_EQ(merit->precision.seen, 1);  // it was a link when it was answered first
    EXPECT_EQ(merit->precision.of, 1);
}

TEST_F(LinkLibraryTest, LinksWhatAPersonAccepts) {
    auto const open = questions(fusion::Likeness::review);
    ASSERT_FALSE(open.empty());
    auto const& question = open.front();
    EXPECT_FALSE(question.fields.empty());
    double sum = question.prior - question.explained;
    for (auto const& field : question.fields) sum += field.bits;
    EXPECT_NEAR(sum, question.weight, 0.1);
    auto answer = said(question, LinkAnswer::accept);
    answer.reason = " ";
    EXPECT_EQ(answer_question(*workplace_, answer).error().reason, "fuse.answer");
    answer.reason = "电话核实";
    answer.row_key = 1;
    EXPECT_EQ(answer_question(*workplace_, answer).error().reason, "fuse.question");
    answer.row_key = question.row_key;
    ASSERT_TRUE(answer_question(*workplace_, answer));
    fuse();
    EXPECT_EQ(links_of(question), 1);
    fuse(true);
    EXPECT_EQ(links_of(question), 1);
    EXPECT_EQ(ask("SELECT count(*) AS n FROM meta.likeness_person WHERE decided_by = 'person'"),
              std::ranges::count(answers_in(workplace_->store(), "person").value(), "accept",
                                 &BookedAnswer::answer));
    auto const merit = merit_of(*workplace_, "person");
    ASSERT_TRUE(merit);
    EXPECT_EQ(merit->review_right.seen, 1);
    EXPECT_GT(merit->review_right.low(), 0.2);
    EXPECT_EQ(merit->review_right.high(), 1);
}

TEST_F(LinkLibraryTest, KeepsLinksThatMemoryDoesNotReachFor) {
    class Notes final : public Progress {
    public:
        void note(std::string_view line) override { lines.emplace_back(line); }
        std::vector<std::string> lines;
    } notes;
    auto const before = ask("SELECT count(*) AS n FROM meta.likeness_person");
    fusion::FusionOptions options;
    options.full = true;
    options.memory_bytes_max = 1U << 20U;
    auto const& library = *workplace_->catalog().find_library("person");
    ASSERT_TRUE(fuse_library(*workplace_, library, 101, options, notes));
    ASSERT_EQ(notes.lines.size(), 1U);
    EXPECT_NE(notes.lines.front().find("too many rows"), std::string::npos);
    EXPECT_EQ(ask("SELECT count(*) AS n FROM meta.likeness_person"), before);
}

TEST_F(LinkLibraryTest, RefusesWhatIsNoLinkedLibrary) {
    EXPECT_EQ(questions_of(*workplace_, "nobody", {}).error().reason, "catalog.unknown_library");
    EXPECT_EQ(questions_of(*workplace_, "geography", {}).error().reason, "fuse.not_linked");
}

TEST(SeenShare, HasWilsonsInterval) {
    SeenShare const half{50, 100};  // known answer: .4038 to .5962
    EXPECT_NEAR(half.low(), 0.4038, 1e-4);
    EXPECT_NEAR(half.high(), 0.5962, 1e-4);
    EXPECT_EQ(SeenShare().low(), 0);
    EXPECT_EQ(SeenShare().high(), 1);
}

}  // namespace
}  // namespace jutong::job

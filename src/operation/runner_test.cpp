#include "operation/site_for_tests.h"

namespace jutong::operation {
namespace {

class RunnerTest : public SiteTest {};

RunRequest apply() {
    RunRequest request;
    request.command = "apply";
    return request;
}

TEST_F(RunnerTest, KeepsItsQueueOverARestart) {
    auto const asked = runner_->request(apply(), "officer@drc");
    ASSERT_TRUE(asked) << asked.error().message;
    runner_.reset();
    start();
    auto const view = runner_->find(asked->run.id);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->run.state, "queued");
    EXPECT_EQ(view->actor, "officer@drc");
    EXPECT_EQ(view->request, apply());
    EXPECT_EQ(end_of(asked->run.id), "done");
}

TEST_F(RunnerTest, GivesTheSameRunForTheSameKey) {
    auto const first = runner_->request(apply(), "officer@drc", "key-1");
    auto const again = runner_->request(apply(), "officer@drc", "key-1");
    ASSERT_TRUE(first && again);
    EXPECT_EQ(first->run.id, again->run.id);
    EXPECT_EQ(runs().size(), 1U);
}

TEST_F(RunnerTest, RefusesToDoTheSameTwiceAtOnce) {
    ASSERT_TRUE(runner_->request(apply(), "officer@drc"));
    auto const again = runner_->request(apply(), "other@drc");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().reason, "run.already");
}

TEST_F(RunnerTest, CancelsARunThatWaits) {
    auto const asked = runner_->request(apply(), "officer@drc");
    ASSERT_TRUE(asked);
    auto const cancelled = runner_->cancel(asked->run.id);
    ASSERT_TRUE(cancelled) << cancelled.error().message;
    EXPECT_EQ(cancelled->run.state, "cancelled");
    EXPECT_EQ(runner_->waiting(), 0);
    auto const again = runner_->cancel(asked->run.id);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().reason, "run.ended");
    auto const resumed = runner_->resume(asked->run.id, "officer@drc");
    ASSERT_TRUE(resumed) << resumed.error().message;
    EXPECT_NE(resumed->run.id, asked->run.id);
}

TEST_F(RunnerTest, RefusesWhatCannotBeDone) {
    RunRequest request;
    request.command = "ingest";
    request.resource = "psb.household";
    EXPECT_EQ(runner_->request(request, "").error().reason, "run.source");
    request.from = "/etc";
    EXPECT_EQ(runner_->request(request, "").error().reason, "run.folder");
    request.command = "backup";
    request.from = "";
    request.to = "../x";
    EXPECT_EQ(runner_->request(request, "").error().reason, "run.folder");
    EXPECT_EQ(runner_->find(99).error().reason, "run.unknown");
    EXPECT_TRUE(runs().empty());
}

}  // namespace
}  // namespace jutong::operation

// A data directory with the small packs, a clock that stands still, and a runner whose runs wait as
// long as somebody else writes. For the tests of this module.
#pragma once

#include <atomic>
#include <future>
#include <optional>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "operation/runner.h"

namespace jutong::operation {

class StandingClock final : public Clock {
public:
    Instant now() const override { return now_; }
    void pass(Instant time) { now_ += time; }

private:
    std::atomic<Instant> now_ = 1'772'323'200'000'000;  // 2026-03-01T00:00:00Z
};

class SiteTest : public testing::Test {
protected:
    void SetUp() override {
        auto const* const test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = fs::path(testing::TempDir()) /
                  fmt::format("jutong_operation.{}.{}", ::getpid(), test->name());
        settings_.data = folder_ / "data";
        settings_.packs = fs::path(JUTONG_SOURCE_DIR) / "test" / "packs";
        {
            auto const made = job::Workplace::open(settings_, job::Access::write, clock_);
            ASSERT_TRUE(made) << made.error().message;
            ASSERT_TRUE(job::apply_packs(**made));
        }
        lock();
        start();
    }
    void TearDown() override {
        runner_.reset();
        writer_.reset();
        fs::remove_all(folder_);
    }

    void lock() {
        auto taken = FileLock::take(job::lock_of(settings_.data));
        ASSERT_TRUE(taken) << taken.error().message;
        writer_.emplace(std::move(*taken));
    }
    void start() {
        auto started = Runner::start({settings_, {}}, clock_);
        ASSERT_TRUE(started) << started.error().message;
        runner_ = std::move(*started);
    }
    // Lets runs begin, and waits for the end of one.
    std::string end_of(std::int64_t run) {
        std::promise<void> ended;
        std::atomic<bool> is_told = false;
        auto const listener = runner_->listen([&](RunEvent const& event) {
            if (event.run == run && event.is_last && !is_told.exchange(true)) ended.set_value();
        });
        writer_.reset();
        auto const in_time = ended.get_future().wait_for(std::chrono::seconds(60));
        runner_->forget(listener);
        EXPECT_EQ(in_time, std::future_status::ready);
        auto const view = runner_->find(run);
        return view ? view->run.state : view.error().reason;
    }
    std::shared_ptr<job::Workplace> reading() {
        auto opened = job::Workplace::open(settings_, job::Access::read, clock_);
        EXPECT_TRUE(opened) << opened.error().message;
        return std::shared_ptr<job::Workplace>(std::move(*opened));
    }
    std::vector<RunView> runs() { return runner_->list(0, 100, "", "").value(); }

    fs::path folder_;
    job::Settings settings_;
    StandingClock clock_;
    std::optional<FileLock> writer_;
    std::unique_ptr<Runner> runner_;
};

}  // namespace jutong::operation

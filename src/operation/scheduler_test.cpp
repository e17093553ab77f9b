#include "operation/scheduler.h"

#include "operation/alerts.h"
#include "operation/site_for_tests.h"

namespace jutong::operation {
namespace {

constexpr Instant a_day = 86'400'000'000;

class SchedulerTest : public SiteTest {
protected:
    std::unique_ptr<Scheduler> scheduler(Scheduler::Options options) {
        auto opened =
            Scheduler::open(std::move(options), [this] { return reading(); }, *runner_, clock_);
        EXPECT_TRUE(opened) << opened.error().message;
        return std::move(*opened);
    }
    fs::path inbox() const { return inbox_of(settings_.data); }
};

TEST_F(SchedulerTest, TakesInWhatStandsStillOnce) {
    ASSERT_TRUE(write_file(inbox() / "psb.household.csv", "编号,姓名\n"));
    ASSERT_TRUE(write_file(inbox() / "big.csv.part", "编"));
    auto first = scheduler({{inbox()}, 0, 7, {}});
    ASSERT_TRUE(first->look());
    EXPECT_TRUE(runs().empty());  // it may still grow
    ASSERT_TRUE(write_file(inbox() / "psb.household.csv", "编号,姓名\n1,张三\n"));
    ASSERT_TRUE(first->look());
    EXPECT_TRUE(runs().empty());
    ASSERT_TRUE(first->look());
    ASSERT_EQ(runs().size(), 1U);
    EXPECT_EQ(runs()[0].request.command, "main");
    EXPECT_EQ(runs()[0].actor, schedule_actor);
    end_of(runs()[0].run.id);
    auto later = scheduler({{inbox()}, 0, 7, {}});  // after a restart
    ASSERT_TRUE(later->look());
    ASSERT_TRUE(later->look());
    EXPECT_EQ(runs().size(), 1U);
}

TEST_F(SchedulerTest, FetchesOnceForHoweverManyWereMissed) {
    auto const from = [](catalog::Resource const& resource) {
        return resource.name == "psb.household" ? std::string("hr") : std::string();
    };
    auto const fetching = scheduler({{}, 0, 7, from});
    // There is no connection: the runner refuses, and says so.
    auto const refused = fetching->look();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, "run.source");
    runner_.reset();
    auto started = Runner::start({settings_, {}, [](auto const&) { return true; }}, clock_);
    ASSERT_TRUE(started);
    runner_ = std::move(*started);
    auto const again = scheduler({{}, 0, 7, from});
    ASSERT_TRUE(again->look());
    ASSERT_TRUE(again->look());
    ASSERT_EQ(runs().size(), 1U);
    EXPECT_EQ(runs()[0].request.resource, "psb.household");
    ASSERT_TRUE(runner_->cancel(runs()[0].run.id));
    clock_.pass(a_day);
    ASSERT_TRUE(again->look());
    EXPECT_EQ(runs().size(), 1U);  // not due before its cycle is over
    clock_.pass(30 * a_day);
    ASSERT_TRUE(again->look());
    ASSERT_TRUE(again->look());
    EXPECT_EQ(runs().size(), 2U);
}

TEST_F(SchedulerTest, KeepsTheLastBackups) {
    auto const backups = backups_of(settings_.data);
    auto const backing_up = scheduler({{}, 1, 2, {}});
    for (int day = 0; day < 4; ++day) {
        ASSERT_TRUE(backing_up->look());
        auto const last = runs().front();
        EXPECT_EQ(last.request.command, "backup");
        EXPECT_EQ(end_of(last.run.id), "done");
        lock();
        ASSERT_TRUE(backing_up->look());
        EXPECT_EQ(runs().size(), static_cast<std::size_t>(day) + 1);
        clock_.pass(a_day);
    }
    EXPECT_FALSE(fs::exists(backups / "2026-03-02"));
    EXPECT_TRUE(fs::exists(backups / "2026-03-03"));
    EXPECT_TRUE(fs::exists(backups / "2026-03-04"));
}

class Note final : public Messenger {
public:
    std::string channel() const override { return "note"; }
    Done send(job::Alert const& alert) override {
        ++tries;
        if (!works) return fail(Code::unavailable, "alert.message", "Nobody listens");
        sent.push_back(alert.id);
        return {};
    }
    bool works = true;
    int tries = 0;
    std::vector<std::string> sent;
};

TEST_F(SchedulerTest, TellsAnAlertOnceAndTriesAgainWhereItCannot) {
    auto note = std::make_unique<Note>();
    auto& told = *note;
    std::vector<std::unique_ptr<Messenger>> messengers;
    messengers.push_back(std::move(note));
    auto const workplace = reading();
    auto& store = workplace->store();
    Need need;
    need.id = "disk";
    need.title = "磁盘只剩 3%";
    auto const look = [&](std::vector<Need> const& needs) {
        ASSERT_TRUE(look_after_alerts(store, needs, messengers, clock_));
    };
    told.works = false;
    look({need});
    look({need});
    EXPECT_EQ(told.tries, 1);  // not at once again
    told.works = true;
    clock_.pass(61'000'000);
    look({need});
    look({need});
    EXPECT_EQ(told.sent, std::vector<std::string>{"disk"});
    EXPECT_EQ(job::alerts_in(store)->at(0).since, "2026-03-01T00:00:00Z");
    look({});
    EXPECT_TRUE(job::alerts_in(store)->empty());
    look({need});
    EXPECT_EQ(told.sent.size(), 2U);  // it came back
}

TEST(MailText, HasNoLineOfItsOwnFromATitle) {
    MessengerOptions options;
    options.from = "a@b.cn";
    options.to = {"c@d.cn"};
    job::Alert alert;
    alert.title = "x\r\nBcc: all@d.cn";
    EXPECT_EQ(mail_text(options, alert, "now").find("Bcc"), std::string::npos);
}

}  // namespace
}  // namespace jutong::operation

#include "lake/lake.h"

#include <fstream>
#include <future>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/retry.h"
#include "lake/deadline.h"
#include "lake/lake_for_tests.h"
#include "lake/merge.h"

namespace jutong::lake {
namespace {

// Numbers 0 … rows-1 as key and text, cut into batches for any number of threads.
class Counting final : public Feed {
public:
    Counting(std::int64_t rows, std::string prefix, std::int64_t fails_at = -1)
        : rows_(rows), prefix_(std::move(prefix)), fails_at_(fails_at) {}
    std::vector<Column> columns() const override {
        return {{"key", Type::integer},
                {"name", Type::text},
                {"capital", Type::money},
                {"tags", Type::texts}};
    }
    std::unique_ptr<Cursor> cursor() override;

    std::int64_t const rows_;
    std::string const prefix_;
    std::int64_t const fails_at_;
    std::atomic<std::int64_t> next_ = 0;
};

class CountingCursor final : public Cursor {
public:
    explicit CountingCursor(Counting& feed) : feed_(feed) {}
    Result<std::size_t> next(BatchWriter& out) override {
        auto const begin = feed_.next_.fetch_add(batch_rows_max);
        auto const end = std::min(feed_.rows_, begin + static_cast<std::int64_t>(batch_rows_max));
        if (begin >= end) return std::size_t{0};
        if (feed_.fails_at_ >= begin && feed_.fails_at_ < end)
            return fail(Code::conflict, "test.stop", "stopped by the test");
        keys_.clear();
        names_.clear();
        for (auto i = begin; i < end; ++i) {
            keys_.push_back(i);
            names_.push_back(feed_.prefix_ + std::to_string(i));
        }
        std::vector<std::string_view> const names(names_.begin(), names_.end());
        std::vector<std::string_view> const currencies(names.size(), "CNY");
        std::vector<std::uint8_t> nulls(names.size(), 0);
        nulls[0] = 1;
        std::vector<std::uint32_t> offsets(1, 0);
        for (std::size_t i = 0; i < names.size(); ++i)
            offsets.push_back(static_cast<std::uint32_t>(i + 1));
        out.number(0, keys_, {});
        out.text(1, names, {});
        out.money(2, keys_, currencies, nulls);
        out.texts(3, offsets, names);
        return keys_.size();
    }

private:
    Counting& feed_;
    std::vector<std::int64_t> keys_;
    std::vector<std::string> names_;
};

std::unique_ptr<Cursor> Counting::cursor() { return std::make_unique<CountingCursor>(*this); }

// Everything that a lake promises, with its catalogue in either database.
class LakeTest : public OnEitherCatalogue {
protected:
    std::atomic<bool> done_ = false;

    Done write(std::function<Done(Session&)> const& work) {
        auto session = TRY(lake_->session());
        return session.transaction({"test", "test"}, [&] { return work(session); });
    }
    Done make_table() {
        return write([](Session& s) {
            return s.run(
                "CREATE TABLE clean.t (key BIGINT, name VARCHAR, capital STRUCT(amount "
                "DECIMAL(18,4), currency VARCHAR), tags VARCHAR[])");
        });
    }
    Result<MergeCounts> merge(std::int64_t rows, std::string const& prefix,
                              Absent absent = Absent::kept, std::int64_t fails_at = -1) {
        Counting feed(rows, prefix, fails_at);
        MergeCounts counts;
        auto const work = [&](Session& s) -> Done {
            counts =
                TRY(lake::merge(s, {"clean.t", "key", {"name", "capital", "tags"}}, feed, absent));
            return {};
        };
        TRY(write(work));
        return counts;
    }
    std::string ask(std::string const& sql, Lake* lake = nullptr) {
        auto session = (lake == nullptr ? lake_.get() : lake)->session();
        auto const table = session->query(sql);
        return table ? table->rows.at(0).at(0).value_or("NULL")
                     : table.error().reason + ": " + table.error().message;
    }
};

// A statement that would take days ends with the time; what comes after is free.
TEST_P(LakeTest, EndsStatementsAtTheirDeadline) {
    std::optional<Session> session;
    {
        Deadline const deadline(std::chrono::milliseconds(30));
        session.emplace(std::move(*lake_->session()));
        auto const asked = session->query(
            "SELECT count(*) FROM range(10000000000) a, range(1000) b WHERE a.range % 7 = b.range");
        ASSERT_FALSE(asked);
        EXPECT_EQ(asked.error().reason, "run.cancelled");
        EXPECT_TRUE(deadline.passed());
    }
    EXPECT_TRUE(session->query("SELECT 1 AS one"));
}

TEST_P(LakeTest, KeepsEveryTypeOfAFeed) {
    ASSERT_TRUE(make_table());
    ASSERT_EQ(merge(10'000, "n").value().added, 10'000);
    EXPECT_EQ(ask("SELECT count(*) FROM clean.t"), "10000");
    EXPECT_EQ(ask("SELECT capital FROM clean.t WHERE key = 12345 - 5345 + 3"),
              "{'amount': 0.7003, 'currency': CNY}");
    EXPECT_EQ(ask("SELECT tags FROM clean.t WHERE key = 42"), "[n42]");
    EXPECT_EQ(ask("SELECT count(*) FROM clean.t WHERE capital IS NULL"), "5");
}

TEST_P(LakeTest, ScansWhatWasWritten) {
    ASSERT_TRUE(make_table());
    ASSERT_TRUE(merge(5'000, "n"));
    auto session = lake_->session();
    std::int64_t sum = 0, nulls = 0;
    std::size_t text = 0;
    ASSERT_TRUE(
        session->scan("SELECT key, name, capital FROM clean.t", [&](Batch const& batch) -> Done {
            for (std::size_t i = 0; i < batch.rows; ++i) {
                sum += batch.columns[0].number[i];
                text += batch.columns[1].text[i].size();
                nulls += batch.columns[2].null[i];
            }
            return {};
        }));
    EXPECT_EQ(sum, 4'999 * 5'000 / 2);
    EXPECT_EQ(text, 5'000U + 10 + 90 * 2 + 900 * 3 + 4'000 * 4);
    EXPECT_EQ(nulls, 3);
}

TEST_P(LakeTest, ScansInParallelWithNoRowLostOrTwice) {
    ASSERT_TRUE(make_table());
    ASSERT_TRUE(merge(100'000, "n"));
    auto session = lake_->session();
    std::atomic<std::int64_t> sum = 0, rows = 0;
    ASSERT_TRUE(
        session->scan_in_parallel("SELECT key, name FROM clean.t", [&](Batch const& batch) -> Done {
            for (auto const key : batch.columns[0].number) sum += key;
            rows += static_cast<std::int64_t>(batch.rows);
            return {};
        }));
    EXPECT_EQ(rows, 100'000);
    EXPECT_EQ(sum, 99'999LL * 100'000 / 2);
    auto const stopped =
        session->scan_in_parallel("SELECT key FROM clean.t", [](Batch const&) -> Done {
            return fail(Code::conflict, "test.stop", "stopped by the test");
        });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().reason, "test.stop");
}

TEST_P(LakeTest, MergeTouchesOnlyWhatDiffers) {
    ASSERT_TRUE(make_table());
    ASSERT_TRUE(merge(3'000, "n"));
    auto const again = merge(3'000, "n").value();
    EXPECT_EQ(again.added + again.changed + again.ended, 0);
    auto const version = lake_->version().value();
    auto const other = merge(100, "m", Absent::ended).value();
    EXPECT_EQ(other.changed, 100);
    EXPECT_EQ(other.ended, 2'900);
    EXPECT_EQ(ask("SELECT count(*) FROM clean.t"), "100");
    // The feed between the two versions tells just that, by key.
    auto const changes = Lake::changes_sql("clean", "t", version, lake_->version().value());
    EXPECT_EQ(ask(fmt::format("SELECT count(*) FROM ({}) WHERE change_type = 'delete'", changes)),
              "3000");
    EXPECT_EQ(
        ask(fmt::format("SELECT count(*) FROM ({}) WHERE change_type = 'insert' AND name LIKE 'm%'",
                        changes)),
        "100");
}

// Trap 3 of stack.md: row ids do not survive compaction, so the feed is replayed by natural key.
TEST_P(LakeTest, ReplayingTheFeedByKeyGivesTheNextVersion) {
    ASSERT_TRUE(make_table());
    ASSERT_TRUE(merge(1'000, "a"));
    auto before = lake_->version().value();
    for (int round = 0; round < 6; ++round) {
        ASSERT_TRUE(merge(200 + round * 150, std::string(1, static_cast<char>('b' + round)),
                          round % 2 == 0 ? Absent::kept : Absent::ended));
        if (round == 3) {
            ASSERT_TRUE(lake_->maintain());
        }
        auto const after = lake_->version().value();
        auto const changes = Lake::changes_sql("clean", "t", before, after);
        auto const replayed = fmt::format(
            "SELECT count(*) FROM ((SELECT key, name FROM clean.t AT (VERSION => {0}) WHERE key "
            "NOT IN (SELECT key FROM ({2}) WHERE change_type = 'delete') "
            "UNION ALL SELECT key, name FROM ({2}) WHERE change_type = 'insert') EXCEPT SELECT "
            "key, name FROM clean.t AT (VERSION => {1}))",
            before, after, changes);
        EXPECT_EQ(ask(replayed), "0");
        auto const unordered = Lake::changed_rows_sql("clean", "t", before, after);
        EXPECT_EQ(ask(fmt::format("SELECT count(*) FROM ((SELECT * EXCLUDE change_type FROM ({0}) "
                                  "EXCEPT ALL ({1})) UNION ALL (({1}) EXCEPT ALL SELECT * EXCLUDE "
                                  "change_type FROM ({0})))",
                                  changes, unordered)),
                  "0");
        before = after;
    }
}

TEST_P(LakeTest, WhatIsSaidToBePresentDoesNotEnd) {
    ASSERT_TRUE(make_table());
    ASSERT_TRUE(merge(100, "n"));
    Counting feed(10, "n");
    ASSERT_TRUE(write([&](Session& s) -> Done {
        auto const counts =
            TRY(lake::merge(s, {"clean.t", "key", {"name"}}, feed, Absent::ended, {50, 51}));
        EXPECT_EQ(counts.ended, 88);
        return {};
    }));
    EXPECT_EQ(ask("SELECT count(*) FROM clean.t"), "12");
}

TEST_P(LakeTest, AFailedFeedLeavesThePreviousVersion) {
    ASSERT_TRUE(make_table());
    ASSERT_TRUE(merge(2'000, "n"));
    auto const failed = merge(500'000, "m", Absent::ended, 400'000);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().reason, "test.stop");  // the feed's own error, not the engine's words
    EXPECT_EQ(ask("SELECT count(*) FROM clean.t WHERE name LIKE 'n%'"), "2000");
}

TEST_P(LakeTest, ReadsAsOfAnyTime) {
    ASSERT_TRUE(make_table());
    ASSERT_TRUE(merge(10, "old"));
    ASSERT_TRUE(
        write([](Session& s) { return s.run("CREATE VIEW raw.v AS SELECT * FROM clean.t"); }));
    auto const then = ask("SELECT (now() AT TIME ZONE 'UTC')::VARCHAR || '+00'");
    ASSERT_TRUE(merge(10, "new"));
    auto const past = open(false, then);
    EXPECT_EQ(ask("SELECT name FROM clean.t WHERE key = 3", past.get()), "old3");
    EXPECT_EQ(ask("SELECT name FROM raw.v WHERE key = 3", past.get()), "old3");
    EXPECT_EQ(ask("SELECT name FROM clean.t WHERE key = 3"), "new3");
}

TEST_P(LakeTest, AReaderReadsWhileAWriterWrites) {
    ASSERT_TRUE(make_table());
    ASSERT_TRUE(merge(10, "n"));
    auto const reader = open(false);
    auto session = lake_->session();
    ASSERT_TRUE(session->transaction({"t", "t"}, [&]() -> Done {
        TRY(session->run("DELETE FROM clean.t WHERE key = 1"));
        EXPECT_EQ(ask("SELECT count(*) FROM clean.t", reader.get()), "10");
        return {};
    }));
    EXPECT_EQ(ask("SELECT count(*) FROM clean.t", reader.get()), "9");
    auto read_session = reader->session();
    EXPECT_FALSE(read_session->run("DELETE FROM clean.t"));
}

// Trap 2 of stack.md: cleaning up must not eat the file of a transaction that is still open.
TEST_P(LakeTest, MaintenanceLeavesTheFilesOfAnOpenTransaction) {
    ASSERT_TRUE(make_table());
    Counting feed(100'000, "n");
    auto session = lake_->session();
    ASSERT_TRUE(session->transaction({"t", "t"}, [&]() -> Done {
        TRY(session->run_with("INSERT INTO clean.t SELECT * FROM $feed", feed));
        return lake_->maintain();
    }));
    EXPECT_EQ(ask("SELECT count(DISTINCT name) FROM clean.t"), "100000");
    auto const files = lake_->files().value();
    for (auto const& file : files) EXPECT_FALSE(file.missing) << file.path;
}

TEST_P(LakeTest, UsersSqlSeesNoFilesOutside) {
    ASSERT_TRUE(make_table());
    ASSERT_TRUE(merge(10, "n"));
    auto const reader = open(false);
    ASSERT_TRUE(reader->forbid_files());
    EXPECT_EQ(ask("SELECT count(*) FROM clean.t", reader.get()), "10");
    EXPECT_NE(ask("SELECT count(*) FROM read_text('/etc/passwd')", reader.get()).find("lake."),
              std::string::npos);
    auto session = reader->session();
    EXPECT_FALSE(session->run("COPY (SELECT 1) TO '/tmp/jutong_should_not_be_there.csv'"));
    EXPECT_FALSE(session->run("SET enable_external_access = true"));
}

TEST_P(LakeTest, ElementsAreSqlFunctions) {
    EXPECT_EQ(ask("SELECT jt_valid_id_number('11010519491231002X')"), "true");
    EXPECT_EQ(ask("SELECT jt_valid_id_number('110105194912310021')"), "false");
    EXPECT_EQ(ask("SELECT jt_valid_id_number(NULL)"), "NULL");
    EXPECT_EQ(ask("SELECT jt_normalise_id_number('370102900307001')"), "370102199003070016");
    EXPECT_EQ(ask("SELECT jt_parse_date('2020年1月5日') + 1"), "2020-01-06");
    EXPECT_EQ(ask("SELECT jt_parse_money_cny('26万元').amount"), "260000.0000");
    EXPECT_EQ(ask("SELECT jt_mask_person_name('欧阳修')"), "欧阳*");
    EXPECT_EQ(ask("SELECT jt_compare_credit_code('91370200163562681G', '91370200163562681G')"),
              "1.0");
    EXPECT_EQ(ask("SELECT jt_levenshtein('张三', '张四')"), "1");
    EXPECT_EQ(ask("SELECT round(jt_jaro_winkler('MARTHA', 'MARHTA'), 4)"), "0.9611");
    EXPECT_EQ(ask("SELECT jt_pinyin('重庆')"), "chong qing");
    EXPECT_EQ(ask("SELECT jt_division('山东省济南市历下区经十路1号', '')"), "370102");
    EXPECT_EQ(ask("SELECT jt_division('市中区英雄山路', '370100')"), "370103");
    EXPECT_EQ(ask("SELECT count(*) FROM (SELECT unnest(['2020-01-05', NULL, 'x', '2020/1/5']) AS "
                  "d) WHERE jt_parse_date(d) = DATE '2020-01-05'"),
              "2");
}

TEST_P(LakeTest, SaysWhatIsWrong) {
    EXPECT_NE(ask("SELECT * FROM clean.nothing").find("lake.statement"), std::string::npos);
    auto const none = Lake::open(
        {folder_ / "none", folder_ / "scratch", 1, "", false, {}, empty_database()}, *registry_);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().reason, "lake.missing");
    lake_.reset();
    if (GetParam() == Kind::postgres) {
        auto const nobody = Lake::open({folder_ / "lake",
                                        folder_ / "scratch",
                                        1,
                                        "",
                                        false,
                                        {},
                                        "postgresql://nobody@/none?host=/nowhere"},
                                       *registry_);
        ASSERT_FALSE(nobody);
        EXPECT_EQ(nobody.error().reason, "lake.lost") << nobody.error().message;
        return;
    }
    std::ofstream(folder_ / "lake" / "catalog.sqlite", std::ios::trunc) << "not a catalogue";
    auto const broken =
        Lake::open({folder_ / "lake", folder_ / "scratch", 1, "", false, {}}, *registry_);
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, Code::corrupt) << broken.error().message;
}

TEST_P(LakeTest, InterruptsARunningStatement) {
    auto session = lake_->session();
    std::thread stopper([&] {
        // Interrupting before the statement runs does nothing, so it is tried until the statement
        // ends.
        while (!done_) {
            session->interrupt();
            std::this_thread::yield();
        }
    });
    auto const result =
        session->query("SELECT count(*) FROM range(100000000000) a WHERE a.range % 7 = 3");
    done_ = true;
    stopper.join();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().reason, "run.cancelled");
}

// Two processes write one table: one of them is in the other's way and does its work again.
TEST_P(LakeTest, AConflictIsTriedAgain) {
    ASSERT_TRUE(make_table());
    ASSERT_TRUE(merge(10, "n"));
    auto const other = open();
    auto other_session = other->session();
    int attempts = 0;
    auto const work = [&]() -> Done {
        auto session = TRY(lake_->session());
        return session.transaction({"t", "t"}, [&]() -> Done {
            TRY(session.run("DELETE FROM clean.t WHERE key = 1"));
            if (++attempts == 1)
                TRY(other_session->transaction({"o", "o"}, [&] {
                    return other_session->run("DELETE FROM clean.t WHERE key = 1 OR key = 2");
                }));
            return session.run("DELETE FROM clean.t WHERE key = 3");
        });
    };
    auto const done = retry_conflicts(work);
    EXPECT_TRUE(done) << done.error().reason << done.error().message;
    EXPECT_EQ(attempts, 2);
    EXPECT_EQ(ask("SELECT count(key) FROM clean.t"), "7");
}

// A log beside a table whose rows the next commit takes from under delete files.
class BesideCommits : public LakeTest {
protected:
    void SetUp() override {
        ASSERT_TRUE(write([](Session& s) -> Done {
            TRY(s.run("CREATE TABLE clean.t (key BIGINT)"));
            TRY(s.run("CREATE TABLE meta.log (added BIGINT, ended BIGINT)"));
            return {};
        }));
        for (int i = 0; i < 3; ++i) ASSERT_TRUE(change());
    }

    Done change() {
        auto const i = commits_++;
        return write([&](Session& s) -> Done {
            auto const ending = fmt::format("key % 97 = {}", i % 97);
            TRY(s.run(fmt::format("INSERT INTO meta.log SELECT 500, count(*) FROM clean.t WHERE {}",
                                  ending)));
            TRY(s.run("DELETE FROM clean.t WHERE " + ending));
            return s.run(
                fmt::format("INSERT INTO clean.t SELECT range + {} FROM range(500)", i * 500 + 97));
        });
    }

    static constexpr auto is_whole =
        "SELECT (SELECT sum(added) - sum(ended) FROM meta.log) = (SELECT count(key) FROM clean.t)";

    std::atomic<int> commits_ = 0;
};

TEST_P(BesideCommits, EveryQuerySeesOneState) {
    auto const reader = open(false);
    auto const more = std::async(std::launch::async, [&] {
        for (int i = 0; i < 40; ++i)
            if (!change()) return false;
        return true;
    });
    while (more.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        EXPECT_EQ(ask(is_whole, reader.get()), "true");
    EXPECT_TRUE(more.valid());
}

TEST_P(BesideCommits, SeveralStatementsSeeOneState) {
    auto const reader = open(false);
    auto session = reader->session();
    int times = 0;
    std::string log;
    std::string rows;
    ASSERT_TRUE(session->reading([&]() -> Done {
        ++times;
        log = *TRY(session->query("SELECT sum(added) - sum(ended) FROM meta.log")).rows[0][0];
        if (times == 1) TRY(change());
        rows = *TRY(session->query("SELECT sum(1) FROM clean.t")).rows[0][0];
        return {};
    }));
    EXPECT_EQ(log, rows);
}

INSTANTIATE_TEST_SUITE_P(Catalogues, LakeTest, catalogues, name_of);
INSTANTIATE_TEST_SUITE_P(Catalogues, BesideCommits, catalogues, name_of);

}  // namespace
}  // namespace jutong::lake

#include "store/store.h"

#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/postgres_for_tests.h"

namespace jutong::store {
namespace {

enum class Kind { sqlite, postgres };

// Everything that a store promises, on both engines.
class StoreTest : public testing::TestWithParam<Kind> {
protected:
    std::filesystem::path const folder_ =
        std::filesystem::path(testing::TempDir()) / fmt::format("jutong_store_test.{}", ::getpid());
    std::string address_;

    void SetUp() override {
        std::filesystem::remove_all(folder_);
        address_ = GetParam() == Kind::sqlite ? (folder_ / "store.sqlite").string()
                                              : PrivatePostgres::get().database();
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::unique_ptr<Store> open() {
        auto store = Store::open(address_);
        EXPECT_TRUE(store) << store.error().message;
        return std::move(*store);
    }
};

TEST_P(StoreTest, KeepsWhatWasCommitted) {
    {
        auto const store = open();
        ASSERT_TRUE(
            store->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, size REAL)"));
        ASSERT_TRUE(
            store->run("INSERT INTO t VALUES (?1, ?2, ?3)", {std::int64_t{1}, "聚通", 0.5}));
        ASSERT_TRUE(
            store->run("INSERT INTO t VALUES (?1, ?2, ?3)", {std::int64_t{2}, Value(), Value()}));
    }
    auto const store = open();
    auto const rows = store->query("SELECT id, name, size FROM t ORDER BY id").value();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].text(1), "聚通");
    EXPECT_EQ(std::get<double>(rows[0].values[2]), 0.5);
    EXPECT_TRUE(rows[1].is_null(1));
    EXPECT_EQ(store->query("SELECT count(*), sum(id) FROM t").value()[0].integer(1), 3);
    EXPECT_TRUE(store->check());
}

TEST_P(StoreTest, NumbersRows) {
    auto const store = open();
    ASSERT_TRUE(store->run_script(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL)"));
    for (std::int64_t i = 1; i <= 3; ++i)
        EXPECT_EQ(store->query("INSERT INTO t (name) VALUES (?1) RETURNING id", {"what?1"})
                      .value()[0]
                      .integer(0),
                  i);
    EXPECT_EQ(store->query("SELECT name FROM t ORDER BY id DESC LIMIT ?1", {std::int64_t{1}})
                  .value()[0]
                  .text(0),
              "what?1");
}

TEST_P(StoreTest, ATransactionIsAllOrNothing) {
    auto const store = open();
    ASSERT_TRUE(store->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY)"));
    auto const done = store->transaction([&]() -> Done {
        TRY(store->run("INSERT INTO t VALUES (1)"));
        TRY(store->run("INSERT INTO t VALUES (1)"));
        return {};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().reason, "store.statement");
    EXPECT_TRUE(store->query("SELECT * FROM t").value().empty());
}

TEST_P(StoreTest, WritersInEachOthersWayTryAgain) {
    auto const first = open();
    ASSERT_TRUE(first->run_script("CREATE TABLE t (n INTEGER)"));
    ASSERT_TRUE(first->run("INSERT INTO t VALUES (0)"));
    constexpr int rounds = 20;
    auto const add = [&](Store& store) {
        for (int i = 0; i < rounds; ++i) {
            auto const done = store.transaction([&]() -> Done {
                auto const rows = TRY(store.query("SELECT n FROM t"));
                return store.run("UPDATE t SET n = ?1", {rows.at(0).integer(0) + 1});
            });
            EXPECT_TRUE(done) << done.error().message;
        }
    };
    auto const second = open();
    std::thread other([&] { add(*second); });
    add(*first);
    other.join();
    EXPECT_EQ(first->query("SELECT n FROM t").value()[0].integer(0), 2 * rounds);
}

INSTANTIATE_TEST_SUITE_P(Engines, StoreTest, testing::Values(Kind::sqlite, Kind::postgres),
                         [](auto const& engine) {
                             return engine.param == Kind::sqlite ? "sqlite" : "postgres";
                         });

TEST(PostgresStore, ComesBackWhenTheServerDoes) {
    auto& server = PrivatePostgres::get();
    auto const store = std::move(*Store::open(server.database()));
    ASSERT_TRUE(store->run_script("CREATE TABLE t (n INTEGER)"));
    server.restart();
    // A transaction begins anew; a single statement says that the server was lost.
    auto const done = store->transaction([&] { return store->run("INSERT INTO t VALUES (1)"); });
    EXPECT_TRUE(done) << done.error().reason << done.error().message;
    server.restart();
    auto const lost = store->query("SELECT n FROM t");
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().reason, "store.lost");
    EXPECT_EQ(store->query("SELECT n FROM t").value().size(), 1U);
}

TEST(PostgresStore, GoingAwayInMidTransactionIsDoneAgain) {
    auto& server = PrivatePostgres::get();
    auto const store = std::move(*Store::open(server.database()));
    ASSERT_TRUE(store->run_script("CREATE TABLE t (n INTEGER)"));
    int attempts = 0;
    auto const done = store->transaction([&]() -> Done {
        TRY(store->run("INSERT INTO t VALUES (1)"));
        if (++attempts == 1) server.restart();
        return store->run("INSERT INTO t VALUES (2)");
    });
    EXPECT_TRUE(done) << done.error().message;
    EXPECT_EQ(attempts, 2);
    EXPECT_EQ(store->query("SELECT n FROM t").value().size(), 2U);
}

TEST(PostgresStore, SaysThatThereIsNoServer) {
    auto const store = Store::open("postgresql://nobody@/none?host=/nowhere");
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().reason, "store.open");
}

TEST(SqliteStore, SaysThatAFileIsCorrupt) {
    auto const file = std::filesystem::path(testing::TempDir()) / "jutong_store_corrupt.sqlite";
    std::ofstream(file, std::ios::trunc) << "this is not a database, whatever its name";
    auto const store = Store::open(file.string());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, Code::corrupt);
    std::filesystem::remove(file);
}

}  // namespace
}  // namespace jutong::store

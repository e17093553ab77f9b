#include "store/store.h"

#include <fstream>

#include <gtest/gtest.h>

namespace jutong::store {
namespace {

class StoreTest : public testing::Test {
protected:
    std::filesystem::path const folder_ =
        std::filesystem::path(testing::TempDir()) / "jutong_store_test";
    void SetUp() override { std::filesystem::remove_all(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::unique_ptr<Store> open() {
        auto store = Store::open(folder_ / "store.sqlite");
        EXPECT_TRUE(store);
        return std::move(*store);
    }
};

TEST_F(StoreTest, KeepsWhatWasCommitted) {
    {
        auto const store = open();
        ASSERT_TRUE(
            store->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, size REAL)"));
        ASSERT_TRUE(
            store->run("INSERT INTO t VALUES (?1, ?2, ?3)", {std::int64_t{1}, "聚通", 0.5}));
        ASSERT_TRUE(
            store->run("INSERT INTO t VALUES (?1, ?2, ?3)", {std::int64_t{2}, Value(), Value()}));
    }
    auto const rows = open()->query("SELECT id, name, size FROM t ORDER BY id").value();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].text(1), "聚通");
    EXPECT_TRUE(rows[1].is_null(1));
}

TEST_F(StoreTest, ATransactionIsAllOrNothing) {
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

TEST_F(StoreTest, SaysThatAFileIsCorrupt) {
    open();
    std::ofstream(folder_ / "store.sqlite", std::ios::trunc)
        << "this is not a database, whatever its name";
    auto const store = Store::open(folder_ / "store.sqlite");
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, Code::corrupt);
}

}  // namespace
}  // namespace jutong::store

#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/postgres_for_tests.h"
#include "lake/lake.h"

namespace jutong::lake {
namespace {

namespace fs = std::filesystem;

// An engine with a fault inside stops itself; PostgreSQL going away at the wrong moment can do it.
class Faulty final : public Feed {
public:
    std::vector<Column> columns() const override { return {{"key", Type::integer}}; }
    std::unique_ptr<Cursor> cursor() override {
        throw std::runtime_error(R"({"exception_type":"INTERNAL","exception_message":"a fault"})");
    }
};

enum class Kind { sqlite, postgres };

class EngineTest : public testing::TestWithParam<Kind> {
protected:
    fs::path const folder_ =
        fs::path(testing::TempDir()) / fmt::format("jutong_engine_test.{}", ::getpid());
    std::unique_ptr<element::Registry> registry_ = std::move(*element::Registry::create(
        {fs::path(JUTONG_SOURCE_DIR) / "packs" / "national" / "content"}, {}));
    std::string const database_ =
        GetParam() == Kind::sqlite ? "" : PrivatePostgres::get().database();
    std::unique_ptr<Lake> lake_ = open();

    void TearDown() override {
        lake_.reset();
        fs::remove_all(folder_);
    }

    std::unique_ptr<Lake> open() const {
        auto lake = Lake::open({folder_ / "lake", folder_ / "scratch", 2, "", true, {}, database_},
                               *registry_);
        EXPECT_TRUE(lake) << lake.error().message;
        return lake ? std::move(*lake) : nullptr;
    }

    // Takes a row and then a fault, in one transaction.
    static Done write_and_fail(Session& session) {
        Faulty feed;
        return session.transaction({"test", "test"}, [&]() -> Done {
            TRY(session.run("INSERT INTO clean.t VALUES (1)"));
            TRY(session.run_with("INSERT INTO clean.t SELECT key FROM $feed", feed));
            return {};
        });
    }
};

TEST_P(EngineTest, ThatStoppedItselfIsLeftAsItIs) {
    {
        auto session = lake_->session();
        ASSERT_TRUE(session->run("CREATE TABLE clean.t (key BIGINT)"));
        auto const done = write_and_fail(*session);
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().reason, "lake.engine") << done.error().message;
        auto const after = session->run("SELECT 1");
        ASSERT_FALSE(after);
        EXPECT_EQ(after.error().reason, "lake.engine") << after.error().message;
    }
    lake_ = open();
    auto session = lake_->session();
    EXPECT_EQ(session->query("SELECT count(*) AS n FROM clean.t")->rows[0][0], "0");
}

std::string name_of(testing::TestParamInfo<Kind> const& catalogue) {
    return catalogue.param == Kind::sqlite ? "sqlite" : "postgres";
}
INSTANTIATE_TEST_SUITE_P(Catalogues, EngineTest, testing::Values(Kind::sqlite, Kind::postgres),
                         name_of);

}  // namespace
}  // namespace jutong::lake

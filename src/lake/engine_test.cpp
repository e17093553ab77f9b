#include <stdexcept>

#include "lake/lake_for_tests.h"

namespace jutong::lake {
namespace {

// An engine with a fault inside stops itself; PostgreSQL going away at the wrong moment can do it.
class Faulty final : public Feed {
public:
    std::vector<Column> columns() const override { return {{"key", Type::integer}}; }
    std::unique_ptr<Cursor> cursor() override {
        throw std::runtime_error(R"({"exception_type":"INTERNAL","exception_message":"a fault"})");
    }
};

class EngineTest : public OnEitherCatalogue {
protected:
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

INSTANTIATE_TEST_SUITE_P(Catalogues, EngineTest, catalogues, name_of);

}  // namespace
}  // namespace jutong::lake

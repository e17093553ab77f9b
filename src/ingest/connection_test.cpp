#include "ingest/connection.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "ingest/fetched.h"

namespace jutong::ingest {
namespace {

TEST(Connection, CutsTheWordsOfAnOdbcString) {
    auto const words = odbc_words("Driver={A;B}; SERVER = db.gov.cn;empty=;;Pwd={x}y;last");
    std::vector<std::pair<std::string, std::string>> const wanted = {
        {"driver", "A;B"}, {"server", " db.gov.cn"}, {"empty", ""}, {"pwd", "x"}, {"last", ""}};
    EXPECT_EQ(words, wanted);
    EXPECT_TRUE(odbc_words("").empty());
    EXPECT_EQ(odbc_words("a={never closed").size(), 1U);
}

TEST(Connection, ShowsWhereWithoutWhatMayBeSecret) {
    Connection connection;
    connection.kind = DatabaseKind::odbc;
    connection.odbc = "Driver={DM8};Server=10.0.0.1;Port=5236;Pwd=a;ApiKey=b;Database=hr";
    EXPECT_EQ(connection.where(), "driver=DM8;server=10.0.0.1;port=5236;database=hr");
}

TEST(Connection, TakesAPasswordOnlyFromAPrivateFile) {
    auto const file = fs::temp_directory_path() / ("jutong_password." + std::to_string(::getpid()));
    ASSERT_TRUE(write_file(file, " a b \r\n"));
    Connection connection;
    connection.password_file = file;
    ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
    EXPECT_EQ(password_of(connection).value(), " a b ");
    for (mode_t const mode : {0640U, 0604U, 0620U, 0601U}) {
        ASSERT_EQ(::chmod(file.c_str(), mode), 0);
        EXPECT_EQ(password_of(connection).error().reason, "ingest.connection.secret") << mode;
    }
    fs::remove(file);
    EXPECT_EQ(password_of(connection).error().reason, "ingest.connection.secret");
    connection.password_file = "/dev/zero";
    EXPECT_EQ(password_of(connection).error().reason, "ingest.connection.secret");
}

TEST(Fetched, KeepsNullApartFromAnEmptyText) {
    std::string out;
    append_fetched_row(out, {std::nullopt, "", "a,\"b\"", "c\nd"});
    EXPECT_EQ(out, ",\"\",\"a,\"\"b\"\"\",\"c\nd\"\n");
    out.clear();
    append_fetched_row(out, {std::nullopt});  // an empty line would be no row
    EXPECT_EQ(out, "\"\"\n");
}

}  // namespace
}  // namespace jutong::ingest

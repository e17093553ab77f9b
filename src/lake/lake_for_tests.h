// A lake with its catalogue in either database. For the tests of this module.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/postgres_for_tests.h"
#include "lake/lake.h"

namespace jutong::lake {

namespace fs = std::filesystem;

enum class Kind { sqlite, postgres };

class OnEitherCatalogue : public testing::TestWithParam<Kind> {
protected:
    fs::path const folder_ =
        fs::path(testing::TempDir()) / fmt::format("jutong_lake_test.{}", ::getpid());
    std::unique_ptr<element::Registry> registry_ = std::move(*element::Registry::create(
        {fs::path(JUTONG_SOURCE_DIR) / "packs" / "national" / "content"}, {}));
    std::string const database_ = empty_database();
    std::unique_ptr<Lake> lake_ = open();

    void TearDown() override {
        lake_.reset();
        fs::remove_all(folder_);
    }

    std::unique_ptr<Lake> open(bool writable = true, std::optional<std::string> as_of = {}) {
        auto lake = Lake::open(
            {folder_ / "lake", folder_ / "scratch", 2, "", writable, std::move(as_of), database_},
            *registry_);
        EXPECT_TRUE(lake) << lake.error().message;
        return lake ? std::move(*lake) : nullptr;
    }

    static std::string empty_database() {
        return GetParam() == Kind::sqlite ? "" : PrivatePostgres::get().database();
    }
};

inline auto const catalogues = testing::Values(Kind::sqlite, Kind::postgres);
inline auto const name_of = [](auto const& catalogue) {
    return catalogue.param == Kind::sqlite ? "sqlite" : "postgres";
};

}  // namespace jutong::lake

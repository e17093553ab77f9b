// A small demo province, loaded and fused once for all tests of a suite, with the truth beside it.
#pragma once

#include <memory>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "job/demo_province.h"
#include "job/main_job.h"
#include "lake/merge.h"

namespace jutong::job {

// A suite calls set_up from SetUpTestSuite. Suites run one after the other, so they share what is
// static.
class DemoProvinceTest : public testing::Test {
protected:
    static inline fs::path folder_;
    static inline std::unique_ptr<Workplace> workplace_;
    static inline MainJob job_;
    static inline SystemClock const clock_;
    static inline Progress silent_;

    static void set_up(std::string const& name, std::int64_t people, std::int64_t organizations,
                       std::uint64_t seed) {
        folder_ = fs::path(testing::TempDir()) / fmt::format("jutong_{}.{}", name, ::getpid());
        Settings settings;
        settings.data = folder_ / "data";
        settings.packs = fs::path(JUTONG_SOURCE_DIR) / "packs";
        workplace_ = std::move(*Workplace::open(settings, Access::write, clock_));
        demo::Plan const plan{people, organizations, seed, folder_ / "demo"};
        ASSERT_TRUE(make_demo(plan, workplace_->registry(), silent_));
        auto job = run_main_job(*workplace_, folder_ / "demo", silent_);
        ASSERT_TRUE(job) << job.error().message;
        job_ = std::move(*job);
    }

    static void TearDownTestSuite() {
        workplace_.reset();
        fs::remove_all(folder_);
    }

    static std::int64_t ask(std::string const& sql) {
        auto session = workplace_->lake().session();
        auto const number = lake::count(*session, sql);
        EXPECT_TRUE(number) << number.error().message << "\n" << sql;
        return number.value_or(-1);
    }

    // SQL of who each row of a file is, in truth.
    static std::string truth(std::string const& kind) {
        return lake::quoted_text((folder_ / "demo" / "truth" / (kind + ".parquet")).string());
    }
};

}  // namespace jutong::job

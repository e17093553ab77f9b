#include "base/metrics.h"

#include <gtest/gtest.h>

namespace jutong {
namespace {

TEST(Metrics, WritesWhatPrometheusReads) {
    Metrics metrics;
    metrics.counter("a_total", "How many.", {{"route", "/x\"\n"}}).add(2);
    metrics.gauge("b", "How much.", [] { return Metrics::Values{{{{"l", "v"}}, 1.5}}; });
    EXPECT_EQ(metrics.text(),
              "# HELP a_total How many.\n# TYPE a_total counter\na_total{route=\"/x\\\"\\n\"} 2\n"
              "# HELP b How much.\n# TYPE b gauge\nb{l=\"v\"} 1.5\n");
}

TEST(Metrics, CountsInEveryBucketFromTheTimeOn) {
    Metrics metrics;
    auto& took = metrics.histogram("t_seconds", "Time.");
    took.observe(.002);
    took.observe(100);
    auto const text = metrics.text();
    EXPECT_NE(text.find("t_seconds_bucket{le=\"0.001\"} 0\n"), std::string::npos);
    EXPECT_NE(text.find("t_seconds_bucket{le=\"0.0025\"} 1\n"), std::string::npos);
    EXPECT_NE(
        text.find("t_seconds_bucket{le=\"+Inf\"} 2\nt_seconds_sum 100.002000\nt_seconds_count 2\n"),
        std::string::npos);
}

TEST(Metrics, TheSameNameAndLabelsAreOneCounter) {
    Metrics metrics;
    EXPECT_EQ(&metrics.counter("a_total", "x", {{"l", "1"}}),
              &metrics.counter("a_total", "x", {{"l", "1"}}));
    EXPECT_NE(&metrics.counter("a_total", "x", {{"l", "1"}}),
              &metrics.counter("a_total", "x", {{"l", "2"}}));
}

}  // namespace
}  // namespace jutong

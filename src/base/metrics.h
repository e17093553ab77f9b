// Numbers about this process, in the text format of Prometheus (0.0.4).
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jutong {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
public:
    void add(std::int64_t by = 1) { value_.fetch_add(by, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_ = 0;
};

// How long things took, in seconds.
class Histogram {
public:
    static constexpr std::array<double, 12> bounds = {.0005, .001, .0025, .005, .01, .025,
                                                      .05,   .1,   .25,   1,    5,   30};
    void observe(double seconds);

private:
    friend class Metrics;
    std::array<std::atomic<std::int64_t>, bounds.size() + 1> counts_ = {};
    std::atomic<std::int64_t> microseconds_ = 0;
};

// Safe from any thread. What it gives stays where it is for its life.
class Metrics {
public:
    // Names end in _total; the same name and labels give the same counter.
    Counter& counter(std::string_view name, std::string_view help, Labels const& labels = {});
    // Names end in _seconds.
    Histogram& histogram(std::string_view name, std::string_view help, Labels const& labels = {});
    // Values that are asked for when they are shown, each with its labels.
    using Values = std::vector<std::pair<Labels, double>>;
    void gauge(std::string_view name, std::string_view help, std::function<Values()> values);
    void counter_of(std::string_view name, std::string_view help, std::function<Values()> values);

    std::string text() const;

private:
    struct Family {
        std::string type, help;
        std::map<std::string, std::unique_ptr<Counter>> counters;      // by their labels as text
        std::map<std::string, std::unique_ptr<Histogram>> histograms;  // the same
        std::function<Values()> values;
    };
    Family& family(std::string_view name, std::string_view help, std::string_view type);

    mutable std::mutex mutex_;  // guards the map; what stands in it guards itself
    std::map<std::string, Family, std::less<>> families_;
};

// What every process tells of itself: process_cpu_seconds_total, process_resident_memory_bytes,
// process_open_fds, process_start_time_seconds.
void add_process_metrics(Metrics& metrics);

}  // namespace jutong

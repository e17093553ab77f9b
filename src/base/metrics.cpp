#include "base/metrics.h"

#include <chrono>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

namespace jutong {

namespace {

std::string escaped_label(std::string_view text) {
    std::string out;
    for (auto const c : text) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

// a="x",b="y"
std::string label_text(Labels const& labels) {
    std::string out;
    for (auto const& [name, value] : labels)
        out += fmt::format("{}{}=\"{}\"", out.empty() ? "" : ",", name, escaped_label(value));
    return out;
}

std::string braced(std::string const& labels) { return labels.empty() ? "" : "{" + labels + "}"; }

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval const& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::int64_t all = 0;
    std::int64_t resident = 0;
    file >> all >> resident;
    return static_cast<double>(resident * sysconf(_SC_PAGESIZE));
}

double open_files() {
    std::error_code ignored;
    std::filesystem::directory_iterator const folder("/proc/self/fd", ignored);
    return static_cast<double>(std::distance(folder, std::filesystem::directory_iterator()));
}

}  // namespace

void Histogram::observe(double seconds) {
    std::size_t at = 0;
    while (at < bounds.size() && seconds > bounds[at]) ++at;
    counts_[at].fetch_add(1, std::memory_order_relaxed);
    microseconds_.fetch_add(static_cast<std::int64_t>(seconds * 1e6), std::memory_order_relaxed);
}

Metrics::Family& Metrics::family(std::string_view name, std::string_view help,
                                 std::string_view type) {
    auto& family = families_[std::string(name)];
    family.help = help;
    family.type = type;
    return family;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, Labels const& labels) {
    std::lock_guard const lock(mutex_);
    auto& made = family(name, help, "counter").counters[label_text(labels)];
    if (!made) made = std::make_unique<Counter>();
    return *made;
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, Labels const& labels) {
    std::lock_guard const lock(mutex_);
    auto& made = family(name, help, "histogram").histograms[label_text(labels)];
    if (!made) made = std::make_unique<Histogram>();
    return *made;
}

void Metrics::gauge(std::string_view name, std::string_view help, std::function<Values()> values) {
    std::lock_guard const lock(mutex_);
    family(name, help, "gauge").values = std::move(values);
}

void Metrics::counter_of(std::string_view name, std::string_view help,
                         std::function<Values()> values) {
    std::lock_guard const lock(mutex_);
    family(name, help, "counter").values = std::move(values);
}

std::string Metrics::text() const {
    std::lock_guard const lock(mutex_);
    std::string out;
    auto const into = std::back_inserter(out);
    for (auto const& [name, family] : families_) {
        fmt::format_to(into, "# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, family.type);
        for (auto const& [labels, counter] : family.counters)
            fmt::format_to(into, "{}{} {}\n", name, braced(labels), counter->value());
        if (family.values)
            for (auto const& [labels, value] : family.values())
                fmt::format_to(into, "{}{} {}\n", name, braced(label_text(labels)), value);
        for (auto const& [labels, histogram] : family.histograms) {
            auto const comma = labels.empty() ? "" : ",";
            std::int64_t sum = 0;
            for (std::size_t i = 0; i < histogram->counts_.size(); ++i) {
                sum += histogram->counts_[i].load(std::memory_order_relaxed);
                auto const bound = i < Histogram::bounds.size()
                                       ? fmt::format("{:g}", Histogram::bounds[i])
                                       : std::string("+Inf");
                fmt::format_to(into, "{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, bound,
                               sum);
            }
            fmt::format_to(into, "{}_sum{} {:.6f}\n{}_count{} {}\n", name, braced(labels),
                           static_cast<double>(histogram->microseconds_.load()) * 1e-6, name,
                           braced(labels), sum);
        }
    }
    return out;
}

void add_process_metrics(Metrics& metrics) {
    auto const one = [](double value) { return Metrics::Values{{{}, value}}; };
    auto const started =
        static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                std::chrono::system_clock::now().time_since_epoch())
                                .count()) /
        1000;
    metrics.counter_of("process_cpu_seconds_total", "User and system CPU time spent in seconds.",
                       [one] { return one(cpu_seconds()); });
    metrics.gauge("process_resident_memory_bytes", "Resident memory size in bytes.",
                  [one] { return one(resident_bytes()); });
    metrics.gauge("process_open_fds", "Number of open file descriptors.",
                  [one] { return one(open_files()); });
    metrics.gauge("process_start_time_seconds",
                  "Start time of the process since unix epoch in seconds.",
                  [one, started] { return one(started); });
}

}  // namespace jutong

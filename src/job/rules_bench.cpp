// Rules over the rows of a Parquet file: what bench/rules measures beside DuckDB.
//
//   rules_bench FILE PACKS scan|RESOURCE [THREADS]      prints CPU seconds, and A and B by rule, as
//   JSON
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "job/quality_measure.h"
#include "lake/merge.h"

namespace jutong::job {
namespace {

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Done run(std::string const& file, std::string const& packs, std::string const& name,
         bool only_scan) {
    SystemClock const clock;
    Settings settings;
    settings.data = fs::temp_directory_path() / fmt::format("jutong-rules-bench.{}", ::getpid());
    settings.packs = packs;
    settings.threads = 2;
    auto const folder = settings.data;
    auto workplace = TRY(Workplace::open(settings, Access::write, clock));
    auto const* const resource = workplace->catalog().find_resource(name);
    if (resource == nullptr) return fail(Code::not_found, "bench.resource", name);
    auto const before = cpu_seconds();
    std::vector<governance::Measure> measures;
    if (only_scan) {
        std::vector<std::string> names;
        for (auto const& field : resource->fields) names.push_back(field.name);
        auto session = TRY(workplace->lake().session());
        TRY(session.scan_in_parallel(
            fmt::format("SELECT {} FROM read_parquet({})", lake::quoted_names(names),
                        lake::quoted_text(file)),
            [](lake::Batch const&) { return Done(); }));
    } else {
        measures = TRY(measure_parquet(*workplace, *resource, file));
    }
    auto out = fmt::format("{{\"cpu\": {:.3f}, \"measures\": {{", cpu_seconds() - before);
    for (std::size_t i = 0; i < measures.size(); ++i)
        out += fmt::format("{}\"{}\": [{}, {}]", i == 0 ? "" : ", ", measures[i].rule,
                           measures[i].a, measures[i].b);
    std::puts((out + "}}").c_str());
    workplace.reset();
    fs::remove_all(folder);
    return {};
}

}  // namespace
}  // namespace jutong::job

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fputs("usage: rules_bench FILE PACKS RESOURCE [scan]\n", stderr);
        return 2;
    }
    auto const done = jutong::job::run(argv[1], argv[2], argv[3], argc > 4);
    if (!done) std::fputs((done.error().message + "\n").c_str(), stderr);
    return done ? 0 : 1;
}

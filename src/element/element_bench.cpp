// Nanoseconds a value of the main kernels, over columns of generated values.
#include <benchmark/benchmark.h>

#include "element/registry_for_tests.h"
#include "element/text_compare.h"

namespace {

using namespace jutong;
using namespace jutong::element;

constexpr std::size_t rows = 8'192;

struct Column {
    std::vector<std::string> texts;
    std::vector<std::string_view> views;

    explicit Column(std::string_view element) {
        Random random(1);
        for (std::size_t i = 0; i < rows; ++i)
            texts.push_back(element_named(element).generate(random));
        views.assign(texts.begin(), texts.end());
    }
};

void per_value(benchmark::State& state) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
    state.counters["a_value"] = benchmark::Counter(
        static_cast<double>(rows),
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void normalise(benchmark::State& state, std::string_view name) {
    Column const column(name);
    ValueColumn out;
    for (auto _ : state) {
        element_named(name).read(column.views, Form::normalised, out);
        benchmark::DoNotOptimize(out.state.data());
    }
    per_value(state);
}

void compare(benchmark::State& state, std::string_view name) {
    Column const column(name);
    auto shifted = column.views;
    std::rotate(shifted.begin(), shifted.begin() + 1, shifted.end());
    std::vector<double> out(rows);
    for (auto _ : state) {
        element_named(name).compare(column.views, shifted, out);
        benchmark::DoNotOptimize(out.data());
    }
    per_value(state);
}

void mask(benchmark::State& state, std::string_view name) {
    Column const column(name);
    std::vector<std::string_view> out(rows);
    Arena arena;
    for (auto _ : state) {
        arena.clear();
        element_named(name).mask(column.views, out, arena);
        benchmark::DoNotOptimize(out.data());
    }
    per_value(state);
}

template <typename Function>
void pairs(benchmark::State& state, std::string_view name, Function function) {
    Column const column(name);
    for (auto _ : state)
        for (std::size_t i = 1; i < rows; ++i)
            benchmark::DoNotOptimize(function(column.views[i - 1], column.views[i]));
    per_value(state);
}

void pinyin(benchmark::State& state) {
    Column const column("person_name");
    auto const& reference = registry_for_tests().reference();
    for (auto _ : state)
        for (auto name : column.views) benchmark::DoNotOptimize(reference.name_pinyin(name));
    per_value(state);
}

void split_address(benchmark::State& state) {
    Column const column("address");
    auto const& address = registry_for_tests().reference().address();
    for (auto _ : state)
        for (auto text : column.views) benchmark::DoNotOptimize(address.split(text));
    per_value(state);
}

}  // namespace

int main(int argc, char** argv) {
    for (std::string_view name :
         {"id_number", "credit_code", "person_name", "org_name", "date", "timestamp", "money_cny",
          "address", "phone", "division_code", "gender", "text", "decimal"})
        benchmark::RegisterBenchmark(("normalise/" + std::string(name)).c_str(), normalise, name);
    for (std::string_view name : {"id_number", "person_name", "org_name", "address", "date"})
        benchmark::RegisterBenchmark(("compare/" + std::string(name)).c_str(), compare, name);
    for (std::string_view name : {"id_number", "person_name", "address"})
        benchmark::RegisterBenchmark(("mask/" + std::string(name)).c_str(), mask, name);
    for (std::string_view name : {"person_name", "org_name"}) {
        auto const of = "/" + std::string(name);
        benchmark::RegisterBenchmark(("levenshtein" + of).c_str(),
                                     [name](auto& state) { pairs(state, name, levenshtein); });
        benchmark::RegisterBenchmark(("jaro_winkler" + of).c_str(),
                                     [name](auto& state) { pairs(state, name, jaro_winkler); });
    }
    benchmark::RegisterBenchmark("name_pinyin", pinyin);
    benchmark::RegisterBenchmark("split/address", split_address);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}

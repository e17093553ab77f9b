// Any bytes, as a model: what is read is whole, and weighs rows as finite numbers.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/verify.h"
#include "element/registry_for_tests.h"
#include "linkage/index.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace jutong;
    using namespace jutong::linkage;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const model = read_model(text);
    if (!model) return 0;
    auto const again = read_model(json::serialize(to_json(*model)));
    verify(again.has_value(), "what is read is written so that it can be read");
    Records records;
    records.sources.push_back({"a", 0, 2});
    records.ids = {"1", "2"};
    for (auto const& field : model->fields) {
        auto& column = records.columns.emplace_back();
        column.name = field.column;
        for (auto const* const value : {"张三 19800101", "13900001111"})
            column.codes.push_back(column.values.add(value));
    }
    auto const index =
        Index::make(*model, std::move(records), element::registry_for_tests().reference());
    verify(index.has_value(), "a model that is read can be used");
    std::vector<std::string_view> const values(model->fields.size(), "13900001112");
    auto scratch = index->scratch();
    Found found;
    verify(index->find(values, {10, -300, no_row}, scratch, found).has_value(), "it can be asked");
    for (auto const& one : found.candidates)
        verify(std::isfinite(one.weight) && one.probability >= 0 && one.probability <= 1,
               "weights are numbers");
    return 0;
}

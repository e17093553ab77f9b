// Any bytes, as a Splink model: what is read has finite weights and levels that are tried.
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/verify.h"
#include "job/splink_model.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace jutong;
    auto const model = job::read_splink_model({reinterpret_cast<char const*>(data), size});
    if (!model) return 0;
    verify(std::isfinite(model->prior), "a prior is a number");
    for (auto const& comparison : model->comparisons)
        for (auto const& level : comparison.levels) {
            verify(!level.condition.empty(), "a level can be tried");
            verify(std::isfinite(level.weight), "a weight is a number");
            verify(level.tf_column.empty() || level.tf_u > 0,
                   "a frequency has what it is held against");
        }
    return 0;
}

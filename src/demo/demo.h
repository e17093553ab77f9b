// The demo province: lifelike tables of its departments, with their dirt and with the truth.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "element/registry.h"

namespace jutong::demo {

inline constexpr std::int64_t people_max = 10'000'000;
inline constexpr std::int64_t organizations_max = 10'000'000;

struct Plan {
    std::int64_t people = 200'000;
    std::int64_t organizations = 50'000;
    std::uint64_t seed = 1;
    std::filesystem::path out;
};

struct Written {
    std::string file;  // below Plan::out
    std::int64_t rows;
    std::int64_t bytes;
};

// Told the share done, 0 to 1, and what is being written; false cancels.
using Progress = std::function<bool(double done, std::string_view what)>;

// Writes the departments' tables as the packs' sources name them, and truth/person.csv and
// truth/organization.csv: subject (the true number), resource, file, row (1 = the first below the
// header). The same plan gives the same bytes; memory does not grow with the plan. Files of the
// same names are replaced. Fails with demo.plan (invalid), demo.content (not_found) where the
// packs' divisions lack the province, demo.write (unavailable), demo.cancelled (conflict).
Result<std::vector<Written>> generate(Plan const& plan, element::Registry const& registry,
                                      Progress const& progress);

}  // namespace jutong::demo

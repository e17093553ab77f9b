#include "linkage/forest.h"

#include <numeric>

#include <sys/mman.h>

namespace jutong::linkage {

Forest::Forest(Row rows) {
    parents_.reserve(rows);
    // Parents are asked for in no order: with pages of 4 KiB most of the time goes into finding
    // them.
    constexpr std::uintptr_t page = 2U << 20U;
    auto const begin = (reinterpret_cast<std::uintptr_t>(parents_.data()) + page - 1) / page * page;
    auto const end = reinterpret_cast<std::uintptr_t>(parents_.data() + rows) / page * page;
    if (begin < end)
        static_cast<void>(madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE));
    parents_.resize(rows);
    std::iota(parents_.begin(), parents_.end(), Row{0});
}

}  // namespace jutong::linkage

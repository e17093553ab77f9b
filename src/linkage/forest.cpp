#include "linkage/forest.h"

#include <memory>
#include <numeric>

#include <sys/mman.h>

namespace jutong::linkage {

Forest::Forest(Row rows) {
    parents_.reserve(rows);
    // Parents are asked for in no order: with pages of 4 KiB most of the time goes into finding
    // them.
    constexpr std::size_t page = 2U << 20U;
    void* begin = parents_.data();
    auto bytes = std::size_t{rows} * sizeof(Row);
    if (std::align(page, page, begin, bytes) != nullptr)
        static_cast<void>(madvise(begin, bytes / page * page, MADV_HUGEPAGE));
    parents_.resize(rows);
    std::iota(parents_.begin(), parents_.end(), Row{0});
}

}  // namespace jutong::linkage

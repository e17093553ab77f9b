// Sink: where a table's bytes go, compressed on the way or not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace jutong::demo {

enum class Compression : std::uint8_t { none, gzip, zstd };

// The same bytes in give the same bytes out: no times or names in headers.
class Sink {
public:
    virtual ~Sink() = default;
    Sink() = default;
    Sink(Sink const&) = delete;
    Sink& operator=(Sink const&) = delete;

    // Fails with demo.write (unavailable).
    static Result<std::unique_ptr<Sink>> create(std::filesystem::path const& path,
                                                Compression compression);

    virtual Done write(std::string_view bytes) = 0;
    // Gives the size of the file; nothing may be written after it.
    virtual Result<std::int64_t> close() = 0;
};

}  // namespace jutong::demo

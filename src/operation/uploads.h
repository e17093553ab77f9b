// Files that come over HTTP, piece by piece; what has arrived is there after a cut.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace jutong::operation {

struct Upload {
    std::string id, name;
    std::int64_t bytes = 0, received = 0;
    std::string sha256;  // of the whole, where the sender told it
    std::filesystem::path file;
    bool complete() const { return received == bytes; }
};

inline constexpr std::int64_t upload_bytes_max = 64LL << 30;
inline constexpr std::size_t piece_bytes_max = 16 << 20;
inline constexpr std::size_t uploads_max = 200;

// Safe from any thread, and from several processes as long as each upload has one sender.
class Uploads {
public:
    explicit Uploads(std::filesystem::path const& data);

    // Fails with upload.name (invalid), upload.bytes (invalid), upload.count (limited).
    Result<Upload> begin(std::string const& name, std::int64_t bytes, std::string const& sha256);
    // Bytes that follow what is there; on disk when this returns. Fails with upload.offset
    // (conflict), whose message says where to go on, upload.bytes (invalid), upload.sha256
    // (invalid) where the whole is not what was announced, upload.unknown (not_found).
    Result<Upload> add(std::string const& id, std::int64_t offset, std::string_view bytes);
    Result<Upload> find(std::string const& id) const;
    Done remove(std::string const& id);

private:
    std::filesystem::path folder_;
};

}  // namespace jutong::operation

// Zip archives: what departments send, and what a workbook is inside.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/stream.h"

namespace jutong::ingest {

inline constexpr std::size_t members_max = 10'000;

struct Member {
    std::size_t index = 0;  // place in the archive
    std::string name;       // UTF-8, from GB18030 where the archive does not say so
    std::int64_t packed = 0;
    std::int64_t bytes = 0;
    bool encrypted = false;
};

class Archive {
public:
    // Fails with ingest.file.missing (not_found), ingest.zip.damaged (invalid), ingest.zip.members
    // (limited) and as check_unpacked for what its directory promises.
    static Result<std::shared_ptr<Archive>> open(std::filesystem::path const& file);
    // Of bytes in memory, which must outlive it.
    static Result<std::shared_ptr<Archive>> open(std::string_view bytes);
    virtual ~Archive() = default;

    virtual std::vector<Member> const& members() const = 0;
    Member const* find(std::string_view name) const;  // letters of either case

    // The bytes of a member; the stream keeps the archive open. Fails with ingest.zip.encrypted,
    // ingest.zip.damaged (invalid); reading also as check_unpacked.
    virtual Result<std::unique_ptr<ByteStream>> read(Member const& member) = 0;
};

}  // namespace jutong::ingest

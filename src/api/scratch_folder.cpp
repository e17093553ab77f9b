#include "api/scratch_folder.h"

#include <atomic>

#include <fmt/format.h>
#include <unistd.h>

#include "base/file.h"

namespace jutong::api {

Result<ScratchFolder> ScratchFolder::make(std::filesystem::path const& data) {
    static std::atomic<int> next = 0;
    auto path = data / "scratch" / fmt::format("request-{}-{}", ::getpid(), ++next);
    TRY(make_folder(path));
    return ScratchFolder(std::move(path));
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;  // what stays is emptied with the folder above
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace jutong::api

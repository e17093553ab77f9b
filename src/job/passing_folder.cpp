#include "job/passing_folder.h"

#include <unistd.h>

namespace jutong::job {

namespace fs = std::filesystem;

Result<std::unique_ptr<PassingFolder>> PassingFolder::make() {
    auto folder = (fs::temp_directory_path() / "jutong.XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr)
        return fail(Code::unavailable, "file.write", "Cannot make a folder " + folder);
    return std::unique_ptr<PassingFolder>(new PassingFolder(folder));
}

PassingFolder::~PassingFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

}  // namespace jutong::job

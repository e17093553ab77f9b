#include "job/passing_lake.h"

#include <unistd.h>

namespace jutong::job {

namespace fs = std::filesystem;

Result<std::unique_ptr<PassingLake>> PassingLake::make(element::Registry const& registry,
                                                       int threads, std::string memory) {
    auto folder = (fs::temp_directory_path() / "jutong.XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr)
        return fail(Code::unavailable, "file.write", "Cannot make a folder " + folder);
    auto passing = std::unique_ptr<PassingLake>(new PassingLake(folder));
    lake::Options options;
    options.folder = passing->folder_ / "lake";
    options.scratch = passing->folder_ / "scratch";
    options.threads = threads;
    options.memory = std::move(memory);
    options.writable = true;
    passing->lake_ = TRY(lake::Lake::open(options, registry));
    return passing;
}

PassingLake::~PassingLake() {
    lake_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

}  // namespace jutong::job

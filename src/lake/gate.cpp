#include "lake/gate.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>

namespace jutong::lake {

namespace {

// Whoever waits to commit holds the door, so that readers who come later wait behind it.
constexpr off_t door = 0;
constexpr off_t room = 1;

thread_local fs::path const* held = nullptr;

// Locks of an open file, not of the process: two threads keep each other out too.
Done lock(FileHandle const& file, short kind, off_t place) {
    struct flock area{};
    area.l_type = kind;
    area.l_whence = SEEK_SET;
    area.l_start = place;
    area.l_len = 1;
    while (::fcntl(file.get(), F_OFD_SETLKW, &area) != 0)
        if (errno != EINTR)
            return fail(Code::unavailable, "lake.gate",
                        std::string("Cannot lock the lake's catalogue: ") + std::strerror(errno));
    return {};
}

}  // namespace

Gate::Pass::Pass(fs::path const& file, FileHandle lock)
    : lock_(std::move(lock)), before_(std::exchange(held, &file)) {}

Gate::Pass::Pass(Pass&& other) noexcept
    : lock_(std::move(other.lock_)),
      before_(other.before_),
      is_moved_(std::exchange(other.is_moved_, true)) {}

Gate::Pass::~Pass() {
    if (!is_moved_) held = before_;
}

Result<Gate> Gate::open(fs::path file) {
    Gate gate(std::move(file));
    if (!fs::exists(gate.file_)) TRY(gate.handle(O_RDWR | O_CREAT));
    return gate;
}

Result<FileHandle> Gate::handle(int flags) const {
    FileHandle file(::open(file_.c_str(), flags | O_CLOEXEC, 0666));
    if (file) return file;
    return fail(Code::unavailable, "lake.gate",
                "Cannot open " + file_.string() + ": " + std::strerror(errno));
}

Result<Gate::Pass> Gate::read() const {
    if (held != nullptr && *held == file_) return Pass(file_, FileHandle());
    auto file = TRY(handle(O_RDONLY));
    TRY(lock(file, F_RDLCK, door));
    TRY(lock(file, F_RDLCK, room));
    TRY(lock(file, F_UNLCK, door));
    return Pass(file_, std::move(file));
}

Result<Gate::Pass> Gate::commit() const {
    auto file = TRY(handle(O_RDWR));
    TRY(lock(file, F_WRLCK, door));
    TRY(lock(file, F_WRLCK, room));
    return Pass(file_, std::move(file));
}

}  // namespace jutong::lake

#include "base/file.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace jutong {

namespace {

constexpr std::size_t piece_bytes = 1U << 20U;
constexpr std::size_t secret_bytes_max = 4096;

std::string why() { return std::strerror(errno); }  // NOLINT(concurrency-mt-unsafe)

Done write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        auto const written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail(Code::unavailable, "file.write", "Cannot write: " + why());
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace

FileHandle::~FileHandle() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::string> read_file(fs::path const& path, std::size_t bytes_max) {
    std::error_code error;
    auto const size = fs::file_size(path, error);
    if (error) return fail(Code::not_found, "file.missing", "There is no file " + path.string());
    if (size > bytes_max)
        return fail(Code::limited, "file.too_large",
                    fmt::format("{} is larger than {} bytes", path.string(), bytes_max));
    std::string content(size, '\0');
    std::ifstream file(path, std::ios::binary);
    if (!file.read(content.data(), static_cast<std::streamsize>(size)))
        return fail(Code::unavailable, "file.read", "Cannot read " + path.string());
    return content;
}

Result<std::string> read_secret(fs::path const& path) {
    auto const refuse = [&](std::string_view what) {
        return fail(Code::invalid, "file.secret", fmt::format("{} {}", path.string(), what));
    };
    // Not blocking: a pipe would keep us waiting for somebody who writes.
    FileHandle const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    struct stat status{};
    if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return refuse("cannot be read: make it a file that this user may read");
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return refuse("may be read or written by others than its owner: run chmod 600 on it");
    std::array<char, secret_bytes_max + 1> bytes{};
    auto const count = ::read(file.get(), bytes.data(), bytes.size());
    if (count < 0 || static_cast<std::size_t>(count) > secret_bytes_max)
        return refuse("is too long for a password or a token");
    std::string_view text(bytes.data(), static_cast<std::size_t>(count));
    while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
    return std::string(text);
}

Done read_pieces(fs::path const& path, std::function<Done(std::string_view)> const& take) {
    std::ifstream file(path, std::ios::binary);
    std::string piece(piece_bytes, '\0');
    while (file) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        TRY(take(std::string_view(piece).substr(0, static_cast<std::size_t>(file.gcount()))));
    }
    if (file.eof()) return {};
    return fail(Code::unavailable, "file.read", "Cannot read " + path.string());
}

Done write_file(fs::path const& path, std::string_view content) {
    TRY(make_folder(path.parent_path()));
    auto const part = fs::path(path.string() + ".part");
    FileHandle const file(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file)
        return fail(Code::unavailable, "file.write", "Cannot make " + part.string() + ": " + why());
    TRY(write_all(file.get(), content));
    if (::fsync(file.get()) != 0)
        return fail(Code::unavailable, "file.write", "Cannot sync " + part.string() + ": " + why());
    if (::rename(part.c_str(), path.c_str()) != 0)
        return fail(Code::unavailable, "file.write",
                    "Cannot rename to " + path.string() + ": " + why());
    return sync(path.parent_path());
}

Done make_folder(fs::path const& path) {
    std::error_code error;
    if (path.empty() || fs::is_directory(path, error)) return {};
    TRY(make_folder(path.parent_path()));
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        return fail(Code::unavailable, "file.write",
                    "Cannot make folder " + path.string() + ": " + why());
    return {};
}

Done sync(fs::path const& path) {
    FileHandle const file(::open(path.empty() ? "." : path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file || ::fsync(file.get()) != 0)
        return fail(Code::unavailable, "file.write", "Cannot sync " + path.string() + ": " + why());
    return {};
}

fs::path program_folder() {
    std::error_code error;
    auto const program = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::current_path() : program.parent_path();
}

Result<FileLock> FileLock::take(fs::path const& path) {
    TRY(make_folder(path.parent_path()));
    FileHandle file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!file)
        return fail(Code::unavailable, "file.write", "Cannot open " + path.string() + ": " + why());
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
        return fail(Code::conflict, "data.locked",
                    fmt::format("Another jutong (pid {}) is writing to {}; wait for it or stop it",
                                holder(path).value_or(0), path.parent_path().string()));
    auto const pid = fmt::format("{}\n", ::getpid());
    if (::ftruncate(file.get(), 0) != 0 ||
        ::pwrite(file.get(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
        return fail(Code::unavailable, "file.write",
                    "Cannot write " + path.string() + ": " + why());
    return FileLock(std::move(file));
}

std::optional<int> FileLock::holder(fs::path const& path) {
    FileHandle const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return std::nullopt;
    if (::flock(file.get(), LOCK_SH | LOCK_NB) == 0) return std::nullopt;
    std::array<char, 32> text{};
    if (::pread(file.get(), text.data(), text.size() - 1, 0) <= 0) return 0;
    return std::atoi(text.data());  // NOLINT(cert-err34-c): what we wrote ourselves
}

}  // namespace jutong

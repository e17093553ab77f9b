#include "operation/uploads.h"

#include <algorithm>
#include <cerrno>
#include <random>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "crypto/sha256.h"
#include "operation/runner.h"

namespace jutong::operation {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t name_length_max = 200;

bool is_id(std::string const& id) {
    return id.size() == 32 && std::ranges::all_of(id, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

std::string new_id() {
    std::random_device device;
    auto const word = [&] { return (std::uint64_t{device()} << 32U) | device(); };
    return fmt::format("{:016x}{:016x}", word(), word());
}

Done check_name(std::string const& name) {
    auto const bad = name.empty() || length(name) > name_length_max || !is_utf8(name) ||
                     name.find_first_of("/\\\0") != std::string::npos || name.starts_with('.') ||
                     std::ranges::any_of(name, [](char c) { return c >= 0 && c < 0x20; });
    if (!bad) return {};
    return fail(Code::invalid, "upload.name",
                "The name must be a file's own, without folders, of at most 200 characters");
}

Result<std::string> hash_of(fs::path const& file) {
    crypto::Sha256 hash;
    TRY(read_pieces(file, [&](std::string_view piece) -> Done {
        hash.add(piece);
        return {};
    }));
    return hash.hex();
}

// After a call of the system that has failed.
tl::unexpected<Error> cannot_write() {
    return fail(
        Code::unavailable, "file.write",
        fmt::format("The upload cannot be written: {}", std::generic_category().message(errno)));
}

}  // namespace

Uploads::Uploads(fs::path const& data) : folder_(uploads_of(data)) {}

Result<Upload> Uploads::begin(std::string const& name, std::int64_t bytes,
                              std::string const& sha256) {
    TRY(check_name(name));
    if (bytes < 1 || bytes > upload_bytes_max)
        return fail(Code::invalid, "upload.bytes",
                    fmt::format("An upload has 1 to {} bytes", upload_bytes_max));
    TRY(make_folder(folder_));
    auto const here = std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
    if (here >= static_cast<std::ptrdiff_t>(uploads_max))
        return fail(Code::limited, "upload.count",
                    "Too many uploads lie here; take them in or delete them");
    Upload upload{new_id(), name, bytes, 0, sha256, {}};
    auto const folder = folder_ / upload.id;
    upload.file = folder / name;
    json::object const about{{"name", name}, {"bytes", bytes}, {"sha256", sha256}};
    auto const write = [&]() -> Done {
        TRY(make_folder(folder));
        TRY(write_file(upload.file, ""));
        return write_file(folder / ".upload", json::serialize(about));
    };
    auto const done = write();
    if (done) return upload;
    std::error_code ignored;  // what is half there would count as an upload
    fs::remove_all(folder, ignored);
    return fail(done.error());
}

Result<Upload> Uploads::find(std::string const& id) const {
    auto const unknown = [&] {
        return fail(Code::not_found, "upload.unknown", "There is no such upload");
    };
    if (!is_id(id)) return unknown();
    auto const folder = folder_ / id;
    auto const text = read_file(folder / ".upload");
    if (!text) return unknown();
    json::error_code error;
    auto const about = json::parse(*text, error);
    if (error || !about.is_object())
        return fail(Code::corrupt, "upload.damaged", "The upload's record is damaged");
    Upload upload{id, std::string(about.at("name").as_string()),   about.at("bytes").as_int64(),
                  0,  std::string(about.at("sha256").as_string()), {}};
    upload.file = folder / upload.name;
    std::error_code missing;
    upload.received = static_cast<std::int64_t>(fs::file_size(upload.file, missing));
    if (missing) return unknown();
    return upload;
}

Result<Upload> Uploads::add(std::string const& id, std::int64_t offset, std::string_view bytes) {
    auto upload = TRY(find(id));
    if (offset != upload.received)
        return fail(Code::conflict, "upload.offset",
                    fmt::format("Go on at byte {}", upload.received));
    if (upload.received + static_cast<std::int64_t>(bytes.size()) > upload.bytes)
        return fail(Code::invalid, "upload.bytes", "That is more than was announced");
    FileHandle const file(::open(upload.file.c_str(), O_WRONLY | O_CLOEXEC));
    for (std::size_t at = 0; file && at < bytes.size();) {
        auto const written = ::pwrite(file.get(), bytes.data() + at, bytes.size() - at,
                                      offset + static_cast<std::int64_t>(at));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return cannot_write();
        at += static_cast<std::size_t>(written);
    }
    if (!file || ::fsync(file.get()) != 0) return cannot_write();
    upload.received += static_cast<std::int64_t>(bytes.size());
    if (upload.complete() && !upload.sha256.empty() && TRY(hash_of(upload.file)) != upload.sha256) {
        TRY(remove(id));
        return fail(Code::invalid, "upload.sha256",
                    "What arrived is not what was announced; send the file again");
    }
    return upload;
}

Done Uploads::remove(std::string const& id) {
    TRY(find(id));
    std::error_code error;
    fs::remove_all(folder_ / id, error);
    if (error) return fail(Code::unavailable, "file.write", "The upload cannot be deleted");
    return {};
}

}  // namespace jutong::operation

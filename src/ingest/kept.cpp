#include "ingest/kept.h"

#include <cstdio>
#include <vector>

#include <unistd.h>
#include <zstd.h>

#include "base/file.h"
#include "crypto/sha256.h"
#include "ingest/stream.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t piece_bytes = 1U << 20U;
constexpr int zstd_level = 1;
constexpr std::string_view compressed_suffix = ".zst";

bool is_compressed_already(std::string_view first_bytes) {
    return compression_of(first_bytes) != Compression::none || first_bytes.starts_with("PAR1") ||
           first_bytes.starts_with("PK\x03\x04");  // zip archives and workbooks
}

// A new file, compressed where asked, that is synced and renamed into place at the end or vanishes.
class Writer {
public:
    Writer(fs::path part, bool compress)
        : part_(std::move(part)), file_(std::fopen(part_.c_str(), "wbe")) {
        if (compress) {
            zstd_ = ZSTD_createCCtx();
            ZSTD_CCtx_setParameter(zstd_, ZSTD_c_compressionLevel, zstd_level);
            ZSTD_CCtx_setParameter(zstd_, ZSTD_c_checksumFlag, 1);
        }
    }
    ~Writer() {
        ZSTD_freeCCtx(zstd_);
        if (file_ != nullptr) std::fclose(file_);
        std::error_code ignored;
        fs::remove(part_, ignored);
    }
    Writer(Writer const&) = delete;
    Writer& operator=(Writer const&) = delete;

    Done add(std::string_view bytes) {
        return zstd_ == nullptr ? write(bytes) : compress(bytes, ZSTD_e_continue);
    }

    Done finish(fs::path const& path) {
        if (zstd_ != nullptr) TRY(compress({}, ZSTD_e_end));
        if (std::fflush(file_) != 0 || ::fsync(::fileno(file_)) != 0) return full();
        fs::permissions(part_, fs::perms::owner_read | fs::perms::owner_write);
        fs::rename(part_, path);
        return sync(path.parent_path());
    }

private:
    tl::unexpected<Error> full() const {
        return fail(Code::unavailable, "file.write",
                    "Cannot write " + part_.string() + "; is the disk full?");
    }

    Done write(std::string_view bytes) {
        if (file_ == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size())
            return full();
        return {};
    }

    Done compress(std::string_view bytes, ZSTD_EndDirective directive) {
        buffer_.resize(ZSTD_CStreamOutSize());
        ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
        while (true) {
            ZSTD_outBuffer output{buffer_.data(), buffer_.size(), 0};
            auto const left = ZSTD_compressStream2(zstd_, &output, &input, directive);
            if (ZSTD_isError(left) != 0)
                return fail(Code::internal, "ingest.kept.compress", ZSTD_getErrorName(left));
            TRY(write({buffer_.data(), output.pos}));
            if (directive == ZSTD_e_end ? left == 0 : input.pos == input.size) return {};
        }
    }

    fs::path part_;
    std::FILE* file_;
    ZSTD_CCtx* zstd_ = nullptr;
    std::vector<char> buffer_;
};

}  // namespace

Result<std::unique_ptr<ByteStream>> Input::open() const {
    if (!member) return open_plain(file);
    auto const archive = TRY(Archive::open(file));
    return archive->read(*member);
}

Result<std::unique_ptr<Unpacked>> Unpacked::make(Input const& input, Progress& progress) {
    auto const stream = TRY(input.open());
    auto pattern = (fs::temp_directory_path() / "jutong.XXXXXX").string();
    FileHandle const file(::mkstemp(pattern.data()));
    auto unpacked = std::unique_ptr<Unpacked>(new Unpacked(pattern));
    std::vector<char> piece(piece_bytes);
    while (true) {
        auto const count = TRY(stream->read(piece));
        if (count == 0) return unpacked;
        TRY(progress.go_on());
        for (std::size_t at = 0; at < count;) {
            auto const written = ::write(file.get(), piece.data() + at, count - at);
            if (written <= 0)
                return fail(Code::unavailable, "file.write",
                            "Cannot write " + pattern + "; is the disk full?");
            at += static_cast<std::size_t>(written);
        }
    }
}

Unpacked::~Unpacked() {
    std::error_code ignored;
    fs::remove(path_, ignored);
}

fs::path KeptFiles::path_of(std::string const& sha256) const {
    return folder_ / sha256.substr(0, 2) / sha256;
}

Result<Kept> KeptFiles::keep(Input const& input, Progress& progress) const {
    TRY(make_folder(folder_));
    auto opened = TRY(input.open());
    auto start = TRY(sampled(std::move(opened), 4));
    auto const compress = !is_compressed_already(start.sample);
    Writer writer(folder_ / ("incoming." + std::to_string(::getpid())), compress);
    crypto::Sha256 hash;
    Kept kept;
    std::vector<char> piece(piece_bytes);
    while (true) {
        auto const count = TRY(start.stream->read(piece));
        if (count == 0) break;
        TRY(progress.go_on());
        hash.add({piece.data(), count});
        TRY(writer.add({piece.data(), count}));
        kept.bytes += static_cast<std::int64_t>(count);
    }
    kept.sha256 = hash.hex();
    if (auto const found = find(kept.sha256)) {
        kept.path = *found;
        return kept;
    }
    kept.path = path_of(kept.sha256);
    TRY(make_folder(kept.path.parent_path()));
    if (compress) kept.path += compressed_suffix;
    TRY(writer.finish(kept.path));
    return kept;
}

struct NewKept::Impl {
    fs::path folder;
    Writer writer;
    crypto::Sha256 hash;
    std::int64_t bytes = 0;
};

NewKept::NewKept(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
NewKept::NewKept(NewKept&&) noexcept = default;
NewKept::~NewKept() = default;

Result<NewKept> KeptFiles::create() const {
    TRY(make_folder(folder_));
    auto part = folder_ / ("made." + std::to_string(::getpid()));
    return NewKept(
        std::unique_ptr<NewKept::Impl>(new NewKept::Impl{folder_, Writer(part, true), {}}));
}

Done NewKept::add(std::string_view bytes) {
    impl_->hash.add(bytes);
    impl_->bytes += static_cast<std::int64_t>(bytes.size());
    return impl_->writer.add(bytes);
}

Result<Kept> NewKept::finish() {
    KeptFiles const files(impl_->folder);
    Kept kept{impl_->hash.hex(), impl_->bytes, {}};
    if (auto const found = files.find(kept.sha256)) {
        kept.path = *found;
        return kept;
    }
    kept.path = files.path_of(kept.sha256);
    TRY(make_folder(kept.path.parent_path()));
    kept.path += compressed_suffix;
    TRY(impl_->writer.finish(kept.path));
    return kept;
}

Done KeptFiles::remove(std::string const& sha256) const {
    auto const path = find(sha256);
    std::error_code error;
    if (path) fs::remove(*path, error);
    if (error) return fail(Code::unavailable, "file.write", "Cannot delete " + path->string());
    return {};
}

std::vector<fs::path> KeptFiles::others_than(std::set<std::string> const& sha256s) const {
    std::vector<fs::path> others;
    std::error_code missing;
    for (auto const& entry : fs::recursive_directory_iterator(folder_, missing)) {
        if (!entry.is_regular_file()) continue;
        auto name = entry.path().filename().string();
        if (name.ends_with(compressed_suffix)) name.resize(name.size() - compressed_suffix.size());
        if (!sha256s.contains(name)) others.push_back(entry.path());
    }
    return others;
}

Result<fs::path> KeptFiles::find(std::string const& sha256) const {
    auto path = path_of(sha256);
    if (fs::exists(path)) return path;
    path += compressed_suffix;
    if (fs::exists(path)) return path;
    return fail(Code::corrupt, "ingest.kept.missing", "A kept file is gone: " + path.string());
}

Done KeptFiles::check(std::string const& sha256) const {
    auto const path = TRY(find(sha256));
    auto stream =
        TRY(path.extension() == compressed_suffix ? open_decompressed(path) : open_plain(path));
    crypto::Sha256 hash;
    std::vector<char> piece(piece_bytes);
    while (true) {
        auto const count = stream->read(piece);
        if (!count) break;
        if (*count == 0) {
            if (hash.hex() == sha256) return {};
            break;
        }
        hash.add({piece.data(), *count});
    }
    return fail(Code::corrupt, "ingest.kept.changed",
                "A kept file is not what was sent: " + path.string());
}

}  // namespace jutong::ingest

#include "ingest/stream.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include "base/file.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t input_bytes = 256 * 1024;

class PlainFile final : public ByteStream {
public:
    PlainFile(std::FILE* file, Position position) : file_(file), position_(std::move(position)) {}
    ~PlainFile() override { std::fclose(file_); }
    PlainFile(PlainFile const&) = delete;
    PlainFile& operator=(PlainFile const&) = delete;

    Result<std::size_t> read(std::span<char> out) override {
        auto const count = std::fread(out.data(), 1, out.size(), file_);
        if (count == 0 && std::ferror(file_) != 0)
            return fail(Code::unavailable, "ingest.file.read", "Cannot read the file");
        if (position_ != nullptr) *position_ += static_cast<std::int64_t>(count);
        return count;
    }

private:
    std::FILE* file_;
    Position position_;
};

// What both decompressors share: compressed bytes that wait.
class Compressed {
public:
    explicit Compressed(std::unique_ptr<ByteStream> bytes)
        : bytes_(std::move(bytes)), buffer_(input_bytes) {}

    // Bytes not yet used; reads more where there are none. Empty at the end of the file.
    Result<std::span<char>> waiting() {
        if (begin_ == end_) {
            begin_ = 0;
            end_ = TRY(bytes_->read(buffer_));
            packed_ += static_cast<std::int64_t>(end_);
        }
        return std::span(buffer_).subspan(begin_, end_ - begin_);
    }
    void use(std::size_t count) { begin_ += count; }

    // So many more bytes came out.
    Result<std::size_t> gave(std::size_t count) {
        unpacked_ += static_cast<std::int64_t>(count);
        TRY(check_unpacked(packed_, unpacked_));
        return count;
    }

private:
    std::unique_ptr<ByteStream> bytes_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::int64_t packed_ = 0;
    std::int64_t unpacked_ = 0;
};

tl::unexpected<Error> truncated() {
    return fail(Code::invalid, "ingest.file.truncated",
                "The compressed file ends too early: it was cut off; send it again");
}

tl::unexpected<Error> damaged() {
    return fail(Code::invalid, "ingest.file.damaged",
                "The compressed file is damaged; send it again");
}

class GzipStream final : public ByteStream {
public:
    explicit GzipStream(std::unique_ptr<ByteStream> bytes) : in_(std::move(bytes)) {
        inflateInit2(&zlib_, 15 + 32);
    }
    ~GzipStream() override { inflateEnd(&zlib_); }
    GzipStream(GzipStream const&) = delete;
    GzipStream& operator=(GzipStream const&) = delete;

    Result<std::size_t> read(std::span<char> out) override {
        while (true) {
            auto const waiting = TRY(in_.waiting());
            if (waiting.empty()) {
                if (in_member_) return truncated();
                return std::size_t{0};
            }
            if (!in_member_) inflateReset(&zlib_);
            in_member_ = true;
            zlib_.next_in = reinterpret_cast<Bytef*>(waiting.data());
            zlib_.avail_in = static_cast<uInt>(waiting.size());
            zlib_.next_out = reinterpret_cast<Bytef*>(out.data());
            zlib_.avail_out = static_cast<uInt>(out.size());
            auto const status = inflate(&zlib_, Z_NO_FLUSH);
            in_.use(waiting.size() - zlib_.avail_in);
            if (status == Z_STREAM_END)
                in_member_ = false;
            else if (status != Z_OK && status != Z_BUF_ERROR)
                return damaged();
            if (auto const count = out.size() - zlib_.avail_out; count > 0) return in_.gave(count);
        }
    }

private:
    Compressed in_;
    z_stream zlib_{};
    bool in_member_ = false;
};

class ZstdStream final : public ByteStream {
public:
    explicit ZstdStream(std::unique_ptr<ByteStream> bytes)
        : in_(std::move(bytes)), zstd_(ZSTD_createDStream()) {}
    ~ZstdStream() override { ZSTD_freeDStream(zstd_); }
    ZstdStream(ZstdStream const&) = delete;
    ZstdStream& operator=(ZstdStream const&) = delete;

    Result<std::size_t> read(std::span<char> out) override {
        while (true) {
            auto const waiting = TRY(in_.waiting());
            ZSTD_inBuffer input{waiting.data(), waiting.size(), 0};
            ZSTD_outBuffer output{out.data(), out.size(), 0};
            // With no input left the decompressor may still hold output.
            if (waiting.empty() && !in_frame_) return std::size_t{0};
            auto const status = ZSTD_decompressStream(zstd_, &output, &input);
            if (ZSTD_isError(status) != 0) return damaged();
            in_.use(input.pos);
            in_frame_ = status != 0;
            if (output.pos > 0) return in_.gave(output.pos);
            if (waiting.empty()) return truncated();
        }
    }

private:
    Compressed in_;
    ZSTD_DStream* zstd_;
    bool in_frame_ = false;
};

class PutBack final : public ByteStream {
public:
    PutBack(std::string first, std::unique_ptr<ByteStream> rest)
        : first_(std::move(first)), rest_(std::move(rest)) {}

    Result<std::size_t> read(std::span<char> out) override {
        if (at_ == first_.size()) return rest_->read(out);
        auto const count = std::min(out.size(), first_.size() - at_);
        std::memcpy(out.data(), first_.data() + at_, count);
        at_ += count;
        return count;
    }

private:
    std::string first_;
    std::size_t at_ = 0;
    std::unique_ptr<ByteStream> rest_;
};

}  // namespace

Done check_unpacked(std::int64_t packed, std::int64_t unpacked) {
    if (unpacked <= unpacked_freely_max) return {};
    if (unpacked <= packed * unpacked_ratio_max && unpacked <= unpacked_bytes_max) return {};
    return fail(Code::limited, "ingest.file.bomb",
                fmt::format("The file unpacks to more than {} times its size or {} GiB, as only "
                            "bombs do; send it unpacked or in parts",
                            unpacked_ratio_max, unpacked_bytes_max >> 30U));
}

Compression compression_of(std::string_view first) {
    if (first.starts_with("\x1F\x8B")) return Compression::gzip;
    if (first.starts_with("\x28\xB5\x2F\xFD")) return Compression::zstd;
    return Compression::none;
}

Result<std::unique_ptr<ByteStream>> open_plain(fs::path const& file, Position position) {
    if (fs::is_directory(file))
        return fail(Code::invalid, "ingest.file.read", file.string() + " is a folder");
    auto* const opened = std::fopen(file.c_str(), "rbe");
    if (opened == nullptr)
        return fail(Code::not_found, "ingest.file.missing", "There is no file " + file.string());
    return std::make_unique<PlainFile>(opened, std::move(position));
}

Result<bool> is_uncompressed(fs::path const& file) {
    auto opened = TRY(open_plain(file));
    auto const start = TRY(sampled(std::move(opened), 4));
    return compression_of(start.sample) == Compression::none;
}

Result<std::unique_ptr<ByteStream>> open_decompressed(fs::path const& file, Position position) {
    auto opened = TRY(open_plain(file, std::move(position)));
    auto start = TRY(sampled(std::move(opened), 4));
    switch (compression_of(start.sample)) {
        case Compression::gzip:
            return std::make_unique<GzipStream>(std::move(start.stream));
        case Compression::zstd:
            return std::make_unique<ZstdStream>(std::move(start.stream));
        case Compression::none:
            break;
    }
    return std::move(start.stream);
}

Result<std::string> read_all(ByteStream& stream, std::size_t bytes_max) {
    std::string all;
    std::size_t size = 0;
    while (true) {
        if (size == all.size())
            all.resize(std::min(bytes_max + 1, std::max(input_bytes, size * 2)));
        auto const count = TRY(stream.read(std::span(all).subspan(size)));
        if (count == 0) break;
        size += count;
        if (size > bytes_max)
            return fail(Code::limited, "ingest.file.too_large",
                        fmt::format("The file has more than {} MiB, which this format may not "
                                    "have; send it as CSV or in parts",
                                    bytes_max >> 20U));
    }
    all.resize(size);
    return all;
}

Result<Sampled> sampled(std::unique_ptr<ByteStream> stream, std::size_t bytes_max) {
    std::string sample(bytes_max, '\0');
    std::size_t size = 0;
    while (size < bytes_max) {
        auto const count = TRY(stream->read(std::span(sample).subspan(size)));
        if (count == 0) break;
        size += count;
    }
    sample.resize(size);
    return Sampled{sample, std::make_unique<PutBack>(sample, std::move(stream))};
}

}  // namespace jutong::ingest

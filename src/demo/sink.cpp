#include "demo/sink.h"

#include <cstdio>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <zlib.h>
#include <zstd.h>

namespace jutong::demo {

namespace {

constexpr std::size_t chunk_bytes = 256 * 1024;
constexpr int gzip_level = 3;
constexpr int gzip_window_bits = 15 + 16;  // 16: with a gzip header, whose time is 0
constexpr int zstd_level = 3;

tl::unexpected<Error> write_failed(std::string const& path) {
    return fail(Code::unavailable, "demo.write", "Cannot write " + path);
}

class FileSink final : public Sink {
public:
    FileSink(std::FILE* file, std::string path) : file_(file), path_(std::move(path)) {}
    ~FileSink() override {
        if (file_ != nullptr) std::fclose(file_);
    }

    Done write(std::string_view bytes) override {
        if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size())
            return write_failed(path_);
        size_ += static_cast<std::int64_t>(bytes.size());
        return {};
    }

    Result<std::int64_t> close() override {
        auto* const file = std::exchange(file_, nullptr);
        if (std::fclose(file) != 0) return write_failed(path_);
        return size_;
    }

private:
    std::FILE* file_;
    std::string path_;
    std::int64_t size_ = 0;
};

class GzipSink final : public Sink {
public:
    explicit GzipSink(std::unique_ptr<Sink> below) : below_(std::move(below)), out_(chunk_bytes) {
        auto const made = deflateInit2(&stream_, gzip_level, Z_DEFLATED, gzip_window_bits,
                                       MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY);
        if (made != Z_OK) throw std::bad_alloc();
    }
    ~GzipSink() override { deflateEnd(&stream_); }

    Done write(std::string_view bytes) override { return run(bytes, Z_NO_FLUSH); }

    Result<std::int64_t> close() override {
        TRY(run({}, Z_FINISH));
        return below_->close();
    }

private:
    Done run(std::string_view bytes, int flush) {
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        stream_.avail_in = static_cast<uInt>(bytes.size());
        do {
            stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
            stream_.avail_out = static_cast<uInt>(out_.size());
            deflate(&stream_, flush);
            TRY(below_->write({out_.data(), out_.size() - stream_.avail_out}));
        } while (stream_.avail_out == 0);
        return {};
    }

    std::unique_ptr<Sink> below_;
    z_stream stream_{};
    std::vector<char> out_;
};

class ZstdSink final : public Sink {
public:
    explicit ZstdSink(std::unique_ptr<Sink> below)
        : below_(std::move(below)), stream_(ZSTD_createCCtx()), out_(ZSTD_CStreamOutSize()) {
        if (stream_ == nullptr) throw std::bad_alloc();
        ZSTD_CCtx_setParameter(stream_, ZSTD_c_compressionLevel, zstd_level);
    }
    ~ZstdSink() override { ZSTD_freeCCtx(stream_); }

    Done write(std::string_view bytes) override { return run(bytes, ZSTD_e_continue); }

    Result<std::int64_t> close() override {
        TRY(run({}, ZSTD_e_end));
        return below_->close();
    }

private:
    Done run(std::string_view bytes, ZSTD_EndDirective directive) {
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        for (;;) {
            ZSTD_outBuffer out{out_.data(), out_.size(), 0};
            auto const left = ZSTD_compressStream2(stream_, &out, &in, directive);
            if (ZSTD_isError(left) != 0)
                return fail(Code::internal, "demo.write", ZSTD_getErrorName(left));
            TRY(below_->write({out_.data(), out.pos}));
            auto const done = directive == ZSTD_e_end ? left == 0 : in.pos == in.size;
            if (done) return {};
        }
    }

    std::unique_ptr<Sink> below_;
    ZSTD_CCtx* stream_;
    std::vector<char> out_;
};

}  // namespace

Result<std::unique_ptr<Sink>> Sink::create(std::filesystem::path const& path,
                                           Compression compression) {
    auto* const file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) return write_failed(path.string());
    std::unique_ptr<Sink> sink = std::make_unique<FileSink>(file, path.string());
    if (compression == Compression::gzip) sink = std::make_unique<GzipSink>(std::move(sink));
    if (compression == Compression::zstd) sink = std::make_unique<ZstdSink>(std::move(sink));
    return sink;
}

}  // namespace jutong::demo

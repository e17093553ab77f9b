#include "api/table_stream.h"

#include <array>
#include <atomic>
#include <cstdio>
#include <exception>
#include <optional>

#include <fmt/format.h>

#include "api/row_text.h"
#include "api/scratch_folder.h"
#include "base/log.h"
#include "http/pool.h"
#include "lake/lake.h"

namespace jutong::api {

namespace {

constexpr std::size_t chunk_bytes = 512 * 1024;
std::atomic<int> exports = 0;

// One of the few exports that may run at once.
class Slot {
public:
    static std::unique_ptr<Slot> take() {
        if (++exports <= exports_max) return std::unique_ptr<Slot>(new Slot);
        --exports;
        return nullptr;
    }
    ~Slot() { --exports; }
    Slot(Slot const&) = delete;
    Slot& operator=(Slot const&) = delete;

private:
    Slot() = default;
};

// What all kinds of tables share: each chunk is made by a thread of the pool.
class PooledStream : public http::BodyStream, public std::enable_shared_from_this<PooledStream> {
public:
    explicit PooledStream(std::unique_ptr<Slot> slot) : slot_(std::move(slot)) {}

    void next(Ready ready) override {
        auto shared = std::make_shared<Ready>(std::move(ready));
        auto const work = [self = shared_from_this(), shared] {
            auto chunk = self->next_chunk();
            if (!chunk) log(Level::warning, "export.failed", {{"reason", chunk.error().reason}});
            (*shared)(std::move(chunk));
        };
        if (!pool().offer(work)) (*shared)(fail(Code::limited, "export.busy", "Too many exports"));
    }

    void stop() override { is_stopped_ = true; }

protected:
    virtual Result<std::string> chunk() = 0;  // empty at the end

private:
    Result<std::string> next_chunk() {
        if (is_stopped_) return fail(Code::unavailable, "export.stopped", "The reader is gone");
        try {
            return chunk();
        } catch (std::exception const& e) {  // of a library: out of memory
            return fail(Code::internal, "program.exception", e.what());
        }
    }

    static http::Pool& pool() {
        static http::Pool one(exports_max, exports_max * 2);
        return one;
    }

    std::unique_ptr<Slot> slot_;
    std::atomic<bool> is_stopped_ = false;
};

class TextStream final : public PooledStream {
public:
    // `workplace`: shared, so that the lake outlives what reads it.
    TextStream(std::unique_ptr<Slot> slot, std::shared_ptr<job::Workplace> workplace,
               lake::Session session, RowText rows, std::string begin)
        : PooledStream(std::move(slot)),
          workplace_(std::move(workplace)),
          session_(std::move(session)),
          rows_(std::move(rows)),
          text_(std::move(begin)) {}

    Done open(std::string const& sql) {
        auto scan = TRY(session_.open_scan(sql));
        scan_.emplace(std::move(scan));
        return {};
    }

    void stop() override {
        PooledStream::stop();
        session_.interrupt();
    }

private:
    Result<std::string> chunk() override {
        text_.reserve(chunk_bytes + chunk_bytes / 2);
        while (text_.size() < chunk_bytes) {
            auto const has_more = TRY(scan_->next(batch_));
            if (!has_more) break;
            rows_.append(batch_, text_);
        }
        return std::exchange(text_, std::string());
    }

    std::shared_ptr<job::Workplace> workplace_;
    lake::Session session_;
    std::optional<lake::Scan> scan_;
    lake::Batch batch_;
    RowText rows_;
    std::string text_;
};

class FileStream final : public PooledStream {
public:
    FileStream(std::unique_ptr<Slot> slot, std::shared_ptr<job::Workplace> workplace,
               lake::Session session, ScratchFolder folder, std::string sql)
        : PooledStream(std::move(slot)),
          workplace_(std::move(workplace)),
          session_(std::move(session)),
          folder_(std::move(folder)),
          sql_(std::move(sql)) {}
    ~FileStream() override {
        if (file_ != nullptr) std::fclose(file_);
    }

    void stop() override {
        PooledStream::stop();
        session_.interrupt();
    }

private:
    Result<std::string> chunk() override {
        if (file_ == nullptr) TRY(make());
        std::string bytes(chunk_bytes, '\0');
        auto const read = std::fread(bytes.data(), 1, bytes.size(), file_);
        if (read == 0 && std::ferror(file_) != 0)
            return fail(Code::unavailable, "file.read", "Cannot read the file of the export");
        bytes.resize(read);
        return bytes;
    }

    Done make() {
        auto const path = folder_.path() / "table.parquet";
        TRY(session_.run(fmt::format("COPY ({}) TO {} (FORMAT parquet, COMPRESSION zstd)", sql_,
                                     lake::quoted_text(path.string()))));
        file_ = std::fopen(path.c_str(), "rbe");
        if (file_ == nullptr)
            return fail(Code::unavailable, "file.read", "Cannot read the file of the export");
        return {};
    }

    std::shared_ptr<job::Workplace> workplace_;
    lake::Session session_;
    ScratchFolder folder_;
    std::string sql_;
    std::FILE* file_ = nullptr;
};

struct Kind {
    std::string_view type, suffix;
};
constexpr std::array<Kind, 3> kinds = {{{"text/csv; charset=utf-8; header=present", "csv"},
                                        {"application/x-ndjson", "ndjson"},
                                        {"application/vnd.apache.parquet", "parquet"}}};

}  // namespace

Result<http::Response> table_response(std::shared_ptr<job::Workplace> const& workplace,
                                      TableQuery query, TableFormat format,
                                      std::string const& name) {
    auto slot = Slot::take();
    if (slot == nullptr)
        return fail(
            Code::limited, "export.busy",
            fmt::format("{} exports run already; come again when one has ended", exports_max));
    auto session = TRY(workplace->lake().session());
    auto const& kind = kinds.at(static_cast<std::size_t>(format));
    http::Response response{200,
                            {{"Content-Type", std::string(kind.type)},
                             {"Cache-Control", "no-store"},
                             {"Content-Disposition",
                              fmt::format("attachment; filename=\"{}.{}\"", name, kind.suffix)}}};
    if (format == TableFormat::parquet) {
        auto folder = TRY(ScratchFolder::make(workplace->settings().data));
        response.stream =
            std::make_shared<FileStream>(std::move(slot), workplace, std::move(session),
                                         std::move(folder), std::move(query.sql));
        return response;
    }
    std::string begin;
    if (format == TableFormat::csv) {
        if (query.has_mark) begin = "\xEF\xBB\xBF";
        if (query.header.empty())
            for (auto const& column : query.columns) query.header.push_back(column.name);
        RowText::append_header(query.header, begin);
    }
    RowText rows(format == TableFormat::csv ? RowFormat::csv : RowFormat::ndjson, query.columns);
    auto const stream = std::make_shared<TextStream>(std::move(slot), workplace, std::move(session),
                                                     std::move(rows), std::move(begin));
    TRY(stream->open(query.sql));
    response.stream = stream;
    return response;
}

}  // namespace jutong::api

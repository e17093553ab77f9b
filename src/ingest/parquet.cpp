#include "ingest/parquet.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "ingest/records.h"

namespace jutong::ingest {

namespace {

class ParquetStream final : public ByteStream {
public:
    static Result<std::unique_ptr<ByteStream>> open(fs::path const& file, lake::Lake& lake) {
        auto session = TRY(lake.session());
        auto scan = session.open_scan(fmt::format(
            "SELECT COLUMNS(*)::VARCHAR FROM read_parquet({})", lake::quoted_text(file.string())));
        if (!scan)
            return fail(Code::invalid, "ingest.file.damaged",
                        "Not a readable Parquet file: " + scan.error().message);
        return std::unique_ptr<ByteStream>(new ParquetStream(std::move(session), std::move(*scan)));
    }

    Result<std::size_t> read(std::span<char> out) override {
        if (at_ == text_.size()) TRY(refill());
        auto const count = std::min(out.size(), text_.size() - at_);
        std::copy_n(text_.data() + at_, count, out.data());
        at_ += count;
        return count;
    }

private:
    ParquetStream(lake::Session session, lake::Scan scan)
        : session_(std::move(session)), scan_(std::move(scan)) {
        for (auto const& column : scan_.columns()) put(column);
        text_.back() = '\n';
    }

    void put(std::string_view cell) {
        append_cell(text_, cell, ',');
        text_ += ',';
    }

    Done refill() {
        text_.clear();
        at_ = 0;
        if (!TRY(scan_.next(batch_))) return {};
        for (std::size_t row = 0; row < batch_.rows; ++row) {
            auto const begin = text_.size();
            for (auto const& column : batch_.columns) put(column.text[row]);
            text_.back() = '\n';
            if (text_.size() == begin + 1)
                text_.insert(begin, "\"\"");  // an empty line would be no row
        }
        return {};
    }

    lake::Session session_;
    lake::Scan scan_;
    lake::Batch batch_;
    std::string text_;
    std::size_t at_ = 0;
};

}  // namespace

Result<std::unique_ptr<ByteStream>> open_parquet(fs::path const& file, lake::Lake& lake) {
    return ParquetStream::open(file, lake);
}

}  // namespace jutong::ingest

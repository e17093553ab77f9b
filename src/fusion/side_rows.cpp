#include "fusion/side_rows.h"

#include <utility>

namespace jutong::fusion {

namespace {

// A batch on disk: its rows; then for each column its numbers and how many bytes of text follow.
bool read_bytes(std::FILE* file, void* to, std::size_t size) {
    return std::fread(to, 1, size, file) == size;
}

class SideCursor final : public lake::Cursor {
public:
    SideCursor(std::vector<std::FILE*> const& files, std::atomic<std::size_t>& next,
               std::vector<lake::Column> const& columns)
        : files_(files), next_(next), columns_(columns) {}

    Result<std::size_t> next(lake::BatchWriter& out) override {
        while (true) {
            if (file_ == nullptr) {
                auto const place = next_++;
                if (place >= files_.size()) return std::size_t{0};
                file_ = files_[place];
                std::rewind(file_);
            }
            std::uint64_t rows = 0;
            if (!read_bytes(file_, &rows, sizeof rows)) {
                file_ = nullptr;
                continue;
            }
            for (std::size_t i = 0; i < columns_.size(); ++i) TRY(read_column(i, rows, out));
            return static_cast<std::size_t>(rows);
        }
    }

private:
    Done read_column(std::size_t column, std::size_t rows, lake::BatchWriter& out) {
        std::uint64_t size = 0;
        numbers_.resize(rows);
        auto ok = read_bytes(file_, numbers_.data(), rows * sizeof(std::int64_t)) &&
                  read_bytes(file_, &size, sizeof size);
        if (ok) bytes_.resize(size);
        ok = ok && read_bytes(file_, bytes_.data(), size);
        if (!ok) return fail(Code::unavailable, "file.read", "Cannot read back rows of a fusion");
        if (columns_[column].type == lake::Type::text)
            write_texts(column, out);
        else
            write_numbers(column, out);
        return {};
    }

    void write_texts(std::size_t column, lake::BatchWriter& out) {
        texts_.clear();
        auto const* at = bytes_.data();
        for (auto const size : numbers_) {
            texts_.emplace_back(at, static_cast<std::size_t>(size));
            at += size;
        }
        out.text(column, texts_, {});
    }

    void write_numbers(std::size_t column, lake::BatchWriter& out) {
        nulls_.resize(numbers_.size());
        for (std::size_t row = 0; row < nulls_.size(); ++row)
            nulls_[row] = column > 0 && numbers_[row] == 0 ? 1 : 0;
        out.number(column, numbers_, nulls_);
    }

    std::vector<std::FILE*> const& files_;
    std::atomic<std::size_t>& next_;
    std::vector<lake::Column> const& columns_;
    std::FILE* file_ = nullptr;
    std::vector<std::int64_t> numbers_;  // of the column at hand
    std::string bytes_;
    std::vector<std::string_view> texts_;
    std::vector<std::uint8_t> nulls_;
};

class SideFeed final : public lake::Feed {
public:
    SideFeed(std::vector<std::FILE*> files, std::vector<lake::Column> columns)
        : files_(std::move(files)), columns_(std::move(columns)) {}
    std::vector<lake::Column> columns() const override { return columns_; }
    std::unique_ptr<lake::Cursor> cursor() override {
        return std::make_unique<SideCursor>(files_, next_, columns_);
    }

private:
    std::vector<std::FILE*> const files_;
    std::vector<lake::Column> const columns_;
    std::atomic<std::size_t> next_ = 0;
};

}  // namespace

SideRows::~SideRows() {
    for (auto* const file : files_) std::fclose(file);
}

Result<SideRows::Writer> SideRows::writer(std::size_t columns) {
    auto* const file = std::tmpfile();
    if (file == nullptr)
        return fail(Code::unavailable, "file.write", "Cannot make a temporary file");
    std::lock_guard const lock(mutex_);
    files_.push_back(file);
    return Writer(file, columns);
}

Done SideRows::Writer::flush() {
    if (rows_ == 0) return {};
    auto const write = [&](void const* from, std::size_t size) {
        return std::fwrite(from, 1, size, file_) == size;
    };
    std::uint64_t const rows = std::exchange(rows_, 0);
    auto ok = write(&rows, sizeof rows);
    for (auto& [numbers, bytes] : columns_) {
        std::uint64_t const size = bytes.size();
        ok = ok && write(numbers.data(), numbers.size() * sizeof(std::int64_t)) &&
             write(&size, sizeof size) && write(bytes.data(), bytes.size());
        numbers.clear();
        bytes.clear();
    }
    if (!ok)
        return fail(Code::unavailable, "file.write",
                    "Cannot set rows of a fusion aside; is the disk full?");
    return {};
}

std::unique_ptr<lake::Feed> feed_of(SideRows& rows, std::vector<lake::Column> columns) {
    return std::make_unique<SideFeed>(rows.files(), std::move(columns));
}

}  // namespace jutong::fusion

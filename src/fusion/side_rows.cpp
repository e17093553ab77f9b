#include "fusion/side_rows.h"

#include <cstring>

namespace jutong::fusion {

namespace {

class SideCursor final : public lake::Cursor {
public:
    SideCursor(std::vector<std::FILE*> const& files, std::atomic<std::size_t>& next,
               std::vector<lake::Column> const& columns)
        : files_(files),
          next_(next),
          columns_(columns),
          numbers_(columns.size()),
          texts_(columns.size()) {}

    Result<std::size_t> next(lake::BatchWriter& out) override {
        std::size_t rows = 0;
        for (auto& column : numbers_) column.clear();
        for (auto& column : texts_) column.clear();
        while (rows == 0) {
            if (file_ == nullptr) {
                auto const place = next_++;
                if (place >= files_.size()) return std::size_t{0};
                file_ = files_[place];
                std::rewind(file_);
            }
            while (rows < lake::batch_rows_max && read_row()) ++rows;
            if (rows < lake::batch_rows_max) file_ = nullptr;
        }
        write(out, rows);
        return rows;
    }

private:
    bool read_row() {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            std::int64_t number = 0;
            if (std::fread(&number, sizeof number, 1, file_) != 1) return false;
            if (columns_[i].type != lake::Type::text) {
                numbers_[i].push_back(number);
                continue;
            }
            auto& text = texts_[i].emplace_back(static_cast<std::size_t>(number), '\0');
            if (std::fread(text.data(), 1, text.size(), file_) != text.size()) return false;
        }
        return true;
    }

    void write(lake::BatchWriter& out, std::size_t rows) {
        std::vector<std::uint8_t> nulls(rows);
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i].type == lake::Type::text) {
                out.text(i, std::vector<std::string_view>(texts_[i].begin(), texts_[i].end()), {});
                continue;
            }
            for (std::size_t row = 0; row < rows; ++row)
                nulls[row] = i > 0 && numbers_[i][row] == 0 ? 1 : 0;
            out.number(i, {numbers_[i].data(), rows}, nulls);
        }
    }

    std::vector<std::FILE*> const& files_;
    std::atomic<std::size_t>& next_;
    std::vector<lake::Column> const& columns_;
    std::FILE* file_ = nullptr;
    std::vector<std::vector<std::int64_t>> numbers_;
    std::vector<std::vector<std::string>> texts_;
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

void put_number(std::string& out, std::int64_t value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof value);
}

void put_text(std::string& out, std::string_view text) {
    put_number(out, static_cast<std::int64_t>(text.size()));
    out.append(text);
}

SideRows::~SideRows() {
    for (auto* const file : files_) std::fclose(file);
}

Result<SideRows::Writer> SideRows::writer() {
    auto* const file = std::tmpfile();
    if (file == nullptr)
        return fail(Code::unavailable, "file.write", "Cannot make a temporary file");
    std::lock_guard const lock(mutex_);
    files_.push_back(file);
    return Writer(file);
}

Done SideRows::Writer::add(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size())
        return fail(Code::unavailable, "file.write",
                    "Cannot set rows of a fusion aside; is the disk full?");
    return {};
}

std::unique_ptr<lake::Feed> feed_of(SideRows& rows, std::vector<lake::Column> columns) {
    return std::make_unique<SideFeed>(rows.files(), std::move(columns));
}

}  // namespace jutong::fusion

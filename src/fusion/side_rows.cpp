#include "fusion/side_rows.h"

#include <cstring>
#include <utility>

namespace jutong::fusion {

namespace {

using Shelf = SideRows::Shelf;

// A batch: its rows; then for each column its numbers, how many bytes of text follow, and these,
// filled up to whole numbers.
constexpr std::size_t word = sizeof(std::int64_t);

std::size_t padded(std::size_t size) { return (size + word - 1) / word * word; }

class SideCursor final : public lake::Cursor {
public:
    SideCursor(std::deque<Shelf>& shelves, std::atomic<std::size_t>& next,
               std::vector<lake::Column> const& columns)
        : shelves_(shelves), next_(next), columns_(columns) {}

    Result<std::size_t> next(lake::BatchWriter& out) override {
        while (!TRY(load_batch())) {
            auto const place = next_++;
            if (place >= shelves_.size()) return std::size_t{0};
            shelf_ = &shelves_[place];
            next_batch_ = 0;
            if (shelf_->file != nullptr) static_cast<void>(std::fseek(shelf_->file, 0, SEEK_SET));
        }
        at_ = 0;
        rows_ = static_cast<std::size_t>(number());
        for (std::size_t i = 0; i < columns_.size(); ++i) write(i, out);
        return rows_;
    }

private:
    // The next batch of the shelf at hand, which then forgets it; false where there is none.
    Result<bool> load_batch() {
        if (shelf_ == nullptr) return false;
        if (next_batch_ < shelf_->batches.size()) {
            batch_ = std::exchange(shelf_->batches[next_batch_++], {});
            return true;
        }
        std::uint64_t size = 0;
        if (shelf_->file == nullptr || std::fread(&size, sizeof size, 1, shelf_->file) != 1)
            return false;
        batch_.resize(size);
        if (std::fread(batch_.data(), 1, size, shelf_->file) != size)
            return fail(Code::unavailable, "file.read", "Cannot read back rows of a fusion");
        return true;
    }

    std::int64_t number() {
        std::int64_t value = 0;
        std::memcpy(&value, batch_.data() + at_, word);
        at_ += word;
        return value;
    }

    void write(std::size_t column, lake::BatchWriter& out) {
        numbers_.resize(rows_);
        std::memcpy(numbers_.data(), batch_.data() + at_, rows_ * word);
        at_ += rows_ * word;
        auto const bytes = static_cast<std::size_t>(number());
        if (columns_[column].type == lake::Type::text)
            write_texts(column, out);
        else
            write_numbers(column, out);
        at_ += padded(bytes);
    }

    void write_texts(std::size_t column, lake::BatchWriter& out) {
        texts_.clear();
        auto const* text = batch_.data() + at_;
        for (auto const size : numbers_) {
            texts_.emplace_back(text, static_cast<std::size_t>(size));
            text += size;
        }
        out.text(column, texts_, {});
    }

    void write_numbers(std::size_t column, lake::BatchWriter& out) {
        nulls_.resize(numbers_.size());
        for (std::size_t row = 0; row < nulls_.size(); ++row)
            nulls_[row] = column > 0 && numbers_[row] == 0 ? 1 : 0;
        out.number(column, numbers_, nulls_);
    }

    std::deque<Shelf>& shelves_;
    std::atomic<std::size_t>& next_;
    std::vector<lake::Column> const& columns_;
    Shelf* shelf_ = nullptr;
    std::size_t next_batch_ = 0;
    std::string batch_;  // the one at hand
    std::size_t at_ = 0;
    std::size_t rows_ = 0;
    std::vector<std::int64_t> numbers_;  // of the column at hand
    std::vector<std::string_view> texts_;
    std::vector<std::uint8_t> nulls_;
};

class SideFeed final : public lake::Feed {
public:
    SideFeed(std::deque<Shelf>& shelves, std::vector<lake::Column> columns)
        : shelves_(shelves), columns_(std::move(columns)) {}
    std::vector<lake::Column> columns() const override { return columns_; }
    std::unique_ptr<lake::Cursor> cursor() override {
        return std::make_unique<SideCursor>(shelves_, next_, columns_);
    }

private:
    std::deque<Shelf>& shelves_;
    std::vector<lake::Column> const columns_;
    std::atomic<std::size_t> next_ = 0;
};

}  // namespace

SideRows::~SideRows() {
    for (auto const& shelf : shelves_)
        if (shelf.file != nullptr) std::fclose(shelf.file);
}

SideRows::Writer SideRows::writer(std::size_t columns) {
    std::lock_guard const lock(mutex_);
    return {*this, shelves_.emplace_back(), columns};
}

Done SideRows::Writer::flush() {
    if (rows_ == 0) return {};
    std::size_t size = word;
    for (auto const& [numbers, bytes] : columns_)
        size += (numbers.size() + 1) * word + padded(bytes.size());
    std::string batch;
    batch.reserve(size);
    auto const put = [&](void const* from, std::size_t count) {
        batch.append(static_cast<char const*>(from), count);
    };
    std::uint64_t const rows = std::exchange(rows_, 0);
    put(&rows, word);
    for (auto& [numbers, bytes] : columns_) {
        std::uint64_t const text_bytes = bytes.size();
        put(numbers.data(), numbers.size() * word);
        put(&text_bytes, word);
        batch += bytes;
        batch.append(padded(bytes.size()) - bytes.size(), '\0');
        numbers.clear();
        bytes.clear();
    }
    return rows_set_aside_.keep(shelf_, std::move(batch));
}

Done SideRows::keep(Shelf& shelf, std::string batch) {
    if (shelf.file == nullptr) memory_bytes_ += batch.size();
    if (shelf.file == nullptr && memory_bytes_ <= memory_bytes_max_) {
        shelf.batches.push_back(std::move(batch));
        return {};
    }
    if (shelf.file == nullptr) shelf.file = std::tmpfile();
    std::uint64_t const size = batch.size();
    if (shelf.file == nullptr || std::fwrite(&size, sizeof size, 1, shelf.file) != 1 ||
        std::fwrite(batch.data(), 1, batch.size(), shelf.file) != batch.size())
        return fail(Code::unavailable, "file.write",
                    "Cannot set rows of a fusion aside; is the disk full?");
    return {};
}

std::unique_ptr<lake::Feed> feed_of(SideRows& rows, std::vector<lake::Column> columns) {
    return std::make_unique<SideFeed>(rows.shelves(), std::move(columns));
}

}  // namespace jutong::fusion

#include "ingest/spool.h"

#include <algorithm>
#include <atomic>
#include <string>

namespace jutong::ingest {

namespace {

constexpr std::size_t rows_per_batch = 512;  // raw rows may be long

bool put(std::FILE* file, std::uint64_t number) {
    return std::fwrite(&number, sizeof number, 1, file) == 1;
}

bool put(std::FILE* file, std::string_view text) {
    return put(file, text.size()) && std::fwrite(text.data(), 1, text.size(), file) == text.size();
}

std::uint64_t get_number(std::FILE* file) {
    std::uint64_t number = 0;
    return std::fread(&number, sizeof number, 1, file) == 1 ? number : 0;
}

std::string get_text(std::FILE* file) {
    std::string text(get_number(file), '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    return text;
}

class SpoolCursor final : public lake::Cursor {
public:
    // `left` is null for the second and later cursors: the rows are read by one thread.
    SpoolCursor(std::FILE* file, std::int64_t left, std::int64_t run, std::string_view file_name)
        : file_(file), left_(left), run_(run), file_name_(file_name) {}

    Result<std::size_t> next(lake::BatchWriter& out) override {
        auto const rows = std::min(static_cast<std::size_t>(left_), rows_per_batch);
        left_ -= static_cast<std::int64_t>(rows);
        std::vector<std::int64_t> numbers;
        std::vector<std::string> raws;
        std::vector<std::string> items[2];
        std::vector<std::uint32_t> offsets[2] = {{0}, {0}};
        for (std::size_t i = 0; i < rows; ++i) {
            numbers.push_back(static_cast<std::int64_t>(get_number(file_)));
            raws.push_back(get_text(file_));
            for (int list = 0; list < 2; ++list) {
                for (auto count = get_number(file_); count > 0; --count)
                    items[list].push_back(get_text(file_));
                offsets[list].push_back(static_cast<std::uint32_t>(items[list].size()));
            }
        }
        std::vector<std::int64_t> const runs(rows, run_);
        std::vector<std::string_view> const files(rows, file_name_);
        out.number(0, runs, {});
        out.text(1, files, {});
        out.number(2, numbers, {});
        out.text(3, std::vector<std::string_view>(raws.begin(), raws.end()), {});
        for (std::size_t list = 0; list < 2; ++list)
            out.texts(4 + list, offsets[list],
                      std::vector<std::string_view>(items[list].begin(), items[list].end()));
        return rows;
    }

private:
    std::FILE* file_;
    std::int64_t left_;
    std::int64_t run_;
    std::string_view file_name_;
};

}  // namespace

class SpoolFeed final : public lake::Feed {
public:
    explicit SpoolFeed(Spool& spool) : spool_(spool) {
        if (spool_.file_ != nullptr) static_cast<void>(std::fseek(spool_.file_.get(), 0, SEEK_SET));
    }

    std::vector<lake::Column> columns() const override {
        using lake::Type;
        return {{"run", Type::integer}, {"file", Type::text},     {"row", Type::integer},
                {"raw", Type::text},    {"reasons", Type::texts}, {"fields", Type::texts}};
    }

    std::unique_ptr<lake::Cursor> cursor() override {
        auto const left = taken_.exchange(true) ? 0 : spool_.size_;
        return std::make_unique<SpoolCursor>(spool_.file_.get(), left, spool_.run_,
                                             spool_.file_name_);
    }

private:
    Spool& spool_;
    std::atomic<bool> taken_ = false;
};

Done Spool::add(Rejected const& rejected) {
    if (file_ == nullptr) file_.reset(std::tmpfile());
    auto* const file = file_.get();
    auto ok = file != nullptr && put(file, static_cast<std::uint64_t>(rejected.row)) &&
              put(file, rejected.raw);
    for (auto const* const list : {&rejected.reasons, &rejected.fields}) {
        ok = ok && put(file, list->size());
        for (auto const text : *list) ok = ok && put(file, text);
    }
    if (!ok)
        return fail(Code::unavailable, "file.write",
                    "Cannot spool a rejected row; is the disk full?");
    ++size_;
    return {};
}

std::unique_ptr<lake::Feed> Spool::feed() { return std::make_unique<SpoolFeed>(*this); }

}  // namespace jutong::ingest

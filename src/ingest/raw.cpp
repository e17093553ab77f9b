// Rows as they were received, from the kept files.
#include <algorithm>
#include <mutex>

#include <fmt/format.h>

#include "base/text.h"
#include "ingest/load.h"

namespace jutong::ingest {

namespace {

struct RawFile {
    std::int64_t run = 0;
    std::string file;
    std::filesystem::path path;
    std::int64_t rows = 0;  // as many as the load read
};

// Columns: every field as text, then run, file, row and all cells of the row (cells), the unmapped
// ones too.
class RawFeed final : public lake::Feed {
public:
    RawFeed(lake::Lake& lake, catalog::Resource const& resource, std::vector<RawFile> files)
        : lake_(lake), resource_(resource), files_(std::move(files)) {}

    std::vector<lake::Column> columns() const override {
        std::vector<lake::Column> columns;
        for (auto const& field : resource_.fields)
            columns.push_back({field.name, lake::Type::text});
        columns.push_back({"run", lake::Type::integer});
        columns.push_back({"file", lake::Type::text});
        columns.push_back({"row", lake::Type::integer});
        columns.push_back({"cells", lake::Type::texts});
        return columns;
    }

    std::unique_ptr<lake::Cursor> cursor() override;

    // The next block and the file it is of; null at the end. Safe from several threads.
    Result<RawFile const*> take(RecordBlock& block, std::shared_ptr<Source>& source) {
        std::lock_guard const lock(mutex_);
        while (true) {
            if (open_ == nullptr) {
                if (next_ == files_.size()) return nullptr;
                open_ = TRY(Source::open(files_[next_].path, resource_, lake_));
                open_->limit(files_[next_].rows);
                ++next_;
            }
            if (TRY(open_->take(block, lake::batch_rows_max))) {
                source = open_;
                return &files_[next_ - 1];
            }
            open_.reset();
        }
    }

    std::size_t fields() const { return resource_.fields.size(); }

private:
    lake::Lake& lake_;
    catalog::Resource const& resource_;
    std::vector<RawFile> const files_;
    std::mutex mutex_;  // guards all below
    std::size_t next_ = 0;
    std::shared_ptr<Source> open_;  // shared with the cursors that still parse its blocks
};

class RawCursor final : public lake::Cursor {
public:
    explicit RawCursor(RawFeed& feed) : feed_(feed) {}

    Result<std::size_t> next(lake::BatchWriter& out) override {
        std::shared_ptr<Source> source;
        auto const* const file = TRY(feed_.take(block_, source));
        if (file == nullptr) return std::size_t{0};
        source->parse(block_, cells_);
        auto const rows = block_.rows();
        for (std::size_t field = 0; field < feed_.fields(); ++field) put_field(out, field, rows);
        auto const column = feed_.fields();
        std::vector<std::int64_t> const runs(rows, file->run);
        out.number(column, runs, {});
        out.text(column + 1, std::vector<std::string_view>(rows, file->file), {});
        out.number(column + 2, block_.numbers, {});
        put_cells(out, column + 3, *source);
        return rows;
    }

private:
    void put_field(lake::BatchWriter& out, std::size_t field, std::size_t rows) {
        std::vector<std::uint8_t> nulls(rows, 0);
        auto& texts = cells_.fields[field];
        for (std::size_t row = 0; row < rows; ++row) {
            nulls[row] = texts[row].data() == nullptr ? 1 : 0;
            texts[row] = readable(texts[row]);
        }
        out.text(field, texts, nulls);
    }

    void put_cells(lake::BatchWriter& out, std::size_t column, Source const& source) {
        std::vector<std::string_view> all;
        std::vector<std::uint32_t> offsets = {0};
        for (std::size_t row = 0; row < block_.rows(); ++row) {
            source.cells(block_.record(row), cells_.row, cells_.arena);
            for (auto const cell : cells_.row) all.push_back(readable(cell));
            offsets.push_back(static_cast<std::uint32_t>(all.size()));
        }
        out.texts(column, offsets, all);
    }

    // A damaged text is shown with its damage spelled out.
    std::string_view readable(std::string_view text) {
        if (is_utf8(text) && text.find('\0') == std::string_view::npos) return text;
        return cells_.arena.keep(escaped(text));
    }

    RawFeed& feed_;
    RecordBlock block_;
    Cells cells_;
};

std::unique_ptr<lake::Cursor> RawFeed::cursor() { return std::make_unique<RawCursor>(*this); }

}  // namespace

Result<std::unique_ptr<lake::Feed>> raw_feed(lake::Lake& lake, catalog::Catalog const& catalog,
                                             KeptFiles const& kept, std::string const& resource) {
    auto const* const found = catalog.find_resource(resource);
    if (found == nullptr)
        return fail(Code::not_found, "catalog.unknown_resource",
                    "There is no resource " + resource);
    auto session = TRY(lake.session());
    std::vector<RawFile> files;
    // The view is bound when it is made, which may be in the very transaction that makes the first
    // tables.
    auto const has_loads = TRY(session.query(
        "SELECT 1 AS one FROM duckdb_tables() WHERE schema_name = 'meta' AND table_name = 'load'"));
    if (has_loads.rows.empty())
        return std::unique_ptr<lake::Feed>(new RawFeed(lake, *found, std::move(files)));
    auto const loads = TRY(session.query(
        "SELECT run, file, sha256, read FROM meta.load WHERE resource = $1 AND kept IS "
        "DISTINCT FROM false ORDER BY load",
        {resource}));
    for (auto const& row : loads.rows)
        files.push_back(
            {std::stoll(*row[0]), *row[1], TRY(kept.find(*row[2])), std::stoll(*row[3])});
    return std::unique_ptr<lake::Feed>(new RawFeed(lake, *found, std::move(files)));
}

}  // namespace jutong::ingest

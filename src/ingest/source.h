// A file of rows of a resource: taken in blocks by several threads, in the order of its rows.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "catalog/catalog.h"
#include "ingest/layout.h"
#include "ingest/records.h"
#include "lake/lake.h"

namespace jutong::ingest {

// The texts of a block's rows by field, and the rows that are not rows. Reused; views point into
// the block.
struct Cells {
    struct Bad {
        std::uint32_t row;
        governance::RowFault fault;
    };
    std::vector<std::vector<std::string_view>>
        fields;  // [field][row]; empty where no column gives it
    std::vector<Bad> bad;
    Arena arena;
    std::vector<std::string_view> row;  // work space
};

class Source {
public:
    // Recognises compression, encoding and layout; what the pack declares comes first. `lake` reads
    // Parquet. Fails as recognise_layout and ByteStream do, and with ingest.file.encoding (invalid)
    // where the text is not in the encoding that the pack declares.
    static Result<std::unique_ptr<Source>> open(std::filesystem::path const& file,
                                                catalog::Resource const& resource,
                                                lake::Lake& lake);

    Layout const& layout() const { return layout_; }
    std::string_view encoding() const { return encoding_; }

    // The next block, or false at the end; at most rows_max rows over all calls. Safe from several
    // threads.
    Result<bool> take(RecordBlock& block, std::size_t rows);
    void limit(std::int64_t rows_max) { rows_left_ = rows_max; }
    std::int64_t bytes_read() const { return position_->load(); }  // of the file, so far

    void parse(RecordBlock const& block, Cells& out) const;
    // All cells of one record, the unmapped ones too.
    void cells(std::string_view record, std::vector<std::string_view>& out, Arena& arena) const;

private:
    Source(std::unique_ptr<ByteStream> utf8, Layout layout, std::string encoding,
           std::size_t fields, Position position);

    Layout layout_;
    std::string encoding_;
    std::size_t fields_;
    Position position_;
    std::mutex mutex_;  // guards all below
    RecordSplitter splitter_;
    std::int64_t next_block_ = 0;
    std::int64_t next_row_ = 1;
    std::optional<std::int64_t> rows_left_;
};

}  // namespace jutong::ingest

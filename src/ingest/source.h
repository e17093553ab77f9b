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
#include "ingest/open_records.h"
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
    std::vector<std::uint8_t> deleted;  // by row: the change flag says that the row has ended
    Arena arena;
    std::vector<std::string_view> row;  // work space
};

class Source {
public:
    // Fails as open_records does. `lake` reads Parquet.
    static Result<std::unique_ptr<Source>> open(std::filesystem::path const& file,
                                                catalog::Resource const& resource,
                                                lake::Lake& lake);

    Layout const& layout() const { return opened_.layout; }
    std::string_view encoding() const { return opened_.encoding; }
    // What was left out of what was read so far, and why. Not while blocks are taken.
    std::vector<std::string> notes() const;

    // The next block, or false at the end; at most rows_max rows over all calls. Safe from several
    // threads.
    Result<bool> take(RecordBlock& block, std::size_t rows);
    void limit(std::int64_t rows_max) { rows_left_ = rows_max; }
    std::int64_t bytes_read() const { return position_->load(); }  // of the file, so far

    void parse(RecordBlock const& block, Cells& out) const;
    // All cells of one record, the unmapped ones too.
    void cells(std::string_view record, std::vector<std::string_view>& out, Arena& arena) const;

private:
    Source(OpenedRecords opened, catalog::Resource const& resource, Position position);
    bool lacks_results(std::vector<std::string_view> const& cells) const;
    bool says_deleted(std::string_view cell) const;

    OpenedRecords opened_;  // its records: guarded by the mutex
    std::optional<catalog::Change> change_;
    std::optional<std::size_t> change_column_;
    std::size_t fields_;
    Position position_;
    std::mutex mutex_;  // guards all below
    std::int64_t next_block_ = 0;
    std::optional<std::int64_t> rows_left_;
};

}  // namespace jutong::ingest

// Records of delimited text (RFC 4180, and what real exports make of it).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/result.h"
#include "governance/rules.h"
#include "ingest/stream.h"

namespace jutong::ingest {

// A longer record is refused, and so is a quoted field that does not end within it.
inline constexpr std::size_t record_bytes_max = 1U << 20U;

struct Format {
    char delimiter = ',';
    char newline = '\n';  // '\r' for files of old systems; "\r\n" is '\n'
};

// A file with more columns is refused.
inline constexpr std::size_t columns_max = 2000;

// One record after the other: delimited text, whatever the file is. For one thread at a time.
struct Record {
    std::string_view text;  // lives until the next one
    std::optional<governance::RowFault> damage;
    std::int64_t row = 0;  // the provider's own number of it
};
class Records {
public:
    virtual ~Records() = default;
    virtual Result<bool> next(Record& record) = 0;  // false at the end
    // What the officer should know of what was read so far.
    virtual std::vector<std::string> notes() const { return {}; }
};

// Whole records as they stand in the file, without their line ends.
struct RecordBlock {
    struct Damage {
        std::uint32_t record;
        governance::RowFault fault;  // quote or length
    };
    std::int64_t number = 0;            // blocks count from 0
    std::vector<std::int64_t> numbers;  // the rows of the file that the records stand on
    std::string text;
    std::vector<std::uint32_t> ends;  // of each record in text
    std::vector<Damage> damages;

    std::size_t rows() const { return ends.size(); }
    std::string_view record(std::size_t i) const {
        auto const begin = i == 0 ? 0 : ends[i - 1];
        return std::string_view(text).substr(begin, ends[i] - begin);
    }
};

// Cuts a stream of UTF-8 into records. Blank lines are no records; rows count from 1, without the
// header that skip_header() takes away.
class RecordSplitter final : public Records {
public:
    RecordSplitter(std::unique_ptr<ByteStream> utf8, Format format);

    // The next record as it stands; false at the end. The view lives until the next call. A record
    // that cannot be told from the next one has `damage` set: it is then one physical line, or the
    // beginning of it.
    Result<bool> next(std::string_view& record, std::optional<governance::RowFault>& damage);
    Result<bool> next(Record& record) override;
    Done skip_header();

    std::int64_t bytes() const { return bytes_; }  // of UTF-8, cut so far

private:
    Result<bool> more();
    Result<bool> find_line_end(std::size_t& length, std::optional<governance::RowFault>& damage);
    Result<bool> find_quoted_end(std::size_t& length);
    Done skip_line();
    bool has_quote_before(std::size_t length);

    std::unique_ptr<ByteStream> stream_;
    Format format_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;  // of the record being cut
    std::size_t end_ = 0;    // of the bytes that were read
    std::size_t quote_ =
        0;  // no quote in [begin_, quote_); there is one at quote_ if quote_ < end_
    bool ended_ = false;
    std::int64_t bytes_ = 0;
    std::int64_t row_ = 0;
    std::string kept_;  // the beginning of a record that is too long
};

// The cells of one record. Cells without quotes are views of it; others are unquoted into the
// arena.
void split_cells(std::string_view record, char delimiter, std::vector<std::string_view>& cells,
                 Arena& arena);

// A cell as it must be written to be read back.
void append_cell(std::string& out, std::string_view cell, char delimiter);

}  // namespace jutong::ingest

// TableWriter: rows as delimited text in a department's encoding.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "demo/sink.h"

namespace jutong::demo {

enum class Encoding : std::uint8_t { utf8, utf8_with_mark, gb18030, utf16le_with_mark };

struct Format {
    Encoding encoding = Encoding::utf8;
    char delimiter = ',';
    Compression compression = Compression::none;
};

// Quotes as RFC 4180 does, lines end with LF. Rows are buffered; the first failure, that of opening
// the file included, is kept and given by close().
class TableWriter {
public:
    TableWriter(std::filesystem::path const& path, Format format);
    TableWriter(TableWriter const&) = delete;
    TableWriter& operator=(TableWriter const&) = delete;
    ~TableWriter();

    void write(std::span<std::string const> cells);
    bool failed() const { return !state_; }

    // Gives the size of the file; nothing may be written after it.
    Result<std::int64_t> close();

private:
    void flush();

    std::unique_ptr<Sink> sink_;  // null where opening failed
    Format format_;
    void* gb18030_ = nullptr;  // iconv_t, owned; null for other encodings
    std::string text_;         // UTF-8, not yet encoded
    std::string encoded_;
    Done state_;
};

}  // namespace jutong::demo

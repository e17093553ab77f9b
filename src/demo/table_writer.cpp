#include "demo/table_writer.h"

#include <utility>

#include <iconv.h>

#include "base/text.h"
#include "base/verify.h"

namespace jutong::demo {

namespace {

constexpr std::size_t buffer_bytes = 256 * 1024;
constexpr char32_t byte_order_mark = 0xFEFF;

void append_utf16le(std::string& out, char32_t c) {
    auto const unit = [&out](char32_t value) {
        out += static_cast<char>(value & 0xFF);
        out += static_cast<char>(value >> 8 & 0xFF);
    };
    if (c < 0x10000) return unit(c);
    unit(0xD800 + ((c - 0x10000) >> 10));
    unit(0xDC00 + ((c - 0x10000) & 0x3FF));
}

void encode_gb18030(iconv_t converter, std::string& text, std::string& out) {
    out.resize(text.size() * 2);  // at most four bytes for the two of a Latin letter
    auto* in_at = text.data();
    auto in_left = text.size();
    auto* out_at = out.data();
    auto out_left = out.size();
    auto const converted = iconv(converter, &in_at, &in_left, &out_at, &out_left);
    verify(converted != static_cast<std::size_t>(-1), "GB 18030 has every character of UTF-8");
    out.resize(out.size() - out_left);
}

}  // namespace

TableWriter::TableWriter(std::filesystem::path const& path, Format format) : format_(format) {
    auto sink = Sink::create(path, format.compression);
    if (sink)
        sink_ = std::move(*sink);
    else
        state_ = fail(std::move(sink).error());
    text_.reserve(buffer_bytes + buffer_bytes / 4);
    if (format.encoding == Encoding::gb18030) {
        gb18030_ = iconv_open("GB18030", "UTF-8");
        verify(gb18030_ != reinterpret_cast<iconv_t>(-1), "the C library knows GB 18030");
    }
    auto const marked = format.encoding == Encoding::utf8_with_mark ||
                        format.encoding == Encoding::utf16le_with_mark;
    if (marked) append_utf8(text_, byte_order_mark);
}

TableWriter::~TableWriter() {
    if (gb18030_ != nullptr) iconv_close(gb18030_);
}

void TableWriter::write(std::span<std::string const> cells) {
    char const special[] = {format_.delimiter, '"', '\n', '\r', 0};
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) text_ += format_.delimiter;
        if (cells[i].find_first_of(special) == std::string::npos) {
            text_ += cells[i];
            continue;
        }
        text_ += '"';
        for (char const c : cells[i]) {
            if (c == '"') text_ += '"';
            text_ += c;
        }
        text_ += '"';
    }
    text_ += '\n';
    if (text_.size() >= buffer_bytes) flush();
}

void TableWriter::flush() {
    auto* bytes = &text_;
    if (format_.encoding == Encoding::gb18030) {
        encode_gb18030(gb18030_, text_, encoded_);
        bytes = &encoded_;
    } else if (format_.encoding == Encoding::utf16le_with_mark) {
        encoded_.clear();
        for (std::size_t at = 0; at < text_.size();)
            append_utf16le(encoded_, next_code_point(text_, at));
        bytes = &encoded_;
    }
    if (state_) state_ = sink_->write(*bytes);
    text_.clear();
}

Result<std::int64_t> TableWriter::close() {
    flush();
    if (!state_) return fail(state_.error());
    return sink_->close();
}

}  // namespace jutong::demo

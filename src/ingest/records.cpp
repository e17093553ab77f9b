#include "ingest/records.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace jutong::ingest {

namespace {

constexpr std::size_t buffer_bytes = 1U << 20U;
constexpr std::size_t damaged_bytes_kept = 64U << 10U;
constexpr char quote = '"';

char const* find(char const* begin, char const* end, char c) {
    auto const* const found = std::memchr(begin, c, static_cast<std::size_t>(end - begin));
    return found == nullptr ? end : static_cast<char const*>(found);
}

// Reads a quoted field from after its opening quote; `at` ends behind it, at the delimiter or the
// end. What stands between the closing quote and the delimiter is kept as it is.
std::string_view unquote(std::string_view record, std::size_t& at, char delimiter, Arena& arena) {
    auto const first_end = record.find(quote, at);
    auto const is_simple = first_end == std::string_view::npos || first_end + 1 == record.size() ||
                           record[first_end + 1] == delimiter;
    if (is_simple) {
        auto const cell = record.substr(at, first_end - at);
        at = first_end == std::string_view::npos ? record.size() : first_end + 1;
        return cell;
    }
    auto* const out = arena.take(record.size() - at);
    std::size_t size = 0;
    auto in_quotes = true;
    for (; at < record.size() && (in_quotes || record[at] != delimiter); ++at) {
        if (record[at] != quote || !in_quotes)
            out[size++] = record[at];
        else if (at + 1 < record.size() && record[at + 1] == quote)
            out[size++] = record[at++];
        else
            in_quotes = false;
    }
    return {out, size};
}

}  // namespace

RecordSplitter::RecordSplitter(std::unique_ptr<ByteStream> utf8, Format format)
    : stream_(std::move(utf8)), format_(format), buffer_(buffer_bytes) {}

// Reads more bytes behind those at hand; false at the end of the stream.
Result<bool> RecordSplitter::more() {
    if (ended_) return false;
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        quote_ = std::max(quote_, begin_) - begin_;
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
    auto const count = TRY(stream_->read(std::span(buffer_).subspan(end_)));
    end_ += count;
    ended_ = count == 0;
    return !ended_;
}

bool RecordSplitter::has_quote_before(std::size_t length) {
    auto const* const data = buffer_.data();
    if (quote_ < begin_) quote_ = begin_;
    if (quote_ < end_ && data[quote_] != quote)
        quote_ = static_cast<std::size_t>(find(data + quote_, data + end_, quote) - data);
    return quote_ < begin_ + length;
}

// Length of the physical line at begin_; false where nothing is left.
Result<bool> RecordSplitter::find_line_end(std::size_t& length,
                                           std::optional<governance::RowFault>& damage) {
    std::size_t searched = 0;
    while (true) {
        auto const* const line = buffer_.data() + begin_;
        auto const* const end = buffer_.data() + end_;
        auto const* const found = find(line + searched, end, format_.newline);
        length = static_cast<std::size_t>(found - line);
        if (found != end) return true;
        if (length > record_bytes_max) {
            damage = governance::RowFault::length;
            length = damaged_bytes_kept;
            return true;
        }
        searched = length;
        if (!TRY(more())) return begin_ < end_;
    }
}

// Length of the record at begin_ whose quoted fields may hold line ends; false where a quote is
// never closed.
Result<bool> RecordSplitter::find_quoted_end(std::size_t& length) {
    auto in_quotes = false;
    auto at_field_start = true;
    auto just_closed = false;
    for (std::size_t i = 0; i <= record_bytes_max; ++i) {
        while (begin_ + i >= end_)
            if (!TRY(more())) {
                length = end_ - begin_;
                return !in_quotes;
            }
        auto const c = buffer_[begin_ + i];
        if (c == quote) {
            just_closed = std::exchange(in_quotes, !in_quotes && (at_field_start || just_closed));
        } else if (c == format_.newline && !in_quotes) {
            length = i;
            return true;
        } else {
            just_closed = false;
        }
        at_field_start = !in_quotes && c == format_.delimiter;
    }
    return false;
}

// Moves behind the next line end without keeping what stands before it.
Done RecordSplitter::skip_line() {
    while (true) {
        auto const* const end = buffer_.data() + end_;
        auto const* const found = find(buffer_.data() + begin_, end, format_.newline);
        bytes_ += found - (buffer_.data() + begin_);
        begin_ = static_cast<std::size_t>(found - buffer_.data());
        if (found != end) {
            ++begin_;
            ++bytes_;
            return {};
        }
        if (!TRY(more())) return {};
    }
}

Result<bool> RecordSplitter::next(std::string_view& record,
                                  std::optional<governance::RowFault>& damage) {
    damage.reset();
    while (true) {
        std::size_t line = 0;
        if (!TRY(find_line_end(line, damage))) return false;
        auto length = line;
        if (!damage && has_quote_before(line) && !TRY(find_quoted_end(length))) {
            damage = governance::RowFault::quote;
            length = line;
        }
        record = std::string_view(buffer_.data() + begin_, length);
        if (damage == governance::RowFault::length) {
            kept_.assign(record);
            record = kept_;
            TRY(skip_line());
            return true;
        }
        auto const used = std::min(length + 1, end_ - begin_);
        begin_ += used;
        bytes_ += static_cast<std::int64_t>(used);
        if (format_.newline == '\n' && record.ends_with('\r')) record.remove_suffix(1);
        if (!record.empty()) return true;
    }
}

Result<bool> RecordSplitter::next(Record& record) {
    record.row = ++row_;
    return next(record.text, record.damage);
}

Done RecordSplitter::skip_header() {
    std::string_view header;
    std::optional<governance::RowFault> damage;
    TRY(next(header, damage));
    return {};
}

void split_cells(std::string_view record, char delimiter, std::vector<std::string_view>& cells,
                 Arena& arena) {
    cells.clear();
    auto const* const end = record.data() + record.size();
    for (std::size_t at = 0; true; ++at) {
        if (at < record.size() && record[at] == quote) {
            ++at;
            cells.push_back(unquote(record, at, delimiter, arena));
        } else {
            auto const* const begin = record.data() + at;
            auto const* const cell_end = find(begin, end, delimiter);
            cells.emplace_back(begin, static_cast<std::size_t>(cell_end - begin));
            at = static_cast<std::size_t>(cell_end - record.data());
        }
        if (at >= record.size()) return;
    }
}

void append_cell(std::string& out, std::string_view cell, char delimiter) {
    char const special[] = {delimiter, quote, '\n', '\r', '\0'};
    if (cell.find_first_of(special) == std::string_view::npos) {
        out += cell;
        return;
    }
    out += quote;
    for (auto const c : cell) out.append(c == quote ? 2 : 1, c);
    out += quote;
}

}  // namespace jutong::ingest

#include "ingest/biff.h"

#include "base/text.h"

namespace jutong::ingest::biff {

namespace {

constexpr std::size_t head_bytes = 4;
constexpr std::uint8_t wide = 1, phonetic = 4, rich = 8;  // flags of a text

}  // namespace

std::optional<Record> record_at(std::string_view stream, std::size_t at) {
    if (at + head_bytes > stream.size()) return std::nullopt;
    Record record;
    record.type = u16(stream, at);
    record.at = at;
    record.end = at;
    do {
        auto const size = u16(stream, record.end + 2);
        if (record.end + head_bytes + size > stream.size()) return std::nullopt;
        record.parts.push_back(stream.substr(record.end + head_bytes, size));
        record.end += head_bytes + size;
    } while (record.end + head_bytes <= stream.size() && u16(stream, record.end) == continued);
    return record;
}

bool Cursor::ended() const {
    auto part = part_;
    auto at = at_;
    while (part < record_.parts.size() && at >= record_.parts[part].size()) {
        ++part;
        at = 0;
    }
    return part >= record_.parts.size();
}

void Cursor::step() {
    while (part_ < record_.parts.size() && at_ >= record_.parts[part_].size()) {
        at_ -= record_.parts[part_].size();
        ++part_;
    }
}

std::uint8_t Cursor::byte() {
    step();
    if (part_ >= record_.parts.size()) return 0;
    return static_cast<std::uint8_t>(record_.parts[part_][at_++]);
}

std::uint16_t Cursor::word() {
    auto const low = byte();
    return static_cast<std::uint16_t>(low | byte() << 8U);
}

std::uint32_t Cursor::double_word() {
    std::uint32_t const low = word();
    return low | static_cast<std::uint32_t>(word()) << 16U;
}

void Cursor::skip(std::size_t bytes) {
    at_ += bytes;
    step();
}

std::optional<std::string> Cursor::text(std::size_t length_bytes) {
    std::size_t const length = length_bytes == 1 ? byte() : word();
    auto flags = byte();
    std::size_t const runs = (flags & rich) != 0 ? word() : 0U;
    std::size_t const sounds = (flags & phonetic) != 0 ? double_word() : 0U;
    std::string out;
    char32_t high = 0;
    for (std::size_t i = 0; i < length; ++i) {
        if (part_ < record_.parts.size() && at_ >= record_.parts[part_].size()) {
            if (ended()) return std::nullopt;
            step();
            flags = byte();  // each part says anew how wide its letters are
        }
        if (part_ >= record_.parts.size()) return std::nullopt;
        char32_t const unit = (flags & wide) != 0 ? word() : byte();
        if (unit >= 0xD800 && unit < 0xDC00) {
            high = unit;
            continue;
        }
        auto const is_low = unit >= 0xDC00 && unit < 0xE000;
        if (is_low && high != 0)
            append_utf8(out, 0x10000 + ((high - 0xD800) << 10U) + (unit - 0xDC00));
        else
            append_utf8(out, is_low ? 0xFFFD : unit);
        high = 0;
    }
    skip(4 * runs + sounds);
    return out;
}

double rk_number(std::uint32_t bits) {
    constexpr std::uint32_t hundredths = 1, whole = 2;
    double value = 0;
    if ((bits & whole) != 0) {
        value = static_cast<double>(static_cast<std::int32_t>(bits) >> 2);
    } else {
        auto const wide_bits = static_cast<std::uint64_t>(bits & ~3U) << 32U;
        std::memcpy(&value, &wide_bits, sizeof value);
    }
    return (bits & hundredths) != 0 ? value / 100 : value;
}

}  // namespace jutong::ingest::biff

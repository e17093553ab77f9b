#include "fusion/rows.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <xxhash.h>

namespace jutong::fusion {

namespace {

// Big enough to be given back to the system as soon as its rows are taken.
constexpr std::size_t piece_bytes = 1U << 20U;

// Layout of a row: size u32, hash u64, load u32, row u32, stamp i64, feed u8, nature u8, number
// (u32 size, bytes), then for each field what put_field writes, and its origin i64 if it is golden.
constexpr std::uint8_t golden = 4;  // in the nature, beside the Tie

template <typename T>
void put(std::string& out, T value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof value);
}

void put_text(std::string& out, std::string_view text) {
    put(out, static_cast<std::uint32_t>(text.size()));
    out.append(text);
}

// What stands before a value: absent, a number, both, a text with its size, or a short text, whose
// size the mark tells.
enum Mark : std::uint8_t { absent, only_number, number_and_text, long_text, short_text };
constexpr std::size_t short_size_max = 0xFF - short_text;

void put_field(std::string& out, FieldValue const& field) {
    if (!field.present) {
        out += static_cast<char>(absent);
    } else if (field.number != 0) {
        out += static_cast<char>(field.text.empty() ? only_number : number_and_text);
        put(out, field.number);
        if (!field.text.empty()) put_text(out, field.text);
    } else if (field.text.size() > short_size_max) {
        out += static_cast<char>(long_text);
        put_text(out, field.text);
    } else {
        out += static_cast<char>(short_text + field.text.size());
        out.append(field.text);
    }
}

template <typename T>
T get(std::string_view bytes, std::size_t& at) {
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    at += sizeof value;
    return value;
}

std::string_view get_text(std::string_view bytes, std::size_t& at) {
    auto const size = get<std::uint32_t>(bytes, at);
    auto const text = std::string_view(bytes.data() + at, size);
    at += size;
    return text;
}

void get_field(std::string_view bytes, std::size_t& at, FieldValue& field) {
    auto const mark = get<std::uint8_t>(bytes, at);
    field = {};
    field.present = mark != absent;
    if (mark == only_number || mark == number_and_text) field.number = get<std::int64_t>(bytes, at);
    if (mark == number_and_text || mark == long_text) field.text = get_text(bytes, at);
    if (mark < short_text) return;
    field.text = {bytes.data() + at, static_cast<std::size_t>(mark - short_text)};
    at += field.text.size();
}

}  // namespace

FieldValue value_at(lake::Batch::Values const& column, std::size_t row) {
    if (column.null[row] != 0) return {};
    return {true, column.number.empty() ? 0 : column.number[row],
            column.text.empty() ? std::string_view() : column.text[row]};
}

std::uint64_t hash_of(std::string_view number) { return XXH3_64bits(number.data(), number.size()); }

void append_row(std::string& out, SubjectRow const& row) {
    auto const begin = out.size();
    put(out, std::uint32_t{0});
    put(out, row.hash);
    put(out, static_cast<std::uint32_t>(row.load));
    put(out, static_cast<std::uint32_t>(row.row));
    put(out, row.stamp);
    put(out, row.feed);
    put(out, static_cast<std::uint8_t>(static_cast<std::uint8_t>(row.tie) |
                                       (row.origins.empty() ? 0U : golden)));
    put_text(out, row.number);
    for (auto const& field : row.fields) put_field(out, field);
    for (auto const origin : row.origins) put(out, origin);
    auto const size = static_cast<std::uint32_t>(out.size() - begin);
    std::memcpy(out.data() + begin, &size, sizeof size);
}

void read_row(std::string_view bytes, std::size_t& at, SubjectRow& row) {
    get<std::uint32_t>(bytes, at);
    row.hash = get<std::uint64_t>(bytes, at);
    row.load = get<std::uint32_t>(bytes, at);
    row.row = get<std::uint32_t>(bytes, at);
    row.stamp = get<std::int64_t>(bytes, at);
    row.feed = get<std::uint8_t>(bytes, at);
    auto const nature = get<std::uint8_t>(bytes, at);
    row.tie = static_cast<Tie>(nature & 3U);
    row.number = get_text(bytes, at);
    for (auto& field : row.fields) get_field(bytes, at, field);
    row.origins.resize((nature & golden) != 0 ? row.fields.size() : 0);
    for (auto& origin : row.origins) origin = get<std::int64_t>(bytes, at);
}

std::uint64_t skip_row(std::string_view bytes, std::size_t& at) {
    auto here = at;
    at += get<std::uint32_t>(bytes, here);
    return get<std::uint64_t>(bytes, here);
}

Done Partitions::add(std::size_t i, std::string_view rows) {
    auto& partition = partitions_[i];
    std::lock_guard const lock(partition.mutex);
    auto& pieces = partition.pieces;
    if (pieces.empty() || pieces.back().size() + rows.size() > pieces.back().capacity())
        pieces.emplace_back().reserve(
            std::max(rows.size(), std::min(piece_bytes, memory_bytes_max_)));
    pieces.back() += rows;
    partition.bytes += rows.size();
    if (partition.bytes * partition_count <= memory_bytes_max_) return {};
    if (partition.spilled == nullptr) partition.spilled.reset(std::tmpfile());
    for (auto const& piece : pieces)
        if (partition.spilled == nullptr ||
            std::fwrite(piece.data(), 1, piece.size(), partition.spilled.get()) != piece.size())
            return fail(Code::unavailable, "file.write",
                        "Cannot spill rows of a fusion; is the disk full?");
    partition.spilled_bytes += std::exchange(partition.bytes, 0);
    pieces.clear();
    return {};
}

Result<std::string> Partitions::take(std::size_t i) {
    auto& partition = partitions_[i];
    std::lock_guard const lock(partition.mutex);
    std::string rows;
    rows.reserve(partition.bytes + partition.spilled_bytes);
    for (auto& piece : partition.pieces) rows += std::exchange(piece, {});
    partition.pieces.clear();
    auto const in_memory = std::exchange(partition.bytes, 0);
    if (partition.spilled != nullptr) {
        rows.resize(in_memory + partition.spilled_bytes);
        static_cast<void>(std::fseek(partition.spilled.get(), 0, SEEK_SET));
        if (std::fread(rows.data() + in_memory, 1, partition.spilled_bytes,
                       partition.spilled.get()) != partition.spilled_bytes)
            return fail(Code::unavailable, "file.read",
                        "Cannot read back spilled rows of a fusion");
        partition.spilled.reset();
        partition.spilled_bytes = 0;
    }
    return rows;
}

}  // namespace jutong::fusion

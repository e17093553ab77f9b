#include "element/text_set.h"

#include <bit>
#include <cstring>

namespace jutong::element {

namespace {

template <typename T>
std::uint64_t load(char const* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

// Both ends of the text and its size: what sets of codes and short words differ in. Longer texts
// that are alike at both ends meet in the comparison.
std::uint32_t hash_of(std::string_view text) {
    auto const size = text.size();
    auto const* const data = text.data();
    std::uint64_t first = 0, last = 0;
    if (size >= 8) {
        first = load<std::uint64_t>(data);
        last = load<std::uint64_t>(data + size - 8);
    } else if (size >= 4) {
        first = load<std::uint32_t>(data);
        last = load<std::uint32_t>(data + size - 4);
    } else if (size > 0) {
        first = static_cast<unsigned char>(data[0]);
        last = static_cast<std::uint64_t>(static_cast<unsigned char>(data[size / 2])) << 8U |
               static_cast<unsigned char>(data[size - 1]);
    }
    auto hash = (first ^ (last << 32U | last >> 32U) ^ size) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 29U;
    hash *= 0xBF58476D1CE4E5B9ULL;
    hash ^= hash >> 32U;
    auto const low = static_cast<std::uint32_t>(hash);
    return low == 0 ? 1 : low;
}

}  // namespace

TextSet::TextSet(std::vector<std::string> const& texts) : texts_(texts) {
    if (texts.empty()) return;
    slots_.resize(std::bit_ceil(texts.size() * 4));
    auto const mask = slots_.size() - 1;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
        if (contains(texts_[i])) continue;
        auto const hash = hash_of(texts_[i]);
        auto at = hash & mask;
        while (slots_[at].hash != 0) at = (at + 1) & mask;
        slots_[at] = {hash, static_cast<std::uint32_t>(i), texts_[i]};
    }
}

std::size_t TextSet::find(std::string_view text) const {
    if (slots_.empty()) return nowhere;
    auto const mask = slots_.size() - 1;
    auto const hash = hash_of(text);
    for (auto at = hash & mask; slots_[at].hash != 0; at = (at + 1) & mask)
        if (slots_[at].hash == hash && slots_[at].text == text) return slots_[at].place;
    return nowhere;
}

}  // namespace jutong::element

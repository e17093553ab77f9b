// Different 64-bit keys, numbered in the order in which they come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/random.h"

namespace jutong::linkage {

// A hash table without an allocation for each key. For one thread.
class Numbering {
public:
    static constexpr std::uint32_t none = ~0U;

    // The number of a key, from 0; a new one for a new key.
    std::uint32_t of(std::uint64_t key) {
        if ((size_ + 1) * 8 > slots_.size() * 5) grow();
        auto& slot = slots_[place_of(key)];
        if (slot.number == none) slot = {key, size_++};
        return slot.number;
    }

    // `none` for one that has none.
    std::uint32_t find(std::uint64_t key) const {
        return slots_.empty() ? none : slots_[place_of(key)].number;
    }

    std::uint32_t size() const { return size_; }

private:
    struct Slot {
        std::uint64_t key = 0;
        std::uint32_t number = none;
    };

    std::size_t place_of(std::uint64_t key) const {
        auto place = mixed(key) & (slots_.size() - 1);
        while (slots_[place].number != none && slots_[place].key != key)
            place = (place + 1) & (slots_.size() - 1);
        return place;
    }

    void grow() {
        std::vector<Slot> before(slots_.empty() ? 1024 : slots_.size() * 2);
        before.swap(slots_);
        for (auto const& slot : before)
            if (slot.number != none) slots_[place_of(slot.key)] = slot;
    }

    std::vector<Slot> slots_;  // a power of two of them
    std::uint32_t size_ = 0;
};

}  // namespace jutong::linkage

// Random: a small generator whose sequence is the same everywhere, for seeded content.
#pragma once

#include <cstdint>
#include <span>

namespace jutong {

// SplitMix64: also a good hash of a 64-bit value.
constexpr std::uint64_t mixed(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

// Not for secrets. A generator for (seed, stream) is cheap to make, so each row can have its own.
__extension__ using Wide = unsigned __int128;

class Random {
public:
    explicit constexpr Random(std::uint64_t seed, std::uint64_t stream = 0)
        : state_(mixed(seed ^ mixed(stream))) {}

    constexpr std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15;
        return mixed(state_);
    }

    // Uniform in [0, bound); bound > 0.
    constexpr std::uint64_t below(std::uint64_t bound) {
        return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
    }

    // Uniform in [low, high].
    constexpr std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
    }

    // Uniform in [0, 1).
    constexpr double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

    constexpr bool chance(double probability) { return unit() < probability; }

    template <typename T>
    constexpr T const& pick(std::span<T const> items) {
        return items[below(items.size())];
    }

private:
    std::uint64_t state_;
};

}  // namespace jutong

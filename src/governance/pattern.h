// Patterns of the packs: a table of states over bytes where the expression is simple, RE2 else.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace jutong::governance {

// A deterministic automaton. Knows literals, classes, groups, alternation, counts and anchors, over
// code points; finds what RE2::PartialMatch finds in any text that is UTF-8.
class PatternTable {
public:
    // Nothing where the expression has more than that, or needs too many states.
    static std::optional<PatternTable> compile(std::string_view expression);

    bool matches(std::string_view text) const {
        std::uint32_t state = start_;
        for (auto const c : text) {
            if (state <= found) break;
            state = next_[state * class_count_ + class_of_byte_[static_cast<unsigned char>(c)]];
        }
        return accepts_at_end_[state] != 0;
    }

private:
    friend class TableBuilder;
    PatternTable() = default;

    // The two states that nothing leaves: no match any more, and a match whatever follows.
    static constexpr std::uint32_t dead = 0, found = 1;

    std::array<std::uint8_t, 256> class_of_byte_{};
    std::uint32_t class_count_ = 1;
    std::uint32_t start_ = dead;
    std::vector<std::uint16_t> next_;           // by state and class of byte
    std::vector<std::uint8_t> accepts_at_end_;  // by state
};

class Pattern {
public:
    // The expression must be one that RE2 takes.
    explicit Pattern(std::string const& expression);
    ~Pattern();
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;

    bool matches(std::string_view text) const;
    PatternTable const* table() const { return table_ ? &*table_ : nullptr; }

private:
    std::optional<PatternTable> table_;
    std::unique_ptr<re2::RE2> expression_;  // only where there is no table
};

}  // namespace jutong::governance

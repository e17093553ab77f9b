// A set of texts that is asked often and never changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jutong::element {

// Open addressing at a load of at most 1/4, so that most questions end at the first slot; asking
// allocates nothing.
class TextSet {
public:
    TextSet() = default;
    explicit TextSet(std::vector<std::string> const& texts);
    TextSet(TextSet const&) = delete;
    TextSet& operator=(TextSet const&) = delete;
    TextSet(TextSet&&) noexcept = default;
    TextSet& operator=(TextSet&&) noexcept = default;

    static constexpr std::size_t nowhere = ~std::size_t{0};
    // The place of the text among those given, the first of equal ones; or nowhere.
    std::size_t find(std::string_view text) const;
    bool contains(std::string_view text) const { return find(text) != nowhere; }
    bool empty() const { return slots_.empty(); }

private:
    struct Slot {
        std::uint32_t hash = 0;  // 0: free
        std::uint32_t place = 0;
        std::string_view text;
    };

    std::vector<std::string> texts_;  // what the slots view
    std::vector<Slot> slots_;         // a power of two of them
};

}  // namespace jutong::element

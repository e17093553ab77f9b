#include "governance/pattern.h"

#include <algorithm>
#include <map>

#include <re2/re2.h>

#include "governance/pattern_parts.h"

namespace jutong::governance {

namespace {

constexpr std::size_t states_max = 2'000;  // 16 KB to 500 KB of table, by the classes of bytes

}  // namespace

// From the parts of an expression (a nondeterministic automaton over bytes) to the table: each
// state of the table is a set of places in the parts.
class TableBuilder {
public:
    explicit TableBuilder(PatternParts const& parts) : parts_(parts) {}

    std::optional<PatternTable> build() {
        find_byte_classes();
        add_state({});  // dead
        add_state({});  // found
        table_.accepts_at_end_[PatternTable::found] = 1;
        table_.start_ = state_of(closure({parts_.start}, true, false), true);
        for (std::size_t state = 2; state < sets_.size(); ++state) {
            if (sets_.size() > states_max) return std::nullopt;
            for (std::uint32_t c = 0; c < table_.class_count_; ++c)
                table_.next_[state * table_.class_count_ + c] =
                    static_cast<std::uint16_t>(after(sets_[state], representative_[c]));
        }
        return std::move(table_);
    }

private:
    using Set = std::vector<std::uint32_t>;  // sorted places

    // Bytes that no part tells apart are one class.
    void find_byte_classes() {
        std::array<bool, 257> begins{};
        begins[0] = true;
        for (auto const& part : parts_.parts) {
            if (part.kind != PatternPart::Kind::bytes) continue;
            begins[part.low] = true;
            begins[part.high + 1U] = true;
        }
        std::uint8_t current = 0;
        for (std::size_t byte = 0; byte < 256; ++byte) {
            if (begins[byte]) {
                current = static_cast<std::uint8_t>(representative_.size());
                representative_.push_back(static_cast<std::uint8_t>(byte));
            }
            table_.class_of_byte_[byte] = current;
        }
        table_.class_count_ = static_cast<std::uint32_t>(representative_.size());
    }

    Set closure(Set from, bool at_begin, bool at_end) const {
        std::vector<std::uint8_t> seen(parts_.parts.size(), 0);
        Set out;
        while (!from.empty()) {
            auto const at = from.back();
            from.pop_back();
            if (seen[at] != 0) continue;
            seen[at] = 1;
            out.push_back(at);
            auto const& part = parts_.parts[at];
            switch (part.kind) {
                case PatternPart::Kind::fork:
                    from.push_back(part.next);
                    from.push_back(part.other);
                    break;
                case PatternPart::Kind::begin:
                    if (at_begin) from.push_back(part.next);
                    break;
                case PatternPart::Kind::end:
                    if (at_end) from.push_back(part.next);
                    break;
                default:
                    break;
            }
        }
        std::ranges::sort(out);
        return out;
    }

    bool has_match(Set const& set) const {
        return std::ranges::any_of(
            set, [&](auto at) { return parts_.parts[at].kind == PatternPart::Kind::match; });
    }

    std::uint32_t after(Set const& set, std::uint8_t byte) {
        Set moved = {parts_.start};  // a match may begin anywhere; ^ only holds at the begin
        for (auto const at : set) {
            auto const& part = parts_.parts[at];
            if (part.kind == PatternPart::Kind::bytes && byte >= part.low && byte <= part.high)
                moved.push_back(part.next);
        }
        return state_of(closure(std::move(moved), false, false), false);
    }

    std::uint32_t state_of(Set const& set, bool at_begin) {
        if (has_match(set)) return PatternTable::found;
        auto const at_end = closure(set, at_begin, true);
        // Where the begin is all that is left to hope for, nothing is.
        auto const alive = std::ranges::any_of(
            set, [&](auto at) { return parts_.parts[at].kind == PatternPart::Kind::bytes; });
        if (!alive && !has_match(at_end)) return PatternTable::dead;
        auto const key = std::pair(set, has_match(at_end));
        auto const [known, is_new] =
            states_.try_emplace(key, static_cast<std::uint32_t>(sets_.size()));
        if (is_new) {
            add_state(set);
            table_.accepts_at_end_.back() = key.second ? 1 : 0;
        }
        return known->second;
    }

    void add_state(Set set) {
        auto const own = static_cast<std::uint16_t>(sets_.size());
        sets_.push_back(std::move(set));
        table_.next_.resize(table_.next_.size() + table_.class_count_, own < 2 ? own : 0);
        table_.accepts_at_end_.push_back(0);
    }

    PatternParts const& parts_;
    PatternTable table_;
    std::vector<std::uint8_t> representative_;  // a byte of each class
    std::vector<Set> sets_;                     // by state
    std::map<std::pair<Set, bool>, std::uint32_t> states_;
};

std::optional<PatternTable> PatternTable::compile(std::string_view expression) {
    auto const parts = parts_of(expression);
    if (!parts) return std::nullopt;
    return TableBuilder(*parts).build();
}

Pattern::Pattern(std::string const& expression) : table_(PatternTable::compile(expression)) {
    if (!table_) expression_ = std::make_unique<re2::RE2>(expression, re2::RE2::Quiet);
}

Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

bool Pattern::matches(std::string_view text) const {
    if (table_) return table_->matches(text);
    return re2::RE2::PartialMatch({text.data(), text.size()}, *expression_);
}

}  // namespace jutong::governance

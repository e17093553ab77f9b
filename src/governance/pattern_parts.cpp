#include "governance/pattern_parts.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"

namespace jutong::governance {

namespace {

constexpr std::size_t parts_max = 20'000;
constexpr int count_max = 200;  // of {n,m}
constexpr int depth_max = 50;   // of groups
constexpr char32_t last_code_point = 0x10FFFF;

struct Range {
    char32_t low, high;
};
using Ranges = std::vector<Range>;

// An expression as a tree; the same sub-tree may be laid down several times by a count.
struct Tree {
    enum class Kind : std::uint8_t { one_of, all_of, any_of, repeat, begin, end };
    Kind kind;
    Ranges ranges;                               // one_of
    std::vector<std::unique_ptr<Tree>> members;  // all_of, any_of; repeat has one
    int min = 0, max = 0;                        // repeat; max -1: without end
};
using TreePtr = std::unique_ptr<Tree>;

TreePtr make(Tree::Kind kind) {
    auto tree = std::make_unique<Tree>();
    tree->kind = kind;
    return tree;
}

void sort_out(Ranges& ranges) {
    std::ranges::sort(ranges, {}, &Range::low);
    Ranges merged;
    for (auto const& range : ranges) {
        if (!merged.empty() && range.low <= merged.back().high + 1)
            merged.back().high = std::max(merged.back().high, range.high);
        else
            merged.push_back(range);
    }
    ranges = std::move(merged);
}

Ranges all_but(Ranges ranges) {
    sort_out(ranges);
    Ranges out;
    char32_t from = 0;
    for (auto const& range : ranges) {
        if (range.low > from) out.push_back({from, range.low - 1});
        from = range.high + 1;
    }
    if (from <= last_code_point) out.push_back({from, last_code_point});
    return out;
}

class TreeReader {
public:
    explicit TreeReader(std::string_view expression) : left_(to_code_points(expression)) {}

    // Null where something is not known here.
    TreePtr read() {
        auto tree = read_any_of(0);
        return at_ == left_.size() ? std::move(tree) : nullptr;
    }

private:
    bool has(char32_t c) const { return at_ < left_.size() && left_[at_] == c; }
    bool take(char32_t c) {
        if (!has(c)) return false;
        ++at_;
        return true;
    }

    TreePtr read_any_of(int depth) {
        if (depth > depth_max) return nullptr;
        auto tree = make(Tree::Kind::any_of);
        do {
            auto member = read_all_of(depth);
            if (!member) return nullptr;
            tree->members.push_back(std::move(member));
        } while (take('|'));
        return tree;
    }

    TreePtr read_all_of(int depth) {
        auto tree = make(Tree::Kind::all_of);
        while (at_ < left_.size() && !has('|') && !has(')')) {
            auto member = read_repeated(depth);
            if (!member) return nullptr;
            tree->members.push_back(std::move(member));
        }
        return tree;
    }

    TreePtr read_repeated(int depth) {
        auto inner = read_one(depth);
        if (!inner) return nullptr;
        auto min = 1, max = 1;
        if (take('*')) {
            min = 0, max = -1;
        } else if (take('+')) {
            min = 1, max = -1;
        } else if (take('?')) {
            min = 0, max = 1;
        } else if (take('{')) {
            if (!read_counts(min, max)) return nullptr;
        } else {
            return inner;
        }
        take('?');  // as few as may do: the same texts match
        if (has('*') || has('+') || has('?') || has('{')) return nullptr;
        if (inner->kind == Tree::Kind::begin || inner->kind == Tree::Kind::end) return nullptr;
        auto tree = make(Tree::Kind::repeat);
        tree->min = min;
        tree->max = max;
        tree->members.push_back(std::move(inner));
        return tree;
    }

    bool read_number(int& out) {
        auto const begin = at_;
        out = 0;
        while (at_ < left_.size() && left_[at_] >= '0' && left_[at_] <= '9' && out <= count_max)
            out = out * 10 + static_cast<int>(left_[at_++] - '0');
        return at_ > begin && out <= count_max;
    }

    bool read_counts(int& min, int& max) {
        if (!read_number(min)) return false;
        max = min;
        if (take(',')) {
            max = -1;
            if (!has('}') && !read_number(max)) return false;
        }
        return take('}') && (max < 0 || max >= min);
    }

    TreePtr read_one(int depth) {
        if (take('^')) return make(Tree::Kind::begin);
        if (take('$')) return make(Tree::Kind::end);
        if (take('(')) {
            if (take('?') && !take(':')) return nullptr;
            auto tree = read_any_of(depth + 1);
            return take(')') ? std::move(tree) : nullptr;
        }
        auto tree = make(Tree::Kind::one_of);
        auto const known = take('[') ? read_class(tree->ranges) : read_character(tree->ranges);
        if (!known) return nullptr;
        sort_out(tree->ranges);
        return tree;
    }

    bool read_character(Ranges& out) {
        auto const c = left_[at_++];
        if (c == '.') {
            out = all_but({{'\n', '\n'}});
            return true;
        }
        if (c == '\\') return read_escape(out);
        if (c == '*' || c == '+' || c == '?' || c == '{' || c == ']' || c == '}' || c == ')')
            return false;
        out.push_back({c, c});
        return true;
    }

    bool read_escape(Ranges& out) {
        if (at_ == left_.size()) return false;
        Ranges const digits = {{'0', '9'}};
        Ranges const words = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
        Ranges const spaces = {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};
        auto const add = [&](Ranges const& ranges) {
            out.insert(out.end(), ranges.begin(), ranges.end());
            return true;
        };
        auto const c = left_[at_++];
        switch (c) {
            case 'd':
                return add(digits);
            case 'D':
                return add(all_but(digits));
            case 'w':
                return add(words);
            case 'W':
                return add(all_but(words));
            case 's':
                return add(spaces);
            case 'S':
                return add(all_but(spaces));
            case 't':
                return add({{'\t', '\t'}});
            case 'n':
                return add({{'\n', '\n'}});
            case 'r':
                return add({{'\r', '\r'}});
            default:
                break;
        }
        auto const is_mark = c > ' ' && c < 0x7F && !(c >= '0' && c <= '9') &&
                             !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z');
        return is_mark && add({{c, c}});
    }

    bool read_class(Ranges& out) {
        auto const is_negated = take('^');
        auto is_first = true;
        while (true) {
            if (at_ >= left_.size()) return false;
            if (!is_first && take(']')) break;
            is_first = false;
            if (has('[') && at_ + 1 < left_.size() && left_[at_ + 1] == ':') return false;
            Ranges low;
            if (!read_member(low)) return false;
            auto const is_range = has('-') && at_ + 1 < left_.size() && left_[at_ + 1] != ']';
            if (is_range) {
                ++at_;
                Ranges high;
                if (!read_member(high) || low.size() != 1 || high.size() != 1 ||
                    low[0].low != low[0].high || high[0].low != high[0].high ||
                    high[0].low < low[0].low)
                    return false;
                low[0].high = high[0].low;
            }
            out.insert(out.end(), low.begin(), low.end());
        }
        if (is_negated) out = all_but(std::move(out));
        return true;
    }

    bool read_member(Ranges& out) {
        auto const c = left_[at_++];
        if (c == '\\') return read_escape(out);
        out.push_back({c, c});
        return true;
    }

    std::u32string left_;
    std::size_t at_ = 0;
};

// Lays parts down from the end to the begin: each is told what follows it.
class Layer {
public:
    std::optional<PatternParts> lay(Tree const& tree) {
        auto const match = add({PatternPart::Kind::match, 0, 0, 0, 0});
        out_.start = lay(tree, match);
        if (out_.parts.size() >= parts_max) return std::nullopt;
        return std::move(out_);
    }

private:
    std::uint32_t add(PatternPart part) {
        if (out_.parts.size() < parts_max) out_.parts.push_back(part);
        return static_cast<std::uint32_t>(out_.parts.size() - 1);
    }
    bool is_full() const { return out_.parts.size() >= parts_max; }

    std::uint32_t fork(std::uint32_t one, std::uint32_t other) {
        return add({PatternPart::Kind::fork, 0, 0, one, other});
    }

    std::uint32_t lay(Tree const& tree, std::uint32_t next) {
        if (is_full()) return next;
        switch (tree.kind) {
            case Tree::Kind::begin:
                return add({PatternPart::Kind::begin, 0, 0, next, 0});
            case Tree::Kind::end:
                return add({PatternPart::Kind::end, 0, 0, next, 0});
            case Tree::Kind::one_of:
                return lay_ranges(tree.ranges, next);
            case Tree::Kind::all_of:
                for (auto member = tree.members.rbegin(); member != tree.members.rend(); ++member)
                    next = lay(**member, next);
                return next;
            case Tree::Kind::any_of: {
                auto way = lay(*tree.members[0], next);
                for (std::size_t i = 1; i < tree.members.size(); ++i)
                    way = fork(lay(*tree.members[i], next), way);
                return way;
            }
            case Tree::Kind::repeat:
                return lay_repeat(tree, next);
        }
        return next;
    }

    std::uint32_t lay_repeat(Tree const& tree, std::uint32_t next) {
        auto const& inner = *tree.members[0];
        if (tree.max < 0) {
            auto const loop = fork(next, next);
            auto const body = lay(inner, loop);
            out_.parts[loop].other = body;
            next = loop;
        } else {
            auto const after = next;
            for (int i = tree.min; i < tree.max && !is_full(); ++i)
                next = fork(lay(inner, next), after);
        }
        for (int i = 0; i < tree.min && !is_full(); ++i) next = lay(inner, next);
        return next;
    }

    std::uint32_t lay_ranges(Ranges const& ranges, std::uint32_t next) {
        std::optional<std::uint32_t> way;
        for (auto const& range : ranges) {
            // UTF-8 has one length from each of these on.
            for (auto const& [low, high] : std::array<Range, 4>{
                     {{0, 0x7F}, {0x80, 0x7FF}, {0x800, 0xFFFF}, {0x10000, last_code_point}}}) {
                auto const from = std::max(range.low, low), to = std::min(range.high, high);
                if (from > to) continue;
                lay_sequences(from, to, next, way);
            }
        }
        // A class of nothing: a byte that no text has.
        return way ? *way : add({PatternPart::Kind::bytes, 0xFF, 0xFF, next, 0});
    }

    // Code points of one length in UTF-8, cut where the following bytes do not go their full way.
    void lay_sequences(char32_t from, char32_t to, std::uint32_t next,
                       std::optional<std::uint32_t>& way) {
        std::string low, high;
        append_utf8(low, from);
        append_utf8(high, to);
        for (std::size_t bytes = 1; bytes < low.size(); ++bytes) {
            auto const span = (char32_t{1} << (6 * bytes)) - 1;
            if ((from & ~span) == (to & ~span)) continue;
            if ((from & span) != 0) {
                lay_sequences(from, from | span, next, way);
                lay_sequences((from | span) + 1, to, next, way);
                return;
            }
            if ((to & span) != span) {
                lay_sequences(from, (to & ~span) - 1, next, way);
                lay_sequences(to & ~span, to, next, way);
                return;
            }
        }
        for (auto i = low.size(); i-- > 0;)
            next = add({PatternPart::Kind::bytes, static_cast<std::uint8_t>(low[i]),
                        static_cast<std::uint8_t>(high[i]), next, 0});
        way = way ? fork(next, *way) : next;
    }

    PatternParts out_;
};

}  // namespace

std::optional<PatternParts> parts_of(std::string_view expression) {
    auto const tree = TreeReader(expression).read();
    if (!tree) return std::nullopt;
    return Layer().lay(*tree);
}

}  // namespace jutong::governance

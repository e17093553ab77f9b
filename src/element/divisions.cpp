#include "element/divisions.h"

#include <algorithm>
#include <bit>
#include <fstream>
#include <iterator>
#include <tuple>

#include "base/text.h"

namespace jutong::element {

namespace {

constexpr std::array<std::size_t, level_count> code_sizes{2, 4, 6, 9, 12};

std::size_t level_of(std::string_view code) {
    auto const found = std::ranges::find(code_sizes, code.size());
    return static_cast<std::size_t>(found - code_sizes.begin());
}

// The statistics office numbers development zones 71 to 79: they are not of GB/T 2260.
bool is_statistical(Division const& county) { return county.code[4] == '7'; }

// Codes are digits: all of them tell codes apart.
std::uint64_t hash_of(std::string_view code) {
    std::uint64_t number = code.size();
    for (auto const c : code) number = number * 10 + static_cast<unsigned char>(c);
    return (number * 0x9E3779B97F4A7C15ULL) >> 32U;
}

}  // namespace

bool Division::nameless() const {
    return name == "市辖区" || name == "县" || name == "市" || name.ends_with("直辖县级行政区划");
}

std::string_view significant_code(std::string_view code) {
    if (code.size() == 12 && code.ends_with("000")) code.remove_suffix(3);
    if (code.size() == 9 && code.ends_with("000")) code.remove_suffix(3);
    while ((code.size() == 6 || code.size() == 4) && code.ends_with("00")) code.remove_suffix(2);
    return code;
}

Divisions::Divisions(std::vector<std::filesystem::path> const& content)
    : store_(read_content(content, "divisions.tsv")) {
    for (auto line : split(store_, '\n')) {
        if (line.empty() || line[0] == '#') continue;
        auto const fields = split(line, '\t');
        auto const level = level_of(fields[0]);
        if (fields.size() < 2 || level == level_count) continue;
        auto const abolished = fields.size() > 2 && fields[2] == "old";
        divisions_.push_back({fields[0], fields[1], static_cast<Level>(level), abolished});
    }
    std::ranges::sort(divisions_, {}, [](Division const& d) {
        return std::tuple(d.level, d.code, d.abolished, d.name);
    });
    for (std::size_t level = 0; level <= level_count; ++level) {
        auto const begin = std::ranges::lower_bound(divisions_, level, {}, [](Division const& d) {
            return static_cast<std::size_t>(d.level);
        });
        level_begin_[level] = static_cast<std::size_t>(begin - divisions_.begin());
    }
    index();
}

// Open addressing at a load of at most a half.
void Divisions::index() {
    slots_.assign(std::bit_ceil(divisions_.size() * 2 + 1), 0);
    for (std::size_t i = 0; i < divisions_.size(); ++i) {
        if (i > 0 && divisions_[i - 1].code == divisions_[i].code) continue;
        auto at = hash_of(divisions_[i].code) & (slots_.size() - 1);
        while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = static_cast<std::uint32_t>(i + 1);
    }
}

Division const* Divisions::find(std::string_view code) const {
    code = significant_code(code);
    if (code.size() > code_sizes.back()) return nullptr;
    auto const mask = slots_.size() - 1;
    for (auto at = hash_of(code) & mask; slots_[at] != 0; at = (at + 1) & mask) {
        auto const& found = divisions_[slots_[at] - 1];
        if (found.code == code) return &found;
    }
    return nullptr;
}

std::span<Division const> Divisions::within(std::string_view prefix, Level level) const {
    auto const at = static_cast<std::size_t>(level);
    auto const of_level = all().subspan(level_begin_[at], level_begin_[at + 1] - level_begin_[at]);
    auto const begin_of = [&](Division const& d) { return d.code.substr(0, prefix.size()); };
    auto const range = std::ranges::equal_range(of_level, prefix, {}, begin_of);
    return {range.begin(), range.end()};
}

std::string Divisions::full_name(std::string_view code) const {
    code = significant_code(code);
    std::string out;
    for (auto size : code_sizes) {
        if (size > code.size()) break;
        auto const* const division = find(code.substr(0, size));
        if (division != nullptr && !division->nameless()) out += division->name;
    }
    return out;
}

Division const* Divisions::random_county(Random& random, std::string_view prefix) const {
    auto const counties = within(prefix, Level::county);
    constexpr int tries_max = 1'000;  // more than half of the counties are in force
    for (int i = 0; i < tries_max && !counties.empty(); ++i) {
        auto const& county = counties[random.below(counties.size())];
        if (!county.abolished && !county.nameless() && !is_statistical(county)) return &county;
    }
    return nullptr;
}

std::string read_content(std::vector<std::filesystem::path> const& content, std::string_view name) {
    std::string out;
    for (auto const& folder : content) {
        std::ifstream file(folder / name, std::ios::binary);
        if (file) out.append(std::istreambuf_iterator<char>(file), {});
    }
    return out;
}

}  // namespace jutong::element

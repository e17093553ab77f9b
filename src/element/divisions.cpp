#include "element/divisions.h"

#include <algorithm>
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
}

Division const* Divisions::find(std::string_view code) const {
    code = significant_code(code);
    auto const level = level_of(code);
    if (level == level_count) return nullptr;
    auto const found = within(code, static_cast<Level>(level));
    return found.empty() ? nullptr : &found.front();
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

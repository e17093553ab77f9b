#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "element/column.h"
#include "element/elements.h"
#include "element/names.h"

namespace jutong::element {

namespace {

constexpr std::array<std::string_view, 3> failure_names{
    "element.address.length", "element.address.charset", "element.address.no_han"};
constexpr State bad_length = 1, bad_charset = 2, no_han = 3;

constexpr std::array<std::string_view, 2> repair_names{"repair.address.spaces",
                                                       "repair.address.width"};
constexpr std::size_t length_max = 200;

std::string digits_of(std::string_view text) {
    std::string out;
    for (auto c : text) {
        if (is_digit(c))
            out += c;
        else if (!out.empty() && out.back() != '.')
            out += '.';
    }
    return out;
}

// 四方区 and 市北区 are two; 章丘市 and 章丘区 one place in two times.
bool same_place(std::string_view left, std::string_view right) {
    constexpr std::size_t suffix_size = 3;
    return left == right || (left.size() == right.size() && left.size() > 2 * suffix_size &&
                             left.substr(0, left.size() - suffix_size) ==
                                 right.substr(0, right.size() - suffix_size));
}

class AddressElement final : public ColumnElement<AddressElement> {
public:
    explicit AddressElement(Reference const& reference)
        : ColumnElement("address", "地址", failure_names, repair_names), reference_(reference) {}

    bool strict() const override { return false; }

    Reading read_text(std::string_view text, Form form, Arena& arena) const {
        auto const cleaned = clean(text, clean_name, arena);
        if (cleaned.text.empty()) return nothing;
        std::size_t count = 0;
        bool han = false;
        for (std::size_t at = 0; at < cleaned.text.size(); ++count) {
            auto const c = next_code_point(cleaned.text, at);
            if (c == not_a_code_point || c < ' ' || c == 0x7F) return failed(bad_charset);
            han |= is_han(c);
        }
        if (count > length_max) return failed(bad_length);
        if (!han) return failed(no_han);
        if (form == Form::parsed) return {cleaned.text, 0, state_ok, cleaned.changes};
        auto const canonical = reference_.address().canonical(cleaned.text);
        if (canonical == cleaned.text) return {cleaned.text, 0, state_ok, cleaned.changes};
        return {arena.keep(canonical), 0, state_ok, cleaned.changes};
    }

    double likeness(Reading const& left, Reading const& right) const {
        return rough_likeness(left.text, right.text);
    }

    // By levels: another county is another place; below it the words count, house numbers most.
    double rough_likeness(std::string_view left, std::string_view right) const {
        if (left == right) return 1;
        auto const a = reference_.address().split(left), b = reference_.address().split(right);
        auto below = jaro_winkler(a.detail, b.detail);
        if (digits_of(a.detail) != digits_of(b.detail)) below *= 0.8;
        if (!a.town.empty() && !b.town.empty() && !same_place(a.town, b.town)) below *= 0.7;
        if (!a.county.empty() && !b.county.empty())
            return same_place(a.county, b.county) ? 0.3 + 0.68 * below : 0.3 * below;
        if (!a.city.empty() && !b.city.empty() && a.city != b.city) return 0.2 * below;
        return 0.95 * below;
    }

    // 山东省淄博市博山区****
    std::string_view masked(std::string_view text, Arena& arena) const {
        auto const address = clean(text, clean_name, arena).text;
        auto const parts = reference_.address().split(address);
        if (!parts.names_county_or_above) return "****";
        return arena.keep(fmt::format("{}{}{}****", parts.province, parts.city, parts.county));
    }

    std::string generate(Random& random) const override {
        auto const& divisions = reference_.divisions();
        auto const towns = divisions.within({}, Level::town);
        if (!towns.empty() && random.chance(0.5)) {
            auto const& town = towns[random.below(towns.size())];
            auto const villages = divisions.within(town.code, Level::village);
            if (!villages.empty()) {
                auto const& village = villages[random.below(villages.size())];
                return canonical(fmt::format("{}{}号", divisions.full_name(village.code),
                                             random.between(1, 300)));
            }
        }
        auto const* const county = divisions.random_county(random);
        auto const code = county != nullptr ? county->code : std::string_view("370102");
        return canonical(divisions.full_name(code) + street_address(random));
    }

private:
    std::string canonical(std::string const& text) const {
        return reference_.address().canonical(text);
    }

    Reference const& reference_;
};

}  // namespace

std::unique_ptr<Element> address_element(Reference const& reference) {
    return std::make_unique<AddressElement>(reference);
}

}  // namespace jutong::element

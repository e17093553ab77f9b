#include "governance/cities.h"

#include <algorithm>
#include <set>

namespace jutong::governance {

namespace {

constexpr std::size_t city_digits = 4;
constexpr std::size_t city_numbers = 10'000;
constexpr std::size_t no_number = city_numbers;

std::size_t number_of(std::string_view code) {
    if (code.size() < city_digits) return no_number;
    std::size_t number = 0;
    for (auto const c : code.substr(0, city_digits)) {
        if (c < '0' || c > '9') return no_number;
        number = number * 10 + static_cast<std::size_t>(c - '0');
    }
    return number;
}

// Where the division begins in the element's canonical text.
std::size_t division_begin(element::Element const& element) {
    constexpr std::size_t in_credit_code = 2;  // after the registering authority and the kind
    return element.name() == "credit_code" ? in_credit_code : 0;
}

}  // namespace

Cities::Cities(element::Divisions const& divisions) : codes_(1), by_number_(city_numbers + 1) {
    std::set<std::size_t, std::greater<>> sizes;
    for (auto const& division : divisions.within("", element::Level::city)) {
        auto const number = number_of(division.code);
        if (number == no_number || by_number_[number] != no_city) continue;
        by_number_[number] = static_cast<City>(codes_.size());
        auto const name = divisions.full_name(division.code);
        if (by_name_.emplace(name, by_number_[number]).second) sizes.insert(name.size());
        codes_.emplace_back(division.code);
    }
    name_sizes_.assign(sizes.begin(), sizes.end());
}

City Cities::of_code(std::string_view division) const { return by_number_[number_of(division)]; }

City Cities::of_address(std::string_view address) const {
    for (auto const size : name_sizes_) {
        if (size > address.size()) continue;
        auto const found = by_name_.find(address.substr(0, size));
        if (found != by_name_.end()) return found->second;
    }
    return no_city;
}

void Cities::find(element::Element const& element, element::Texts texts,
                  std::vector<City>& out) const {
    out.resize(texts.size());
    if (element.name() == "address") {
        for (std::size_t i = 0; i < texts.size(); ++i) out[i] = of_address(texts[i]);
        return;
    }
    auto const begin = division_begin(element);
    for (std::size_t i = 0; i < texts.size(); ++i)
        out[i] = texts[i].size() < begin ? no_city : of_code(texts[i].substr(begin));
}

}  // namespace jutong::governance

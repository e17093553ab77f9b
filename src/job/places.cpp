#include "job/places.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "element/reference.h"

namespace jutong::job {

namespace {

using element::Level;
constexpr std::size_t county_digits = 6;

// Names of counties, cities and provinces with all levels above, longest first.
class PlaceNames {
public:
    explicit PlaceNames(element::Divisions const& divisions) {
        std::set<std::size_t, std::greater<>> sizes;
        for (auto const level : {Level::county, Level::city, Level::province})
            for (auto const& division : divisions.within("", level)) {
                auto name = divisions.full_name(division.code);
                sizes.insert(name.size());
                codes_.emplace(std::move(name),
                               std::string(element::significant_code(division.code)));
            }
        sizes_.assign(sizes.begin(), sizes.end());
    }

    std::string_view find(std::string_view address) {
        for (auto const size : sizes_) {
            if (size > address.size()) continue;
            auto const found = codes_.find(std::string(address.substr(0, size)));
            if (found != codes_.end()) return found->second;
        }
        return {};
    }

private:
    std::unordered_map<std::string, std::string> codes_;
    std::vector<std::size_t> sizes_;
};

// Addresses that begin alike are in one place: they are looked up once.
Result<std::vector<PlaceCount>> count_addresses(lake::Session& session, std::string const& field,
                                                std::string const& table,
                                                element::Divisions const& divisions) {
    constexpr int begin_length = 14;  // code points: province, city and county of nearly all
    auto const rows = TRY(session.query(
        fmt::format("SELECT left({0}, {1}), count(*) FROM library.{2} WHERE {0} IS NOT NULL GROUP "
                    "BY 1",
                    field, begin_length, table)));
    PlaceNames names(divisions);
    std::map<std::string, std::int64_t> counts;
    for (auto const& row : rows.rows)
        counts[std::string(names.find(row[0].value_or("")))] += std::stoll(*row[1]);
    std::vector<PlaceCount> out;
    for (auto const& [division, subjects] : counts) out.push_back({division, subjects});
    return out;
}

}  // namespace

std::optional<PlaceField> place_field(catalog::Library const& library) {
    for (auto const* const wanted : {"division_code", "address"})
        for (auto const& field : library.fields)
            if (field.element->name() == wanted) return PlaceField{field.name, field.element};
    if (library.number != nullptr && library.number->name() == "id_number")
        return PlaceField{"number", library.number};
    return std::nullopt;
}

Result<std::vector<PlaceCount>> places_of(Workplace& workplace, catalog::Library const& library) {
    auto const place = place_field(library);
    std::vector<PlaceCount> out;
    if (!place) return out;
    auto session = TRY(workplace.lake().session());
    auto const field = lake::quoted_name(place->name), table = lake::quoted_name(library.name);
    auto const& divisions = workplace.registry().reference().divisions();
    if (place->element->name() == "address")
        return count_addresses(session, field, table, divisions);
    auto const rows = TRY(session.query(fmt::format(
        "SELECT left({}, {}) AS d, count(*) FROM library.{} GROUP BY 1 ORDER BY d NULLS FIRST",
        field, county_digits, table)));
    for (auto const& row : rows.rows)
        out.push_back(
            {std::string(element::significant_code(row[0].value_or(""))), std::stoll(*row[1])});
    return out;
}

std::vector<PlaceCount> summed_by(std::vector<PlaceCount> const& counts, std::size_t digits,
                                  std::string_view within) {
    std::map<std::string, std::int64_t> sums;
    for (auto const& [division, subjects] : counts)
        if (division.size() >= digits && division.starts_with(within))
            sums[division.substr(0, digits)] += subjects;
    std::vector<PlaceCount> out;
    for (auto const& [division, subjects] : sums) out.push_back({division, subjects});
    return out;
}

}  // namespace jutong::job

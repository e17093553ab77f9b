// Which city a row belongs to, by a field that tells it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "element/divisions.h"

namespace jutong::governance {

// A city's place among all; 0 stands for rows of which none is known.
using City = std::uint16_t;
inline constexpr City no_city = 0;

// The cities of the packs' tree of divisions, abolished ones among them. Immutable.
class Cities {
public:
    explicit Cities(element::Divisions const& divisions);

    std::size_t size() const { return codes_.size(); }
    // Four digits; of no_city an empty text.
    std::string const& code(City city) const { return codes_[city]; }

    City of_code(std::string_view division) const;
    // Of an address in its canonical form, which begins with the names of province and city.
    City of_address(std::string_view address) const;

    // Writes the city of each text; texts that are empty have none. `element` is that of the
    // field: division_code, address, id_number or credit_code.
    void find(element::Element const& element, element::Texts texts, std::vector<City>& out) const;

private:
    std::vector<std::string> codes_;
    std::vector<City> by_number_;  // of the four digits
    std::map<std::string, City, std::less<>> by_name_;
    std::vector<std::size_t> name_sizes_;  // longest first
};

}  // namespace jutong::governance

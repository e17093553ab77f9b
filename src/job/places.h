// Where the subjects of a library are: by city and county.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "job/workplace.h"

namespace jutong::job {

// The field of a library that tells the place of its subjects: the first division code, else the
// first address; where it has none, its number, where that begins with a division. Nothing: none
// tells it.
struct PlaceField {
    std::string name;
    element::Element const* element = nullptr;
};
std::optional<PlaceField> place_field(catalog::Library const& library);

struct PlaceCount {
    std::string division;  // 6 digits of a county, 4 of a city, 2 of a province; empty: not known
    std::int64_t subjects = 0;
};

// By code. Empty where the library has no field that tells it.
Result<std::vector<PlaceCount>> places_of(Workplace& workplace, catalog::Library const& library);

// Summed by the first so many digits; what is coarser is left out.
std::vector<PlaceCount> summed_by(std::vector<PlaceCount> const& counts, std::size_t digits,
                                  std::string_view within = {});

}  // namespace jutong::job

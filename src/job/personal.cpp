#include "job/personal.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace jutong::job {

namespace {

constexpr std::array<std::string_view, 4> personal_elements = {"person_name", "id_number", "phone",
                                                               "address"};

// Text that no element reads: some of it, so that it can be found again.
std::string roughly_masked(std::string_view text) {
    auto const count = length(text);
    constexpr std::size_t shown_max = 3;
    auto const begin = std::min(count / 3, shown_max), end = std::min(count / 6, shown_max);
    auto const shown = std::string(first_code_points(text, begin));
    auto const hidden = first_code_points(text, count - end).size();
    std::string out = shown;
    for (std::size_t i = begin + end; i < count; ++i) out += '*';
    return out + std::string(text.substr(hidden));
}

}  // namespace

bool is_personal(element::Element const& element) {
    return std::ranges::find(personal_elements, element.name()) != personal_elements.end();
}

bool is_personal(catalog::Field const& field) {
    return field.sensitive || is_personal(*field.element);
}

std::string masked(element::Element const& element, std::string const& text) {
    auto const out = element.valid(text) ? element.mask(text) : text;
    return out == text ? roughly_masked(text) : out;
}

}  // namespace jutong::job

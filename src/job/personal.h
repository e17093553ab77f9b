// Which values are personal, so that lists, notices and pages mask them.
#pragma once

#include <string>
#include <string_view>

#include "catalog/catalog.h"

namespace jutong::job {

// By its kind alone: names, numbers, phones, addresses of people.
bool is_personal(element::Element const& element);
// The field says so, or its element does.
bool is_personal(catalog::Field const& field);

// The value as a list may show it; unreadable text is masked too. Not empty where `text` is not.
std::string masked(element::Element const& element, std::string const& text);

}  // namespace jutong::job

// Makers of the elements for the registry, which owns what they make.
#pragma once

#include <memory>

#include "element/element.h"
#include "element/reference.h"
#include "element/registry.h"

namespace jutong::element {

// A reference given is borrowed and outlives the element.
std::unique_ptr<Element> id_number_element(Reference const& reference);
std::unique_ptr<Element> credit_code_element(Reference const& reference);
std::unique_ptr<Element> organization_code_element();
std::unique_ptr<Element> registration_number_element(Reference const& reference);
std::unique_ptr<Element> licence_id_element();
std::unique_ptr<Element> person_name_element(Reference const& reference);
std::unique_ptr<Element> org_name_element(Reference const& reference);
std::unique_ptr<Element> address_element(Reference const& reference);
std::unique_ptr<Element> division_code_element(Reference const& reference);
std::unique_ptr<Element> date_element();
std::unique_ptr<Element> timestamp_element();
std::unique_ptr<Element> phone_element();
std::unique_ptr<Element> money_element();
std::unique_ptr<Element> industry_element();
std::unique_ptr<Element> text_element();
std::unique_ptr<Element> integer_element();
std::unique_ptr<Element> decimal_element();
std::unique_ptr<Element> boolean_element();
std::unique_ptr<Element> code_list_element(CodeList list);

}  // namespace jutong::element

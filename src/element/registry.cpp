#include "element/registry.h"

#include <algorithm>

#include "element/elements.h"
#include "element/reference.h"

namespace jutong::element {

Registry::Registry() = default;
Registry::~Registry() = default;

Result<std::unique_ptr<Registry>> Registry::create(std::vector<std::filesystem::path> content,
                                                   std::vector<CodeList> lists) {
    std::unique_ptr<Registry> out(new Registry);
    out->reference_ = std::make_unique<Reference>(std::move(content));
    auto const& reference = *out->reference_;
    auto& all = out->elements_;
    all.push_back(id_number_element(reference));
    all.push_back(credit_code_element(reference));
    all.push_back(organization_code_element());
    all.push_back(registration_number_element(reference));
    all.push_back(licence_id_element());
    all.push_back(person_name_element(reference));
    all.push_back(org_name_element(reference));
    all.push_back(address_element(reference));
    all.push_back(division_code_element(reference));
    all.push_back(date_element());
    all.push_back(timestamp_element());
    all.push_back(phone_element());
    all.push_back(money_element());
    all.push_back(industry_element());
    all.push_back(text_element());
    all.push_back(integer_element());
    all.push_back(decimal_element());
    all.push_back(boolean_element());
    for (auto& list : lists) all.push_back(code_list_element(std::move(list)));

    std::ranges::sort(all, {}, [](auto const& element) { return element->name(); });
    auto const same =
        std::ranges::adjacent_find(all, {}, [](auto const& element) { return element->name(); });
    if (same != all.end())
        return fail(Code::invalid, "element.duplicate",
                    "Two elements have one name: " + std::string((*same)->name()));
    return out;
}

Element const* Registry::find(std::string_view name) const {
    auto const found = std::ranges::lower_bound(
        elements_, name, {}, [](auto const& element) { return element->name(); });
    return found != elements_.end() && (*found)->name() == name ? found->get() : nullptr;
}

std::vector<Element const*> Registry::all() const {
    std::vector<Element const*> out;
    out.reserve(elements_.size());
    for (auto const& element : elements_) out.push_back(element.get());
    return out;
}

}  // namespace jutong::element

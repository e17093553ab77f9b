#include "fusion/plan.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace jutong::fusion {

namespace {

using lake::quoted_name;

// Numbers whose own check tells a wrong digit from a right one (GB 11643, GB 32100).
constexpr std::array<std::string_view, 2> checked_numbers = {"id_number", "credit_code"};
constexpr std::array<std::string_view, 2> naming_elements = {"person_name", "org_name"};

std::string column(catalog::Resource const& resource, std::size_t field) {
    return quoted_name(resource.fields[field].name);
}

PlanFeed plan_feed(catalog::Catalog const& catalog, catalog::Feed const& feed) {
    PlanFeed made;
    auto const& resource = catalog.resources[feed.resource];
    made.resource = &resource;
    std::string number;
    for (auto const field : feed.number)
        number += fmt::format("{}{}::VARCHAR", number.empty() ? "" : " || '/' || ",
                              column(resource, field));
    auto const is_subject = feed.number == resource.subject.number && feed.number.size() == 1;
    auto const stamp = resource.timestamp
                           ? fmt::format("{}::TIMESTAMP", column(resource, *resource.timestamp))
                           : "NULL::TIMESTAMP";
    made.select = fmt::format("SELECT {}, {}, {}, load, \"row\"", number,
                              is_subject ? "number_as_sent" : "NULL::VARCHAR", stamp);
    for (std::size_t i = 0; i < feed.fields.size(); ++i) {
        if (!feed.fields[i]) continue;
        made.fields.push_back(i);
        made.select += ", " + column(resource, *feed.fields[i]);
    }
    made.select += fmt::format(" FROM clean.{}", quoted_name(resource.table()));
    if (is_subject)
        made.where_broken = fmt::format(" WHERE {} IS NULL AND number_as_sent IS NOT NULL",
                                        column(resource, feed.number.front()));
    return made;
}

}  // namespace

Plan plan_of(catalog::Catalog const& catalog, catalog::Library const& library) {
    Plan plan;
    plan.library = &library;
    for (auto const& feed : library.feeds) plan.feeds.push_back(plan_feed(catalog, feed));
    plan.repairs =
        library.number != nullptr &&
        std::ranges::find(checked_numbers, library.number->name()) != checked_numbers.end();
    for (std::size_t i = 0; i < library.fields.size(); ++i)
        if (std::ranges::find(naming_elements, library.fields[i].element->name()) !=
            naming_elements.end())
            plan.names.push_back(i);
    return plan;
}

std::vector<lake::Column> golden_columns(catalog::Library const& library) {
    std::vector<lake::Column> columns = {{"number", lake::Type::text}};
    for (auto const& field : library.fields)
        columns.push_back({field.name, lake::type_of(field.element->kind())});
    columns.push_back({"subject", lake::Type::integer});
    return columns;
}

std::vector<lake::Column> origin_columns(catalog::Library const& library) {
    std::vector<lake::Column> columns = {{"subject", lake::Type::integer}};
    for (auto const& field : library.fields) columns.push_back({field.name, lake::Type::integer});
    return columns;
}

std::vector<lake::Column> conflict_columns() {
    using lake::Type;
    return {{"subject", Type::integer},
            {"field", Type::text},
            {"origin", Type::integer},
            {"value", Type::text}};
}

}  // namespace jutong::fusion

#include "fusion/plan.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace jutong::fusion {

namespace {

using lake::quoted_name;

// Numbers whose own check tells a wrong digit from a right one (GB 11643, GB 32100).
constexpr std::array<std::string_view, 2> checked_numbers = {"id_number", "credit_code"};
constexpr std::array<std::string_view, 2> naming_elements = {"person_name", "org_name"};

std::string column(catalog::Resource const& resource, std::size_t field) {
    return quoted_name(resource.fields[field].name);
}

PlanFeed plan_resource(catalog::Resource const& resource, catalog::Feed const& feed) {
    PlanFeed made;
    made.watched = {{"clean", resource.table(), {}}};
    for (auto const field : feed.number)
        made.number += fmt::format("{}{}::VARCHAR", made.number.empty() ? "" : " || '/' || ",
                                   column(resource, field));
    made.may_be_broken = feed.number == resource.subject.number && feed.number.size() == 1;
    made.as_sent = made.may_be_broken ? "number_as_sent" : "NULL::VARCHAR";
    auto const stamp = resource.timestamp
                           ? fmt::format("{}::TIMESTAMP", column(resource, *resource.timestamp))
                           : "NULL::TIMESTAMP";
    made.head = fmt::format("{}, {}, load, \"row\"", made.as_sent, stamp);
    for (std::size_t i = 0; i < feed.fields.size(); ++i) {
        if (!feed.fields[i]) continue;
        made.fields.push_back(i);
        made.values.push_back(column(resource, *feed.fields[i]));
    }
    made.from = fmt::format("clean.{}{{}}", quoted_name(resource.table()));
    made.where = feed.where;
    return made;
}

PlanFeed plan_library(catalog::Library const& library, catalog::Feed const& feed) {
    PlanFeed made;
    auto const origins = "origin_" + library.name;
    auto const golden = "library." + quoted_name(library.name);
    made.watched = {{"library", library.name, {}}, {"meta", origins, golden}};
    made.is_golden = true;
    made.number = "g.number";
    made.as_sent = "NULL::VARCHAR";
    made.head = "NULL::VARCHAR, NULL::TIMESTAMP, 0::BIGINT, 0::BIGINT";
    for (std::size_t i = 0; i < feed.fields.size(); ++i) {
        if (!feed.fields[i]) continue;
        made.fields.push_back(i);
        auto const field = quoted_name(library.fields[*feed.fields[i]].name);
        made.values.push_back("g." + field);
        made.values.push_back("o." + field);
    }
    made.from = fmt::format(
        "(SELECT * FROM {}{{}}{}) g JOIN (SELECT * FROM meta.{}{{}}) o ON g.subject = o.subject",
        golden, feed.where.empty() ? "" : " WHERE " + feed.where, quoted_name(origins));
    return made;
}

// The base library that links this feed's rows, which all libraries of such subjects follow.
std::string linking_library(catalog::Catalog const& catalog, catalog::Library const& library,
                            catalog::Feed const& feed) {
    for (auto const& base : catalog.libraries) {
        if (!base.link || base.number != library.number) continue;
        for (auto const& one : base.feeds)
            if (one.resource == feed.resource && one.number == feed.number) return base.name;
    }
    return {};
}

PlanFeed plan_feed(catalog::Catalog const& catalog, catalog::Library const& library,
                   catalog::Feed const& feed) {
    auto made = feed.resource ? plan_resource(catalog.resources[*feed.resource], feed)
                              : plan_library(*catalog.find_library(feed.source), feed);
    made.name = feed.source;
    made.enriches = feed.enriches;
    if (made.may_be_broken) made.linked_by = linking_library(catalog, library, feed);
    return made;
}

}  // namespace

std::string PlanFeed::select(std::string_view what, std::int64_t version,
                             std::string const& condition) const {
    auto const at = fmt::format(" AT (VERSION => {})", version);
    auto const sql = fmt::format("SELECT {} FROM {}", what, replaced(from, "{}", at));
    std::string clause;
    for (auto const& part : {where, condition})
        if (!part.empty())
            clause += fmt::format("{} ({})", clause.empty() ? " WHERE" : " AND", part);
    return sql + clause;
}

std::string PlanFeed::columns(std::string_view of) const {
    auto out = fmt::format("{}, {}", of, head);
    for (auto const& value : values) out += ", " + value;
    return out;
}

std::optional<std::string> PlanFeed::column_of(std::size_t field) const {
    auto const place = std::ranges::find(fields, field) - fields.begin();
    if (static_cast<std::size_t>(place) == fields.size()) return std::nullopt;
    return values[static_cast<std::size_t>(place) * (is_golden ? 2 : 1)];
}

std::string PlanFeed::select_linked(std::int64_t version, std::string const& condition) const {
    auto made = *this;
    made.from += fmt::format(
        " JOIN (SELECT number AS linked_number, load AS linked_load, \"row\" AS linked_row FROM "
        "{}{{}} WHERE resource = {} AND state = {}) ON load = linked_load AND \"row\" = "
        "linked_row",
        likeness_table(linked_by), lake::quoted_text(name),
        lake::quoted_text(to_string(Likeness::linked)));
    auto conditions = number + " IS NULL";
    if (!condition.empty()) conditions += " AND " + condition;
    return made.select(columns("linked_number"), version, conditions);
}

Plan plan_of(catalog::Catalog const& catalog, catalog::Library const& library) {
    Plan plan;
    plan.library = &library;
    for (auto const& feed : library.feeds) plan.feeds.push_back(plan_feed(catalog, library, feed));
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

std::string_view to_string(Likeness likeness) {
    constexpr std::array<std::string_view, 2> words = {"linked", "review"};
    return words[static_cast<std::size_t>(likeness)];
}

std::vector<lake::Column> likeness_columns() {
    using lake::Type;
    return {{"key", Type::integer},  {"resource", Type::text},   {"row_key", Type::integer},
            {"load", Type::integer}, {"row", Type::integer},     {"number", Type::text},
            {"state", Type::text},   {"decided_by", Type::text}, {"probability", Type::real},
            {"weight", Type::real},  {"evidence", Type::text}};
}

std::string likeness_table(std::string_view library) {
    return "meta." + quoted_name(fmt::format("likeness_{}", library));
}

std::vector<lake::Column> link_columns() {
    return {{"subject", lake::Type::integer}, {"origin", lake::Type::integer}};
}

}  // namespace jutong::fusion

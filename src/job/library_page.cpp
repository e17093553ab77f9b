#include "job/library_page.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "element/text_compare.h"
#include "fusion/survive.h"

namespace jutong::job {

namespace {

using lake::quoted_name;
using lake::quoted_text;

std::int64_t number(lake::Cell const& cell) { return cell ? std::stoll(*cell) : 0; }

// An origin tells the load; a list, indexed by load, tells whose it is.
Done add_coverage(lake::Session& session, catalog::Library const& library, LibraryPage& page) {
    auto const loads = TRY(session.query("SELECT load, resource FROM meta.load ORDER BY load"));
    std::vector<std::string> resources;
    std::vector<std::size_t> place_of_load;
    for (auto const& row : loads.rows) {
        auto const load = static_cast<std::size_t>(number(row[0]));
        auto found = std::ranges::find(resources, *row[1]);
        if (found == resources.end()) found = resources.insert(found, *row[1]);
        if (place_of_load.size() <= load) place_of_load.resize(load + 1);
        place_of_load[load] = static_cast<std::size_t>(found - resources.begin());
    }
    if (resources.empty() || library.fields.empty()) return {};
    std::string places, fields;
    for (auto const place : place_of_load)
        places += fmt::format("{}{}::USMALLINT", places.empty() ? "" : ",", place);
    for (auto const& field : library.fields)
        fields += fmt::format("{}places[{} + 1]", fields.empty() ? "" : ", ",
                              fusion::load_sql(quoted_name(field.name)));
    auto const rows = TRY(session.query(fmt::format(
        "SELECT place, count(*) AS n FROM (SELECT unnest(list_distinct([{}])) AS place FROM "
        "meta.{}, (SELECT [{}] AS places)) WHERE place IS NOT NULL GROUP BY place ORDER BY n DESC, "
        "place",
        fields, quoted_name("origin_" + library.name), places)));
    for (auto const& row : rows.rows)
        page.coverage.emplace_back(resources[static_cast<std::size_t>(number(row[0]))],
                                   number(row[1]));
    return {};
}

std::string provider_filter(catalog::Catalog const& catalog, std::string const& provider) {
    std::string names;
    for (auto const& resource : catalog.resources)
        if (resource.provider == provider)
            names += (names.empty() ? "" : ", ") + quoted_text(resource.name);
    return names.empty() ? "false" : fmt::format("c.resource IN ({})", names);
}

}  // namespace

Result<LibraryPage> library_page(Workplace& workplace, catalog::Library const& library) {
    auto session = TRY(workplace.lake().session());
    LibraryPage page;
    std::string counts;
    for (auto const& field : library.fields)
        counts += fmt::format(", count({})", quoted_name(field.name));
    auto const table = quoted_name(library.name);
    auto const filled =
        TRY(session.query(fmt::format("SELECT count(*){} FROM library.{}", counts, table)));
    page.subjects = number(filled.rows[0][0]);
    for (std::size_t i = 0; i < library.fields.size(); ++i)
        page.filled.push_back(number(filled.rows[0][i + 1]));
    TRY(add_coverage(session, library, page));
    auto const since = TRY(session.query(
        "SELECT strftime(min(snapshot_time) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') FROM "
        "ducklake_snapshots('lake')"));
    page.versions_from = since.rows[0][0].value_or("");
    return page;
}

Result<std::vector<ConflictCount>> conflicts_of(Workplace& workplace, std::string const& library) {
    auto session = TRY(workplace.lake().session());
    std::string all;
    for (auto const& one : workplace.catalog().libraries)
        if (library.empty() || one.name == library)
            all += fmt::format(
                "{}SELECT {} AS library, l.resource AS resource, field, sum(n)::BIGINT AS n FROM "
                "(SELECT {} AS load, field, count(*) AS n FROM meta.{} GROUP BY "
                "ALL) JOIN meta.load l USING (load) GROUP BY ALL",
                all.empty() ? "" : " UNION ALL ", quoted_text(one.name), fusion::load_sql("origin"),
                quoted_name("conflict_" + one.name));
    std::vector<ConflictCount> out;
    if (all.empty()) return out;
    auto const rows = TRY(session.query(
        fmt::format("SELECT library, resource, field, n FROM ({}) ORDER BY n DESC, library, "
                    "resource, field",
                    all)));
    for (auto const& row : rows.rows) out.push_back({*row[0], *row[1], *row[2], number(row[3])});
    return out;
}

Result<std::vector<Conflict>> conflict_rows(Workplace& workplace, catalog::Library const& library,
                                            ConflictFilter const& filter) {
    std::string where = "true";
    if (!filter.provider.empty())
        where += " AND " + provider_filter(workplace.catalog(), filter.provider);
    if (!filter.field.empty()) where += " AND c.field = " + quoted_text(filter.field);
    std::string chosen, origin;
    for (auto const& field : library.fields) {
        auto const name = quoted_name(field.name);
        auto const is_money = field.element->kind() == element::Kind::money;
        chosen += fmt::format(" WHEN {} THEN {}", quoted_text(field.name),
                              is_money ? fmt::format("g.{0}.amount::VARCHAR || ' ' || "
                                                     "g.{0}.currency",
                                                     name)
                                       : fmt::format("g.{}::VARCHAR", name));
        origin += fmt::format(" WHEN {} THEN o.{}", quoted_text(field.name), name);
    }
    auto session = TRY(workplace.lake().session());
    auto const rows = TRY(session.query(fmt::format(
        "WITH page AS (SELECT c.subject, c.field, c.resource, c.value FROM meta.{} c WHERE {} "
        "ORDER BY c.subject, c.field, c.resource, c.value LIMIT {} OFFSET {}) "
        "SELECT g.number, c.subject, c.field, CASE c.field{} END, l.resource, c.value, c.resource "
        "FROM page c JOIN library.{} g USING (subject) JOIN meta.{} o USING (subject) LEFT JOIN "
        "meta.load l ON l.load = {} ORDER BY c.subject, c.field, "
        "c.resource, c.value",
        quoted_name("others_" + library.name), where, filter.count, filter.offset, chosen,
        quoted_name(library.name), quoted_name("origin_" + library.name),
        fusion::load_sql("(CASE c.field" + origin + " END)"))));
    std::vector<Conflict> out;
    for (auto const& row : rows.rows)
        out.push_back({row[0].value_or(""), *row[2], row[3].value_or(""), row[4].value_or(""),
                       row[5].value_or(""), row[6].value_or(""), number(row[1])});
    return out;
}

Result<catalog::Library const*> library_named(catalog::Catalog const& catalog,
                                              std::string const& name) {
    if (auto const* const found = catalog.find_library(name)) return found;
    std::string_view nearest;
    double best = 0;
    for (auto const& library : catalog.libraries) {
        auto const likeness = element::jaro_winkler(name, library.name);
        if (likeness > best) nearest = library.name;
        best = std::max(best, likeness);
    }
    return fail(Code::not_found, "catalog.unknown_library",
                fmt::format("There is no library {}; did you mean {}?", name, nearest));
}

}  // namespace jutong::job

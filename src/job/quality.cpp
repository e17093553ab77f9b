#include "job/quality.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "element/text_compare.h"

namespace jutong::job {

namespace {

// A file that was sent again, corrected or in full, is judged by its last load.
std::string const current = "load IN (SELECT max(load) FROM meta.load GROUP BY resource, file)";

governance::Dimension dimension_named(std::string_view name) {
    for (auto i = 0; i < 6; ++i)
        if (to_string(static_cast<governance::Dimension>(i)) == name)
            return static_cast<governance::Dimension>(i);
    return governance::Dimension::norm;
}

std::int64_t number(lake::Cell const& cell) { return cell ? std::stoll(*cell) : 0; }

}  // namespace

Result<catalog::Resource const*> resource_named(catalog::Catalog const& catalog,
                                                std::string const& name) {
    if (auto const* const found = catalog.find_resource(name)) return found;
    std::string_view nearest;
    double best = 0;
    for (auto const& resource : catalog.resources) {
        auto const likeness = element::jaro_winkler(name, resource.name);
        if (likeness > best) nearest = resource.name;
        best = std::max(best, likeness);
    }
    return fail(Code::not_found, "catalog.unknown_resource",
                fmt::format("There is no resource {}; did you mean {}?", name, nearest));
}

Result<std::vector<ResourceQuality>> quality_of(Workplace& workplace, std::string const& resource) {
    auto session = TRY(workplace.lake().session());
    std::map<std::string, ResourceQuality> by_name;
    auto const loads =
        TRY(session.query("SELECT resource, count(*), sum(read), sum(accepted), sum(quarantined), "
                          "sum(flagged), sum(repaired) FROM meta.load "
                          "WHERE ($1 = '' OR resource = $1) AND " +
                              current + " GROUP BY resource",
                          {resource}));
    for (auto const& row : loads.rows) {
        auto& quality = by_name[*row[0]];
        quality.resource = *row[0];
        quality.loads = number(row[1]);
        quality.read = number(row[2]);
        quality.accepted = number(row[3]);
        quality.quarantined = number(row[4]);
        quality.flagged = number(row[5]);
        quality.repaired = number(row[6]);
    }
    auto const measures = TRY(session.query(
        "SELECT resource, rule, field, indicator, dimension, sum(a), sum(b) FROM meta.measure "
        "WHERE ($1 = '' OR resource = $1) AND " +
            current + " GROUP BY ALL ORDER BY resource, field, rule",
        {resource}));
    for (auto const& row : measures.rows)
        by_name[*row[0]].measures.push_back(
            {*row[1], *row[2], *row[3], dimension_named(*row[4]), number(row[5]), number(row[6])});
    std::vector<ResourceQuality> out;
    auto const& catalog = workplace.catalog();
    for (auto const& declared : catalog.resources) {
        auto const found = by_name.find(declared.name);
        if (found == by_name.end()) continue;
        auto& quality = found->second;
        quality.title = declared.title;
        quality.provider = declared.provider;
        quality.score = governance::score(quality.measures, catalog.measure);
        for (auto i = 0; i < 6; ++i) {
            auto of_dimension = quality.measures;
            std::erase_if(of_dimension, [&](auto const& m) {
                return m.dimension != static_cast<governance::Dimension>(i) || m.b == 0;
            });
            if (!of_dimension.empty())
                quality.dimensions.emplace_back(to_string(static_cast<governance::Dimension>(i)),
                                                governance::score(of_dimension, {}));
        }
        out.push_back(std::move(quality));
    }
    return out;
}

Result<std::vector<TallyRow>> tallies_of(Workplace& workplace, std::string const& resource) {
    auto session = TRY(workplace.lake().session());
    auto const rows =
        TRY(session.query("SELECT resource, verdict, reason, field, sum(rows) AS n FROM meta.tally "
                          "WHERE ($1 = '' OR resource = $1) AND " +
                              current +
                              " "
                              "GROUP BY ALL ORDER BY n DESC, resource, verdict, reason, field",
                          {resource}));
    std::vector<TallyRow> out;
    for (auto const& row : rows.rows)
        out.push_back({*row[0], *row[1], *row[2], *row[3], number(row[4])});
    return out;
}

}  // namespace jutong::job

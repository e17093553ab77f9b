#include "job/quality.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include "element/reference.h"
#include "element/text_compare.h"

namespace jutong::job {

namespace {

// A file that was sent again, corrected or in full, is judged by its last load. $2: the last run
// that counts.
std::string const current =
    "load IN (SELECT max(load) FROM meta.load WHERE run <= $2::BIGINT GROUP BY resource, file)";

constexpr std::int64_t all_runs = std::numeric_limits<std::int64_t>::max();

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

Result<std::vector<ResourceQuality>> quality_of(Workplace& workplace, std::string const& resource,
                                                std::optional<std::int64_t> run) {
    auto const last_run = std::to_string(run.value_or(all_runs));
    auto session = TRY(workplace.lake().session());
    std::map<std::string, ResourceQuality> by_name;
    auto const loads =
        TRY(session.query("SELECT resource, count(*), sum(read), sum(accepted), sum(quarantined), "
                          "sum(flagged), sum(repaired) FROM meta.load "
                          "WHERE ($1 = '' OR resource = $1) AND " +
                              current + " GROUP BY resource",
                          {resource, last_run}));
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
            current +
            " GROUP BY ALL UNION ALL "
            "(SELECT resource, rule, field, indicator, dimension, a, b FROM meta.measure_table "
            "WHERE ($1 = '' OR resource = $1) AND run <= $2::BIGINT "
            "QUALIFY measured_at = max(measured_at) OVER (PARTITION BY resource)) "
            "ORDER BY resource, field, rule",
        {resource, last_run}));
    for (auto const& row : measures.rows)
        by_name[*row[0]].measures.push_back({*row[1], *row[2], *row[3],
                                             governance::dimension_named(*row[4]), number(row[5]),
                                             number(row[6])});
    std::vector<ResourceQuality> out;
    auto const& catalog = workplace.catalog();
    for (auto const& declared : catalog.resources) {
        auto const found = by_name.find(declared.name);
        // Loads that were committed between the two queries count the next time.
        if (found == by_name.end() || found->second.resource.empty()) continue;
        auto& quality = found->second;
        quality.title = declared.title;
        quality.provider = declared.provider;
        quality.score = governance::score(quality.measures, catalog.measure);
        for (auto const& [dimension, of_dimension] : governance::dimension_scores(quality.measures))
            quality.dimensions.emplace_back(governance::to_string(dimension), of_dimension);
        out.push_back(std::move(quality));
    }
    return out;
}

namespace {

QualityScore score_of(std::string name, std::string title,
                      std::vector<governance::Measure> const& measures,
                      catalog::Measure const& weights) {
    QualityScore out;
    out.name = std::move(name);
    out.title = std::move(title);
    out.score = governance::score(measures, weights);
    out.dimensions = governance::dimension_scores(measures);
    for (auto const& m : measures) {
        out.a += m.a;
        out.b += m.b;
    }
    return out;
}

QualityScore score_of_all(std::string name, std::string title,
                          std::vector<ResourceQuality const*> const& resources,
                          catalog::Measure const& weights) {
    std::vector<governance::Measure> measures;
    for (auto const* const resource : resources)
        measures.insert(measures.end(), resource->measures.begin(), resource->measures.end());
    auto out = score_of(std::move(name), std::move(title), measures, weights);
    out.resources = static_cast<std::int64_t>(resources.size());
    return out;
}

Result<std::vector<QualityScore>> scores_by_department(Workplace& workplace,
                                                       std::string const& resource) {
    auto const all = TRY(quality_of(workplace, resource));
    auto const& catalog = workplace.catalog();
    std::vector<QualityScore> out;
    for (auto const& department : catalog.departments) {
        std::vector<ResourceQuality const*> own;
        for (auto const& quality : all)
            if (quality.provider == department.name) own.push_back(&quality);
        if (!own.empty())
            out.push_back(score_of_all(department.name, department.title, own, catalog.measure));
    }
    return out;
}

Result<std::vector<QualityScore>> scores_by_city(Workplace& workplace,
                                                 std::string const& resource) {
    auto session = TRY(workplace.lake().session());
    auto const rows = TRY(session.query(
        "SELECT city, resource, rule, dimension, sum(a), sum(b) FROM meta.measure_city JOIN "
        "(SELECT DISTINCT resource, rule, dimension FROM meta.measure) USING (resource, rule) "
        "WHERE ($1 = '' OR resource = $1) AND " +
            current + " GROUP BY ALL ORDER BY city, resource, rule",
        {resource, std::to_string(all_runs)}));
    auto const& divisions = workplace.registry().reference().divisions();
    std::vector<QualityScore> out;
    std::vector<governance::Measure> measures;
    std::set<std::string> resources;
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        auto const& row = rows.rows[i];
        measures.push_back({*row[2], "", "", governance::dimension_named(*row[3]), number(row[4]),
                            number(row[5])});
        resources.insert(*row[1]);
        if (i + 1 < rows.rows.size() && *rows.rows[i + 1][0] == *row[0]) continue;
        auto const title = row[0]->empty() ? "未能判明" : divisions.full_name(*row[0]);
        out.push_back(score_of(*row[0], title, measures, workplace.catalog().measure));
        out.back().resources = static_cast<std::int64_t>(resources.size());
        measures.clear();
        resources.clear();
    }
    // Rows of which no city is known come last.
    std::ranges::stable_partition(out, [](auto const& score) { return !score.name.empty(); });
    return out;
}

Result<std::vector<QualityScore>> scores_by_run(Workplace& workplace, std::string const& resource) {
    auto session = TRY(workplace.lake().session());
    auto const runs = TRY(session.query(
        fmt::format("SELECT * FROM (SELECT run, strftime(max(loaded_at)::TIMESTAMP, '%Y-%m-%d "
                    "%H:%M') FROM (SELECT run, loaded_at FROM meta.load WHERE $1 = '' OR resource "
                    "= $1 UNION ALL SELECT run, measured_at FROM meta.measure_table WHERE $1 = '' "
                    "OR resource = $1) GROUP BY run ORDER BY run DESC LIMIT {}) ORDER BY run",
                    runs_shown),
        {resource}));
    std::vector<QualityScore> out;
    for (auto const& row : runs.rows) {
        auto const all = TRY(quality_of(workplace, resource, std::stoll(*row[0])));
        std::vector<ResourceQuality const*> own;
        for (auto const& quality : all) own.push_back(&quality);
        auto made = score_of_all(*row[0], *row[1], own, workplace.catalog().measure);
        if (!out.empty()) made.before = out.back().score;
        out.push_back(std::move(made));
    }
    return out;
}

}  // namespace

Result<std::vector<QualityScore>> scores_by(Workplace& workplace, QualityBy by,
                                            std::string const& resource) {
    switch (by) {
        case QualityBy::department:
            return scores_by_department(workplace, resource);
        case QualityBy::city:
            return scores_by_city(workplace, resource);
        case QualityBy::run:
            return scores_by_run(workplace, resource);
        case QualityBy::resource:
            break;
    }
    auto const all = TRY(quality_of(workplace, resource));
    std::vector<QualityScore> out;
    for (auto const& quality : all)
        out.push_back(
            score_of_all(quality.resource, quality.title, {&quality}, workplace.catalog().measure));
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
                          {resource, std::to_string(all_runs)}));
    std::vector<TallyRow> out;
    for (auto const& row : rows.rows)
        out.push_back({*row[0], *row[1], *row[2], *row[3], number(row[4])});
    return out;
}

}  // namespace jutong::job

#include "job/quality_measure.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/date.h"
#include "base/progress.h"
#include "job/connections.h"
#include "lake/merge.h"

namespace jutong::job {

namespace {

using governance::Kind;
using governance::Rule;
using lake::quoted_name;
using lake::quoted_text;

constexpr int examples_max = 5;

struct TableMeasure {
    Rule rule;
    std::int64_t a = 0, b = 0;
    std::vector<std::string> examples;  // file:row
};

class TableMeasurer {
public:
    TableMeasurer(Workplace& workplace, lake::Session& session, std::int64_t run)
        : catalog_(workplace.catalog()), session_(session), run_(run) {
        constexpr Instant micros_a_day = 86'400'000'000, east_8 = 28'800'000'000;
        today_ = iso_date(static_cast<Days>((workplace.clock().now() + east_8) / micros_a_day));
    }

    // What is asked of every resource, asked once.
    Done look_back() {
        auto const last = TRY(session_.query(
            "SELECT resource, rule, a, b FROM meta.measure_table QUALIFY measured_at = "
            "max(measured_at) OVER (PARTITION BY resource)"));
        for (auto const& row : last.rows)
            before_[*row[0]].insert(fmt::format("{} {} {}", *row[1], *row[2], *row[3]));
        TRY(look_at_deliveries());
        auto const fused = TRY(session_.query("SELECT DISTINCT library FROM meta.fusion"));
        for (auto const& row : fused.rows) fused_.insert(*row[0]);
        return {};
    }

    Done measure(catalog::Resource const& resource) {
        resource_ = &resource;
        table_ = "clean." + quoted_name(resource.table());
        for (auto const& rule : governance::table_rules_of(resource)) {
            auto const judged = TRY(judged_rows(rule));
            if (!judged.empty()) TRY(measure(rule, judged));
        }
        TRY(measure_delivery());
        TRY(measure_agreement());
        keep_what_changed();
        return {};
    }

    Done record(lake::Session& session) const { return session.run(insert_); }
    bool empty() const { return insert_.empty(); }

private:
    // Measures that came to the same as the last time are not recorded again: running again changes
    // nothing.
    void keep_what_changed() {
        std::set<std::string> now;
        for (auto const& m : measured_) now.insert(fmt::format("{} {} {}", m.rule.name, m.a, m.b));
        if (before_[resource_->name] != now)
            for (auto const& m : measured_) insert(m);
        measured_.clear();
    }

    Done look_at_deliveries() {
        auto const came = TRY(session_.query(
            "SELECT resource, is_fetch, date_diff('day', max(came)::TIMESTAMP, $1::TIMESTAMP) FROM "
            "(SELECT resource, false AS is_fetch, loaded_at AS came FROM meta.load UNION ALL "
            "SELECT resource, true, fetched_at FROM meta.fetch) GROUP BY ALL",
            {today_}));
        for (auto const& row : came.rows) {
            if (!row[2]) continue;
            auto& days = *row[1] == "true" ? days_since_fetch_ : days_since_load_;
            days[*row[0]] = std::stoll(*row[2]);
        }
        return {};
    }

    // By resource: how many values of a fused library's feeds are not its golden records'.
    Result<std::map<std::string, std::int64_t> const*> others_of(std::string const& library) {
        if (auto const found = others_.find(library); found != others_.end()) return &found->second;
        auto const counts = TRY(
            session_.query(fmt::format("SELECT resource, count(*) FROM meta.{} GROUP BY resource",
                                       quoted_name("others_" + library))));
        auto& others = others_[library];
        for (auto const& row : counts.rows) others[*row[0]] = std::stoll(*row[1]);
        return &others;
    }

    std::string name(std::size_t field) const { return quoted_name(resource_->fields[field].name); }

    std::string names(std::vector<std::size_t> const& fields, std::string_view join) const {
        std::vector<std::string> all;
        for (auto const field : fields) all.push_back(name(field));
        return fmt::format("{}", fmt::join(all, join));
    }

    // A query of the rows that the rule judges: file, row and whether it holds (ok). Empty where it
    // cannot be measured.
    Result<std::string> judged_rows(Rule const& rule) {
        switch (rule.kind) {
            case Kind::reference:
                return reference(*rule.declared);
            case Kind::unique_table:
                return unique(rule.declared != nullptr ? rule.declared->fields
                                                       : std::vector{rule.field});
            case Kind::sequence:
                return sequence(*rule.declared);
            case Kind::freshness:
                return fmt::format(
                    "SELECT file, \"row\", {0} >= {1}::DATE - {2} AS ok FROM {3} WHERE {0} IS NOT "
                    "NULL",
                    name(rule.field), quoted_text(today_), rule.declared->days_max, table_);
            default:
                return std::string();
        }
    }

    Result<std::string> reference(catalog::DeclaredRule const& rule) {
        std::string targets;
        for (auto const& resource : rule.resources)
            targets += fmt::format("{0}SELECT {1} AS target FROM clean.{2} WHERE {1} IS NOT NULL",
                                   targets.empty() ? "" : " UNION ALL ", quoted_name(rule.target),
                                   quoted_name(catalog_.find_resource(resource)->table()));
        auto const rows = TRY(lake::count(
            session_,
            fmt::format("SELECT count(*) AS n FROM (SELECT 1 FROM ({}) LIMIT 1)", targets)));
        if (rows == 0) return std::string();
        return fmt::format(
            "SELECT file, \"row\", {0} IN (SELECT target FROM ({1})) AS ok FROM {2} WHERE {0} IS "
            "NOT NULL",
            name(rule.fields[0]), targets, table_);
    }

    std::string unique(std::vector<std::size_t> const& fields) const {
        return fmt::format(
            "SELECT file, \"row\", row_number() OVER (PARTITION BY {0} ORDER BY load, \"row\") = 1 "
            "AS ok FROM {1} WHERE {2} IS NOT NULL",
            names(fields, ", "), table_, names(fields, " IS NOT NULL AND "));
    }

    // Each row against the one before it of the same subject.
    std::string sequence(catalog::DeclaredRule const& rule) const {
        return fmt::format(
            "SELECT file, \"row\", ok FROM (SELECT file, \"row\", {0} >= lag({1}) OVER (PARTITION "
            "BY {2} ORDER BY {3}, {0}, row_id) AS ok FROM {4} WHERE {3} IS NOT NULL AND {5} IS NOT "
            "NULL) WHERE ok IS NOT NULL",
            name(rule.fields[1]), name(rule.fields[2]), names(rule.by, ", "), name(rule.fields[0]),
            table_, names(rule.by, " IS NOT NULL AND "));
    }

    Done measure(Rule const& rule, std::string const& judged) {
        auto const counts = TRY(session_.query(fmt::format(
            "SELECT count(*) FILTER (WHERE ok) AS a, count(*) AS b FROM ({})", judged)));
        TableMeasure made{rule, std::stoll(*counts.rows[0][0]), std::stoll(*counts.rows[0][1]), {}};
        if (made.a < made.b) {
            auto const failing = TRY(session_.query(fmt::format(
                "SELECT file, \"row\" FROM ({}) WHERE NOT ok ORDER BY file, \"row\" LIMIT {}",
                judged, examples_max)));
            for (auto const& row : failing.rows)
                made.examples.push_back(fmt::format("{}:{}", *row[0], *row[1]));
        }
        note(std::move(made));
        return {};
    }

    // Was the last file sent within the cycle that the catalogue promises?
    Done measure_delivery() {
        auto const& cycles = catalog_.measure.cycles;
        auto const cycle =
            std::ranges::find(cycles, resource_->update, &std::pair<std::string, int>::first);
        if (cycle == cycles.end()) return {};
        std::optional<std::int64_t> days;
        auto const take = [&](std::map<std::string, std::int64_t> const& since) {
            auto const found = since.find(resource_->name);
            if (found != since.end()) days = std::min(days.value_or(found->second), found->second);
        };
        take(days_since_load_);
        // A connection that was read without news was in time too.
        if (has_connections(*resource_)) take(days_since_fetch_);
        if (!days) return {};
        note({governance::measured_rule(Kind::delivered), *days <= cycle->second ? 1 : 0, 1, {}});
        return {};
    }

    // How many of its values are those of the golden records, library by library.
    Done measure_agreement() {
        for (auto const& library : catalog_.libraries) {
            if (!library.is_base()) continue;
            std::string given;
            std::vector<std::size_t> number;
            for (auto const& feed : library.feeds) {
                if (!feed.resource || &catalog_.resources[*feed.resource] != resource_) continue;
                number = feed.number;
                for (auto const& field : feed.fields)
                    if (field)
                        given +=
                            fmt::format("{}count({})", given.empty() ? "" : " + ", name(*field));
            }
            if (given.empty() || number.empty()) continue;
            if (!fused_.contains(library.name)) continue;
            auto const values = TRY(lake::count(
                session_, fmt::format("SELECT {} AS n FROM {} WHERE {} IS NOT NULL", given, table_,
                                      names(number, " IS NOT NULL AND "))));
            auto const* const others = TRY(others_of(library.name));
            auto const mine = others->find(resource_->name);
            auto const differing = mine == others->end() ? 0 : mine->second;
            note({governance::measured_rule(Kind::agreement, library.name),
                  std::max<std::int64_t>(0, values - differing),
                  values,
                  {}});
        }
        return {};
    }

    void note(TableMeasure m) { measured_.push_back(std::move(m)); }

    void insert(TableMeasure const& m) {
        std::vector<std::string> examples;
        for (auto const& example : m.examples) examples.push_back(quoted_text(example));
        insert_ += fmt::format(
            "{}({}, {}, {}, {}, {}, {}, {}, {}, [{}]::VARCHAR[], now())",
            insert_.empty() ? "INSERT INTO meta.measure_table VALUES " : ", ", run_,
            quoted_text(resource_->name), quoted_text(m.rule.name),
            quoted_text(m.rule.has_field ? resource_->fields[m.rule.field].name : ""),
            quoted_text(m.rule.indicator), quoted_text(governance::to_string(m.rule.dimension)),
            m.a, m.b, fmt::join(examples, ", "));
    }

    catalog::Catalog const& catalog_;
    lake::Session& session_;
    std::int64_t run_;
    std::string today_;
    std::map<std::string, std::set<std::string>> before_;  // a resource's last measures
    std::map<std::string, std::int64_t> days_since_load_, days_since_fetch_;
    std::set<std::string> fused_;                                        // libraries
    std::map<std::string, std::map<std::string, std::int64_t>> others_;  // of those asked for
    catalog::Resource const* resource_ = nullptr;
    std::string table_;
    std::vector<TableMeasure> measured_;  // of the resource at hand
    std::string insert_;
};

}  // namespace

Done measure_tables(Workplace& workplace, std::int64_t run, std::string const& resource,
                    Progress& progress) {
    auto session = TRY(workplace.lake().session());
    auto const loaded = TRY(session.query("SELECT DISTINCT resource FROM meta.load"));
    TableMeasurer measurer(workplace, session, run);
    TRY(measurer.look_back());
    for (auto const& row : loaded.rows) {
        auto const* const found = workplace.catalog().find_resource(*row[0]);
        if (found == nullptr || (!resource.empty() && found->name != resource)) continue;
        TRY(progress.go_on());
        progress.step("measure " + found->name, 0);
        TRY(measurer.measure(*found));
    }
    if (measurer.empty()) return {};
    return session.transaction({"quality", "measure tables"},
                               [&] { return measurer.record(session); });
}

}  // namespace jutong::job

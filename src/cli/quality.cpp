// jutong quality: scores, measures, failing rows.
#include "job/quality.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "cli/shown.h"

namespace jutong::cli {

namespace {

constexpr std::int64_t failing_rows_shown = 10;

json::object json_of_quality(job::ResourceQuality const& q) {
    json::array measures;
    for (auto const& m : q.measures)
        measures.push_back({{"rule", m.rule},
                            {"field", m.field},
                            {"indicator", m.indicator},
                            {"dimension", governance::to_string(m.dimension)},
                            {"a", m.a},
                            {"b", m.b}});
    return {{"resource", q.resource},
            {"title", q.title},
            {"provider", q.provider},
            {"score", q.score},
            {"read", q.read},
            {"accepted", q.accepted},
            {"quarantined", q.quarantined},
            {"flagged", q.flagged},
            {"repaired", q.repaired},
            {"measures", measures}};
}

void show_scores(Terminal& terminal, std::vector<job::ResourceQuality> const& all) {
    TextTable table{
        {"score", "resource", "title", "read", "accepted", "quarantined", "flagged", "repaired"},
        {Align::right, Align::left, Align::left, Align::right},
        {}};
    for (auto const& q : all)
        table.rows.push_back({fmt::format("{:.2f}", std::floor(q.score * 100) / 100), q.resource,
                              q.title, grouped(q.read), grouped(q.accepted), grouped(q.quarantined),
                              grouped(q.flagged), grouped(q.repaired)});
    terminal.table(table);
}

void show_measures(Terminal& terminal, job::ResourceQuality const& quality) {
    TextTable table{{"rule", "indicator", "dimension", "A", "B", "A/B"},
                    {Align::left, Align::left, Align::left, Align::right},
                    {}};
    for (auto const& m : quality.measures)
        table.rows.push_back({m.rule, m.indicator, std::string(governance::title_of(m.dimension)),
                              grouped(m.a), grouped(m.b), share(m.a, m.b)});
    terminal.heading("Measures (A of B values are as they should be)");
    terminal.table(table);
}

// Rows of the quarantine, and accepted rows with a flag that is not a repair.
Result<lake::Table> failing_rows(lake::Session& session, catalog::Resource const& resource,
                                 std::string const& reason, std::int64_t limit) {
    auto const table = lake::quoted_name(resource.table());
    auto const key = fmt::format("concat_ws('/', {})", [&] {
        std::string names;
        for (auto const field : resource.key)
            names += (names.empty() ? "" : ", ") + lake::quoted_name(resource.fields[field].name) +
                     "::VARCHAR";
        return names;
    }());
    auto const filter = [&](std::string_view list) {
        return reason.empty()
                   ? std::string("true")
                   : fmt::format("list_contains({}, {})", list, lake::quoted_text(reason));
    };
    return session.query(fmt::format(
        "SELECT * FROM (SELECT 'quarantined' AS verdict, file, \"row\", array_to_string(reasons, ' "
        "') AS reasons, array_to_string(fields, ' ') AS fields, "
        "raw AS content FROM quarantine.{} WHERE {} LIMIT {}) UNION ALL SELECT * FROM (SELECT "
        "'flagged', file, \"row\", array_to_string(flags, ' '), "
        "array_to_string(flag_fields, ' '), {} FROM clean.{} WHERE len(list_filter(flags, lambda "
        "f: f NOT LIKE 'repair.%')) > 0 AND {} LIMIT {})",
        table, filter("reasons"), limit, key, table, filter("flags"), limit));
}

Done quality(Context& context, Arguments const& arguments) {
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::read, context.clock));
    auto const name = arguments.text("RESOURCE");
    auto const limit = TRY(arguments.integer("--limit", 0)).value_or(failing_rows_shown);
    if (!name.empty()) TRY(job::resource_named(workplace->catalog(), name));
    auto const all = TRY(job::quality_of(*workplace, name));
    auto& terminal = context.terminal;
    if (all.empty())
        terminal.line("No rows were measured yet; jutong run --from DIR does it.");
    else
        show_scores(terminal, all);
    json::array resources;
    for (auto const& q : all) resources.push_back(json_of_quality(q));
    json::object object{{"resources", resources}};
    if (!name.empty() && !all.empty()) {
        show_measures(terminal, all.front());
        auto session = TRY(workplace->lake().session());
        auto const rows = TRY(failing_rows(session, *workplace->catalog().find_resource(name),
                                           arguments.text("--reason"), limit));
        terminal.heading("Failing rows");
        TextTable table{rows.columns, {Align::left}, {}};
        json::array failing;
        for (auto const& row : rows.rows) {
            auto& shown = table.rows.emplace_back();
            json::object one;
            for (std::size_t i = 0; i < row.size(); ++i) {
                shown.push_back(row[i].value_or(""));
                one[rows.columns[i]] = shown.back();
            }
            failing.push_back(one);
        }
        if (table.rows.empty())
            terminal.line("none");
        else
            terminal.table(table);
        object["failing"] = failing;
    }
    terminal.object(object);
    return {};
}

}  // namespace

Command quality_command() {
    return {"quality",
            "Scores of all resources; of one resource its measures and failing rows",
            "jutong quality samr.enterprise --reason element.money_cny.format --limit 20",
            {{"RESOURCE", "RESOURCE", "Only this one, with its measures and failing rows"},
             {"--reason", "REASON", "Only rows that fail for this reason"},
             {"--limit", "N", "Failing rows shown, of each kind (default 10)"}},
            quality,
            {}};
}

}  // namespace jutong::cli

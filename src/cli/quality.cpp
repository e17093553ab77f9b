// jutong quality: scores, measures, failing rows; reports and notices.
#include "job/quality.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "cli/shown.h"
#include "job/main_job.h"
#include "job/quality_export.h"
#include "job/quality_measure.h"
#include "job/quality_notice.h"

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

// Of one resource: its measures and failing rows.
Done show_one(Context& context, job::Workplace& workplace, job::ResourceQuality const& quality,
              Arguments const& arguments, json::object& object) {
    auto& terminal = context.terminal;
    auto const limit = TRY(arguments.integer("--limit", 0)).value_or(failing_rows_shown);
    show_measures(terminal, quality);
    auto session = TRY(workplace.lake().session());
    auto const rows =
        TRY(failing_rows(session, *workplace.catalog().find_resource(quality.resource),
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
    return {};
}

json::array json_of_scores(std::vector<job::QualityScore> const& scores) {
    json::array all;
    for (auto const& score : scores) {
        json::object dimensions;
        for (auto const& [dimension, value] : score.dimensions)
            dimensions[governance::to_string(dimension)] = value;
        json::object one{
            {"name", score.name},           {"title", score.title}, {"score", score.score},
            {"resources", score.resources}, {"a", score.a},         {"b", score.b},
            {"dimensions", dimensions}};
        if (score.before) one["change"] = score.score - *score.before;
        all.push_back(one);
    }
    return all;
}

void show_scores_by(Terminal& terminal, std::vector<job::QualityScore> const& scores,
                    std::string const& head) {
    TextTable table{{"score", head, "title", "resources", "failures"},
                    {Align::right, Align::left, Align::left, Align::right},
                    {}};
    for (auto const& score : scores) {
        auto shown = fmt::format("{:.2f}", std::floor(score.score * 100) / 100);
        if (score.before)
            shown += score.score > *score.before ? " ↑" : score.score < *score.before ? " ↓" : " →";
        table.rows.push_back({std::move(shown), score.name, score.title, grouped(score.resources),
                              grouped(score.b - score.a)});
    }
    if (table.rows.empty())
        terminal.line("Nothing was measured yet; jutong run --from DIR does it.");
    else
        terminal.table(table);
}

Done show_by(Context& context, job::Workplace& workplace, std::string const& by,
             std::string const& resource, json::object& object) {
    constexpr std::pair<std::string_view, job::QualityBy> words[] = {
        {"resource", job::QualityBy::resource},
        {"department", job::QualityBy::department},
        {"city", job::QualityBy::city},
        {"run", job::QualityBy::run}};
    for (auto const& [word, what] : words) {
        if (word != by) continue;
        auto const scores = TRY(job::scores_by(workplace, what, resource));
        show_scores_by(context.terminal, scores, by);
        object["by"] = by;
        object["scores"] = json_of_scores(scores);
        return {};
    }
    return fail(Code::invalid, "quality.by",
                "--by takes resource, department, city or run, not " + by);
}

Done write_notices(Context& context, job::Workplace& workplace, Arguments const& arguments,
                   json::object& object) {
    auto const department = arguments.text("--notice");
    auto const out = arguments.text("--out");
    if (out.empty())
        return fail(Code::invalid, "quality.out",
                    "--notice needs --out: a file for one department, a folder for all");
    std::vector<job::Notice> notices;
    if (department == "all")
        notices = TRY(job::write_notices(workplace, out));
    else
        notices.push_back(TRY(job::write_notice(workplace, department, out)));
    json::array all;
    for (auto const& notice : notices) {
        context.terminal.line(fmt::format(
            "{}  {}  {} rules, {} failures, to be mended by {}{}", notice.file, notice.title,
            notice.rules, grouped(notice.failures), notice.deadline,
            notice.is_provisional ? " (provisional: no calendar of that year yet)" : ""));
        all.push_back({{"department", notice.department},
                       {"file", notice.file},
                       {"rules", notice.rules},
                       {"failures", notice.failures},
                       {"deadline", notice.deadline},
                       {"provisional", notice.is_provisional}});
    }
    object["notices"] = all;
    return {};
}

// Measures the tables anew and records that; of one resource, shows what its rows come to under the
// rules as they are now.
Done measure(Context& context, job::Workplace& workplace, std::string const& resource,
             json::object& object) {
    auto const work = [&](std::int64_t run) -> Done {
        TRY(job::apply_packs(workplace));
        return job::measure_tables(workplace, run, resource, context.progress);
    };
    TRY(job::as_run(workplace, "quality --measure " + resource, work));
    if (resource.empty()) return {};
    auto const measures =
        TRY(job::measure_rows(workplace, *workplace.catalog().find_resource(resource)));
    job::ResourceQuality now;
    now.measures = measures;
    context.terminal.heading("Rows in the table now, under the rules as they are now");
    show_measures(context.terminal, now);
    object["rows_now"] = json_of_quality(now)["measures"];
    return {};
}

Done quality(Context& context, Arguments const& arguments) {
    auto const is_measuring = arguments.has("--measure");
    auto const workplace = TRY(job::Workplace::open(
        context.settings, is_measuring ? job::Access::write : job::Access::read, context.clock));
    auto const name = arguments.text("RESOURCE");
    if (!name.empty()) TRY(job::resource_named(workplace->catalog(), name));
    auto& terminal = context.terminal;
    json::object object;
    if (is_measuring) TRY(measure(context, *workplace, name, object));
    if (arguments.has("--notice")) TRY(write_notices(context, *workplace, arguments, object));
    for (auto const& [option, write] : {std::pair{"--csv", &job::write_quality_csv},
                                        std::pair{"--html", &job::write_quality_page}}) {
        auto const file = arguments.text(option);
        if (file.empty()) continue;
        TRY(write(*workplace, name, file));
        terminal.line("wrote " + file);
    }
    auto const by = arguments.has("--history") ? "run" : arguments.text("--by");
    if (!by.empty()) {
        TRY(show_by(context, *workplace, by, name, object));
    } else if (!arguments.has("--notice")) {
        auto const all = TRY(job::quality_of(*workplace, name));
        if (all.empty())
            terminal.line("No rows were measured yet; jutong run --from DIR does it.");
        else
            show_scores(terminal, all);
        json::array resources;
        for (auto const& q : all) resources.push_back(json_of_quality(q));
        object["resources"] = resources;
        if (!name.empty() && !all.empty())
            TRY(show_one(context, *workplace, all.front(), arguments, object));
    }
    terminal.object(object);
    return {};
}

}  // namespace

Command quality_command() {
    return {
        "quality",
        "Scores by GB/T 36344; of one resource its measures and failing rows; reports, notices",
        "jutong quality samr.enterprise --reason element.money_cny.format --limit 20",
        {{"RESOURCE", "RESOURCE", "Only this one, with its measures and failing rows"},
         {"--reason", "REASON", "Only rows that fail for this reason"},
         {"--limit", "N", "Failing rows shown, of each kind (default 10)"},
         {"--by", "WHAT", "Scores by resource, department, city or run"},
         {"--history", "", "Scores after each run, with their trend"},
         {"--csv", "FILE", "Write every measure, with its A and B"},
         {"--html", "FILE", "Write one self-contained page with charts"},
         {"--notice", "DEPARTMENT", "Write what the department is to mend and by when; or: all"},
         {"--out", "FILE", "The notice's file; with all, a folder"},
         {"--measure", "", "Measure whole tables anew, without reading files again"}},
        quality,
        {}};
}

}  // namespace jutong::cli

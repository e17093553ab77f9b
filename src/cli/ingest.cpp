// jutong ingest: files of one resource.
#include <set>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/shown.h"
#include "ingest/rejects.h"
#include "job/connections.h"
#include "job/main_job.h"
#include "job/quality.h"

namespace jutong::cli {

namespace {

void show_measures(Terminal& terminal, ingest::LoadResult const& result) {
    TextTable table{
        {"rule", "indicator", "A", "B", "A/B"}, {Align::left, Align::left, Align::right}, {}};
    for (auto const& m : result.measures)
        if (m.b > 0 && m.a < m.b)
            table.rows.push_back(
                {m.rule, m.indicator, grouped(m.a), grouped(m.b), share(m.a, m.b)});
    terminal.heading("Rules that some values fail");
    if (table.rows.empty())
        terminal.line("none");
    else
        terminal.table(table);
    TextTable reasons{{"verdict", "reason", "field", "rows"},
                      {Align::left, Align::left, Align::left, Align::right},
                      {}};
    for (auto const& [tally, rows] : result.load.outcome.tallies)
        reasons.rows.push_back(
            {std::string(to_string(tally.verdict)), tally.reason, tally.field, grouped(rows)});
    terminal.heading("Reasons");
    if (reasons.rows.empty())
        terminal.line("none");
    else
        terminal.table(reasons);
    if (!result.load.unmapped.empty())
        terminal.line(
            fmt::format("Columns that give no field: {}", fmt::join(result.load.unmapped, "、")));
}

// No files: the connections of the resource's sources.
Done ingest_into(Context& context, job::Workplace& workplace, catalog::Resource const& resource,
                 job::FoundFiles const* files, ingest::LoadOptions const& options) {
    job::Ingested ingested;
    auto const work = [&](std::int64_t run) -> Done {
        TRY(job::apply_packs(workplace));
        ingested = files != nullptr
                       ? TRY(job::ingest_files(workplace, run, *files, options, context.progress))
                       : TRY(job::ingest_connections(workplace, run, {&resource}, options,
                                                     context.progress));
        return ingested.failures.empty() ? Done() : fail(ingested.failures.front().error);
    };
    auto const done = job::as_run(workplace, "ingest " + resource.name, work);
    if (!done && ingested.failures.empty()) return done;
    show_loads(context.terminal, ingested);
    for (auto const& load : ingested.loads)
        if (!load.skipped) show_measures(context.terminal, load);
    auto object = json_of(ingested);
    object["dry_run"] = options.dry_run;
    context.terminal.object(object);
    return done;
}

// --rejects: what was rejected, to correct and send again.
Done rejects(Context& context, Arguments const& arguments) {
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::read, context.clock));
    auto const* const resource =
        TRY(job::resource_named(workplace->catalog(), arguments.text("RESOURCE")));
    auto const run = TRY(arguments.integer("--run", 1));
    auto const files = TRY(ingest::write_rejects(workplace->lake(), *resource, workplace->kept(),
                                                 arguments.text("--rejects"), run));
    json::array written;
    TextTable table{{"file", "rows"}, {Align::left, Align::right}, {}};
    for (auto const& file : files) {
        table.rows.push_back({file.path.string(), grouped(file.rows)});
        written.push_back({{"file", file.path.string()}, {"rows", file.rows}});
    }
    context.terminal.heading(fmt::format("Rejected rows of {}", resource->name));
    if (files.empty())
        context.terminal.line("none");
    else
        context.terminal.table(table);
    context.terminal.object({{"resource", resource->name}, {"files", written}});
    return {};
}

Done ingest(Context& context, Arguments const& arguments) {
    if (arguments.has("--suggest")) return suggest(context, arguments);
    if (arguments.has("--rejects")) return rejects(context, arguments);
    if (arguments.text("RESOURCE").empty())
        return fail(Code::invalid, "cli.usage",
                    "Say RESOURCE and --from FILE…, or RESOURCE alone for its connections, or "
                    "RESOURCE and --rejects DIR, or --suggest FILE, or --suggest with --connection "
                    "NAME and --table TABLE");
    ingest::LoadOptions options;
    options.dry_run = arguments.has("--dry-run");
    options.again = arguments.has("--again");
    options.limit = TRY(arguments.integer("--limit", 1));
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::write, context.clock));
    auto const* const resource =
        TRY(job::resource_named(workplace->catalog(), arguments.text("RESOURCE")));
    if (!arguments.has("--from")) {
        if (job::has_connections(*resource))
            return ingest_into(context, *workplace, *resource, nullptr, options);
        return fail(Code::invalid, "cli.usage",
                    resource->name + " has no source with a connection; say --from FILE…");
    }
    job::FoundFiles files;
    std::set<std::string> names;
    for (auto const& file : arguments.texts("--from")) {
        auto const found = TRY(job::files_for(*resource, file));
        for (auto const& one : found.files) {
            if (!names.insert(one.name).second)
                return fail(Code::invalid, "ingest.same_name",
                            "Two files have the name " + one.name +
                                "; rows are traced by it, so rename one");
            files.files.push_back(one);
        }
        files.notes.insert(files.notes.end(), found.notes.begin(), found.notes.end());
    }
    return ingest_into(context, *workplace, *resource, &files, options);
}

}  // namespace

Command ingest_command() {
    return {"ingest",
            "Take files of one resource, or what its connections give, into the lake: checked, "
            "typed, flagged, or quarantined "
            "with every reason",
            "jutong ingest samr.enterprise --from enterprise_2024.csv.zst",
            {{"RESOURCE", "RESOURCE", "Resource of the packs, such as samr.enterprise"},
             {"--from", "FILE…",
              "CSV, TSV, xlsx, xls, DBF, JSON lines or Parquet; plain, .gz, .zst or in a .zip"},
             {"--rejects", "DIR",
              "Write what was rejected of each file's last load into DIR, to correct and send "
              "again"},
             {"--suggest", "[FILE]",
              "What an unknown file may be: layout, element of each column, nearest resource"},
             {"--connection", "NAME", "With --suggest: look at a table of this connection"},
             {"--table", "TABLE", "With --suggest and --connection: the table, with its schema"},
             {"--yaml", "", "With --suggest: a draft of a resource's declaration"},
             {"--run", "N", "With --rejects: of that run instead"},
             {"--dry-run", "", "Read and check; write nothing"},
             {"--again", "", "Even a file whose content is in the lake already: to go back to it"},
             {"--limit", "N", "Only the first N rows of each file"}},
            ingest,
            {}};
}

}  // namespace jutong::cli

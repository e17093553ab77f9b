// jutong fuse: libraries from what is in the lake.
#include "cli/command.h"
#include "cli/shown.h"
#include "job/main_job.h"

namespace jutong::cli {

namespace {

Done fuse(Context& context, Arguments const& arguments) {
    if (arguments.has("--input") && arguments.has("--splink"))
        return fuse_splink(context, arguments);
    if (arguments.has("--input")) return fuse_files(context, arguments);
    if (arguments.has("--splink"))
        return fail(Code::invalid, "cli.usage", "--splink needs tables: --input FILE");
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::write, context.clock));
    std::vector<fusion::FusionResult> results;
    auto const work = [&](std::int64_t run) -> Done {
        TRY(job::apply_packs(*workplace));
        results = TRY(job::fuse_libraries(*workplace, run, arguments.texts("LIBRARY"),
                                          arguments.has("--full"), context.progress));
        return {};
    };
    TRY(job::as_run(*workplace, "fuse", work));
    show_fusions(context.terminal, results);
    context.terminal.object({{"libraries", json_of(results)}});
    return {};
}

// A command's own options, and those of all that read tables.
std::vector<Option> with_tables(std::vector<Option> options) {
    for (auto const& option : std::initializer_list<Option>{
             {"--id", "COLUMN", "The rows' own ids (default: their numbers)"},
             {"--dedupe", "", "Also pairs within an input (the default)"},
             {"--link", "", "Only pairs of two inputs"},
             {"--one-to-one", "", "A row has at most one partner in another input"},
             {"--ignore…", "COLUMN", "Columns that say nothing of the subject"}})
        options.push_back(option);
    return options;
}

// Of tables, with nothing set up.
std::vector<Command> of_tables() {
    Command evaluate{
        "evaluate",
        "How good clusters are against a truth: precision, recall and F1 of pairs",
        "jutong fuse evaluate --truth truth.csv --clusters out/clusters.parquet",
        {{"--truth", "FILE",
          "source, record_id, subject; or left_source, left_id, right_source, right_id", true},
         {"--clusters", "FILE", "clusters.parquet of jutong fuse", true}},
        evaluate_clusters,
        {}};
    Command suggest{"suggest",
                    "What fuse --input would do with these tables, as a plan to change and give it",
                    "jutong fuse suggest --input a.csv --input b.csv --id id --out plan.yaml",
                    with_tables({{"--input…", "FILE", "Tables of any format", true},
                                 {"--out", "PLAN", "The file to write (default: it is shown)"}}),
                    suggest_plan,
                    {}};
    return {evaluate, suggest};
}

// Of what a run over tables has kept.
std::vector<Command> of_kept_rows() {
    Command search{
        "search",
        "Who a record may be, of the rows that fuse --input --keep-rows has kept",
        "jutong fuse search name=张三 born=1980-01-02 --in linked",
        {{"VALUE…", "COLUMN=VALUE", "What is known of the record"},
         {"--in", "DIR", "What fuse --input --keep-rows --out has made", true},
         {"--limit", "N", "Candidates of a record (default: 10)"},
         {"--input", "FILE", "A table of any format instead: every row of it is asked for"},
         {"--id", "COLUMN", "Its rows' own ids (default: their numbers)"},
         {"--out", "FOUND", "With --input: the Parquet file to write"}},
        fuse_search,
        {}};
    Command add{"add",
                "Rows into what fuse --input --keep-rows has kept, or out of it",
                "jutong fuse add --in linked --input today.csv --id id",
                {{"--in", "DIR", "What fuse --input --keep-rows --out has made", true},
                 {"--input…", "FILE", "Rows that are new or may have changed; of any format"},
                 {"--id", "COLUMN", "Their own ids (default: their numbers)"},
                 {"--remove", "FILE", "Rows that go: source, record_id"}},
                fuse_add,
                {}};
    return {search, add};
}

// Of libraries.
std::vector<Command> of_libraries() {
    Command review{
        "review",
        "Rows without a number and the subjects they may be, side by side, with what speaks for it",
        "jutong fuse review person --limit 20\n  jutong fuse review person --linked --sample",
        {{"LIBRARY", "LIBRARY", "A library that links rows", true},
         {"--linked", "", "What is linked already, to be looked at"},
         {"--sample", "",
          "In an order that has nothing to do with them (default: likeliest first)"},
         {"--answered", "", "Also those that were answered"},
         {"--limit", "N", "So many (default 20, at most 1000)"}},
        review_links,
        {}};
    Command answer{
        "answer",
        "What a person says of a row and a number; takes effect with the next fuse. To reject a "
        "link takes it apart for good",
        "jutong fuse answer person civil.marriage/4711 370102199003070817 accept --reason "
        "'same household book'",
        {{"LIBRARY", "LIBRARY", "As in fuse review", true},
         {"ROW", "RESOURCE/ROW_ID", "As fuse review has it", true},
         {"NUMBER", "NUMBER", "Of the subject", true},
         {"ANSWER", "ANSWER", "accept, reject or unsure", true},
         {"--reason", "TEXT", "Why", true},
         {"--actor", "WHO", "Who says so (default: command line)"}},
        answer_link,
        {}};
    return {review, answer};
}

}  // namespace

Command fuse_command() {
    auto commands = of_libraries();
    for (auto const& command : of_tables()) commands.push_back(command);
    for (auto const& command : of_kept_rows()) commands.push_back(command);
    return {
        "fuse",
        "Fuse libraries by number: what changed since the last time, or everything; or find "
        "the subjects of any tables, with nothing set up",
        "jutong fuse person legal_entity --full\n  jutong fuse --input a.csv --input b.csv --link "
        "--one-to-one --id id --out linked",
        with_tables(
            {{"LIBRARY…", "LIBRARY", "Libraries of the packs; all where none is named"},
             {"--full", "", "Even where no feed has changed"},
             {"--input…", "FILE", "Tables of any format, instead of libraries; one: dedupe"},
             {"--out", "DIR", "Where clusters.parquet, links.parquet and report.html go"},
             {"--plan", "FILE", "How columns are compared, and limits (see fuse suggest)"},
             {"--splink", "MODEL", "A model saved by Splink, used as it is, instead of an own one"},
             {"--golden", "", "Also golden.parquet: one merged row for each subject"},
             {"--keep-rows", "", "Also rows.parquet: for fuse search and fuse add"}}),
        fuse,
        commands};
}

}  // namespace jutong::cli

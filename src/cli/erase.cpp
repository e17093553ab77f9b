// jutong erase: a subject goes, and a search proves it.
#include "job/erase.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/command.h"
#include "job/main_job.h"
#include "serving/serving.h"

namespace jutong::cli {

namespace {

// One number a line; blank lines and what follows # is not one.
Result<std::vector<std::string>> numbers_of(Arguments const& arguments) {
    std::vector<std::string> numbers;
    if (arguments.has("NUMBER")) numbers.push_back(arguments.text("NUMBER"));
    if (!arguments.has("--from")) {
        if (numbers.empty()) return fail(Code::invalid, "cli.usage", "Say NUMBER or --from FILE");
        return numbers;
    }
    auto const text = TRY(read_file(arguments.text("--from")));
    for (auto const line : split(text, '\n'))
        if (auto const number = trim(line.substr(0, line.find('#'))); !number.empty())
            numbers.emplace_back(number);
    return numbers;
}

json::object json_of(job::Erased const& erased) {
    return {{"rows", erased.rows},
            {"cells", erased.cells},
            {"quarantined", erased.quarantined},
            {"kept_files", erased.kept_files},
            {"kept_rows", erased.kept_rows},
            {"names", erased.names},
            {"reports", erased.reports},
            {"runs", erased.runs}};
}

void show(Terminal& terminal, job::Erased const& erased) {
    TextTable table{{"what", "number"}, {Align::left, Align::right}, {}};
    for (auto const& [what, count] : {std::pair{"rows of the subject, deleted", erased.rows},
                                      {"cells in rows of others, emptied", erased.cells},
                                      {"rows of the quarantine, deleted", erased.quarantined},
                                      {"kept files, made anew", erased.kept_files},
                                      {"names of files, changed", erased.names},
                                      {"reports, deleted", erased.reports},
                                      {"words of runs, taken out", erased.runs}})
        table.rows.push_back({what, grouped(count)});
    terminal.table(table);
}

json::object show(Terminal& terminal, job::Search const& search) {
    TextTable table{{"searched", "number"}, {Align::left, Align::right}, {}};
    json::array looked;
    for (auto const& [what, count] : search.looked) {
        table.rows.push_back({what, grouped(count)});
        looked.push_back({{"what", what}, {"looked", count}});
    }
    terminal.table(table);
    for (auto const& place : search.found) terminal.line(terminal.bad("found: ") + place);
    if (search.found.empty()) terminal.line(terminal.good("nothing mentions it"));
    return {{"looked", looked}, {"found", json::array(search.found.begin(), search.found.end())}};
}

Done search(Context& context, std::vector<std::string> const& numbers) {
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::read, context.clock));
    auto const mentions = TRY(job::mentions_of(workplace->catalog(), numbers));
    auto const result = TRY(job::search_everywhere(*workplace, mentions, context.progress));
    context.terminal.object(show(context.terminal, result));
    return {};
}

Done plan(Context& context, std::vector<std::string> const& numbers) {
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::read, context.clock));
    auto const planned = TRY(job::plan_erasure(*workplace, numbers, context.progress));
    show(context.terminal, planned);
    context.terminal.line(
        "Nothing was changed. It would also forget every version of the lake "
        "but the last, of all subjects.");
    context.terminal.object({{"dry_run", true}, {"erased", json_of(planned)}});
    return {};
}

Done erase(Context& context, Arguments const& arguments) {
    auto const numbers = TRY(numbers_of(arguments));
    if (arguments.has("--search")) return search(context, numbers);
    if (arguments.has("--dry-run")) return plan(context, numbers);
    auto& terminal = context.terminal;
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::write, context.clock));
    job::Erased erased;
    auto const work = [&](std::int64_t run) -> Done {
        TRY(job::apply_packs(*workplace));
        // The next server makes it again, of what is left.
        TRY(serving::Serving::forget(context.settings));
        erased =
            TRY(job::erase(*workplace, run, numbers, arguments.text("--reason"), context.progress));
        return {};
    };
    TRY(job::as_run(*workplace, "erase", work));
    show(terminal, erased);
    // Once more, with the seals and the record of the run written.
    auto const mentions = TRY(job::mentions_of(workplace->catalog(), numbers));
    auto const proof = TRY(job::search_everywhere(*workplace, mentions, context.progress));
    terminal.heading("The proof");
    auto const shown = show(terminal, proof);
    terminal.line(
        "Every version of the lake but the last is forgotten, of all subjects: --as-of "
        "and --history begin today.");
    terminal.line(
        "Backups made before still hold it: make a new one, and after restoring an old "
        "one erase again.");
    terminal.object({{"erased", json_of(erased)}, {"search", shown}});
    if (proof.found.empty()) return {};
    return fail(Code::corrupt, "erase.left", "It is still mentioned");
}

}  // namespace

Command erase_command() {
    return {"erase",
            "Take a subject out of everything: rows, libraries, versions, quarantine, kept files",
            "jutong erase 370102199003070817 --reason 'request 2026-17, PIPL art. 47'",
            {{"NUMBER", "NUMBER", "Identity number or unified social credit code"},
             {"--from", "FILE", "Numbers, one a line, to be erased together"},
             {"--reason", "TEXT", "Why; it is kept with the record of the erasure"},
             {"--dry-run", "", "Only show what would go"},
             {"--search", "", "Only search every byte of the data directory"}},
            erase,
            {}};
}

}  // namespace jutong::cli

// jutong demo: the demo province.
#include <fmt/format.h>

#include "cli/command.h"
#include "job/demo_province.h"

namespace jutong::cli {

namespace {

Done generate(Context& context, Arguments const& arguments) {
    demo::Plan plan;
    plan.people = TRY(arguments.integer("--people", 1)).value_or(plan.people);
    plan.organizations = TRY(arguments.integer("--organizations", 1)).value_or(plan.organizations);
    plan.seed = static_cast<std::uint64_t>(TRY(arguments.integer("--seed", 0)).value_or(1));
    plan.out = arguments.text("--out");
    pack::Problems problems;
    auto const packs =
        context.settings.packs.empty() ? job::default_packs() : context.settings.packs;
    auto const content = TRY(job::read_content({packs}, problems));
    auto const written = TRY(job::make_demo(plan, *content.registry, context.progress));
    TextTable table{{"file", "rows", "bytes"}, {Align::left, Align::right}, {}};
    json::array files;
    for (auto const& file : written) {
        table.rows.push_back({file.file, grouped(file.rows), grouped(file.bytes)});
        files.push_back({{"file", file.file}, {"rows", file.rows}, {"bytes", file.bytes}});
    }
    context.terminal.heading(fmt::format("Demo province of {} people and {} organizations in {}",
                                         grouped(plan.people), grouped(plan.organizations),
                                         plan.out.string()));
    context.terminal.table(table);
    context.terminal.object({{"files", files}});
    return {};
}

}  // namespace

Command demo_command() {
    return {"demo",
            "A made-up province to try everything with",
            "",
            {},
            {},
            {{"generate",
              "Departments' tables with real distributions and real dirt, and the truth beside "
              "them; same seed, same bytes",
              "jutong demo generate --people 200000 --organizations 50000 --seed 1 --out demo",
              {{"--people", "N", "People (default 200000)"},
               {"--organizations", "N", "Organizations (default 50000)"},
               {"--seed", "N", "Seed (default 1)"},
               {"--out", "DIR", "Where to write", true}},
              generate,
              {}}}};
}

}  // namespace jutong::cli

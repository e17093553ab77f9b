// jutong connections: databases of departments that rows may come from.
#include "job/connections.h"

#include <fmt/format.h>

#include "cli/command.h"

namespace jutong::cli {

namespace {

// --tables: what there is to read.
Done show_tables(Context& context, std::string const& name) {
    auto const connection = TRY(job::connection_named(context.settings, name));
    auto const tables = TRY(job::tables_of(connection, context.progress));
    json::array listed;
    for (auto const& table : tables) {
        context.terminal.line(table);
        listed.push_back(json::string(table));
    }
    context.terminal.object({{"connection", name}, {"tables", listed}});
    return {};
}

Done connections(Context& context, Arguments const& arguments) {
    if (arguments.has("--tables")) return show_tables(context, arguments.text("--tables"));
    auto const all = TRY(job::list_connections(context.settings));
    auto const tests = arguments.has("--test");
    TextTable table{{"name", "title", "kind", "where"}, {Align::left}, {}};
    if (tests) table.heads.emplace_back("works");
    std::vector<std::string> failures;
    json::array listed;
    std::size_t failed = 0;
    std::optional<Error> first;
    for (auto const& connection : all) {
        json::object object{{"name", connection.name},
                            {"title", connection.title},
                            {"kind", to_string(connection.kind)},
                            {"where", connection.where()}};
        std::string works;
        if (tests) {
            auto const test = job::test_connection(connection, context.progress);
            object["ok"] = !test.failure;
            if (test.failure) {
                works = "no";
                failures.push_back(test.failure->message);
                object["reason"] = test.failure->reason;
                object["message"] = test.failure->message;
                if (++failed == 1) first = test.failure;
            } else {
                works = fmt::format("ok, {} tables", test.tables);
                object["tables"] = test.tables;
            }
        }
        table.rows.push_back({connection.name, connection.title,
                              std::string(to_string(connection.kind)), connection.where()});
        if (tests) table.rows.back().push_back(works);
        listed.push_back(std::move(object));
    }
    if (all.empty())
        context.terminal.line(fmt::format("No connections: {} has none",
                                          job::connections_file(context.settings).string()));
    else
        context.terminal.table(table);
    for (auto const& failure : failures) context.terminal.line(failure);
    context.terminal.object({{"connections", listed}});
    if (!first) return {};
    return fail(first->code, first->reason,
                fmt::format("{} of {} connections do not work", failed, all.size()));
}

}  // namespace

Command connections_command() {
    return {"connections",
            "Databases of departments that rows may come from: which there are, and whether they "
            "work",
            "jutong connections --test",
            {{"--test", "", "Connect to each and count its tables"},
             {"--tables", "NAME", "The tables of one"}},
            connections,
            {}};
}

}  // namespace jutong::cli

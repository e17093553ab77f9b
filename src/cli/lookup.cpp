// jutong lookup: one subject by its number.
#include <fmt/format.h>

#include "cli/command.h"
#include "job/subject.h"

namespace jutong::cli {

namespace {

json::object json_of(job::SubjectRecord const& record) {
    json::array values;
    for (auto const& v : record.values) {
        if (v.value.empty()) continue;
        json::array others;
        for (auto const& o : v.others)
            others.push_back(
                {{"resource", o.resource}, {"provider", o.provider}, {"value", o.value}});
        values.push_back({{"field", v.field},
                          {"title", v.title},
                          {"value", v.value},
                          {"origin",
                           {{"resource", v.resource},
                            {"rule", v.rule},
                            {"run", v.run},
                            {"file", v.file},
                            {"row", v.row}}},
                          {"others", others}});
    }
    return {{"library", record.library},
            {"number", record.number},
            {"subject", record.subject},
            {"values", values}};
}

void show(Terminal& terminal, job::SubjectRecord const& record) {
    terminal.heading(fmt::format("{} ({})  {}", record.title, record.library, record.number));
    TextTable table{{"field", "value", "origin", "rule", "others say"}, {Align::left}, {}};
    for (auto const& v : record.values) {
        if (v.value.empty()) continue;
        std::string others;
        for (auto const& o : v.others)
            others += fmt::format("{}{}: {}", others.empty() ? "" : "; ", o.resource, o.value);
        table.rows.push_back(
            {v.title, v.value, fmt::format("{} {}:{}", v.resource, v.file, v.row), v.rule, others});
    }
    terminal.table(table);
}

std::string_view word_of(job::SubjectChange::Kind kind) {
    constexpr std::string_view words[] = {"added", "changed", "ended"};
    return words[static_cast<std::size_t>(kind)];
}

Done show_history(Context& context, job::Workplace& workplace, std::string const& number) {
    auto const changes = TRY(job::history_of(workplace, number));
    json::array all;
    for (auto const& change : changes) {
        TextTable table{{"field", "before", "after"}, {Align::left}, {}};
        json::array fields;
        for (auto const& f : change.fields) {
            table.rows.push_back({f.title, f.before, f.after});
            fields.push_back(
                {{"field", f.field}, {"title", f.title}, {"before", f.before}, {"after", f.after}});
        }
        context.terminal.heading(fmt::format("{}  {} ({})  {}", change.at, change.title,
                                             change.library, word_of(change.kind)));
        context.terminal.table(table);
        all.push_back({{"library", change.library},
                       {"at", change.at},
                       {"change", word_of(change.kind)},
                       {"fields", fields}});
    }
    context.terminal.object({{"history", all}});
    return {};
}

Done lookup(Context& context, Arguments const& arguments) {
    auto settings = context.settings;
    if (arguments.has("--as-of")) settings.as_of = job::with_zone(arguments.text("--as-of"));
    auto const workplace = TRY(job::Workplace::open(settings, job::Access::read, context.clock));
    if (arguments.has("--history"))
        return show_history(context, *workplace, arguments.text("NUMBER"));
    auto const records = TRY(job::look_up(*workplace, arguments.text("NUMBER")));
    json::array all;
    for (auto const& record : records) {
        show(context.terminal, record);
        all.push_back(json_of(record));
    }
    context.terminal.object({{"records", all}});
    return {};
}

}  // namespace

Command lookup_command() {
    return {
        "lookup",
        "One subject by its number: the golden record, the origin of every value, what others say",
        "jutong lookup 91370200163562681G --as-of 2026-11-01",
        {{"NUMBER", "NUMBER", "Identity number, unified social credit code, or a library's own key",
          true},
         {"--as-of", "TIME",
          "As the lake was at this time (2026-11-01, 2026-11-01T08:00:00+08:00)"},
         {"--history", "", "How the golden record came to be what it is, change by change"}},
        lookup,
        {}};
}

}  // namespace jutong::cli

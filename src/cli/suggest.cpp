// jutong ingest --suggest: what an unknown file may be. Needs packs, no data directory.
#include "ingest/suggest.h"

#include <cmath>
#include <iostream>

#include <fmt/format.h>

#include "cli/command.h"
#include "job/connections.h"
#include "job/passing_lake.h"

namespace jutong::cli {

namespace {

double rounded(double value) { return std::round(value * 1000) / 1000; }

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

json::object json_of(ingest::ColumnGuess const& column) {
    json::array elements, examples;
    for (auto const& guess : column.elements)
        elements.push_back({{"element", guess.element->name()},
                            {"title", guess.element->title()},
                            {"confidence", rounded(guess.confidence)},
                            {"accepted", rounded(guess.accepted)}});
    for (auto const& example : column.examples) examples.push_back(json::string(example));
    return {{"column", column.name},
            {"field", column.field},
            {"elements", elements},
            {"filled", rounded(column.filled)},
            {"distinct", column.distinct},
            {"examples", examples},
            {"key", column.is_key},
            {"code_list", column.is_code_list},
            {"timestamp", rounded(column.timestamp)}};
}

json::object json_of(ingest::Suggestion const& s) {
    json::array columns, notes;
    for (auto const& column : s.columns) columns.push_back(json_of(column));
    for (auto const& note : s.notes) notes.push_back(json::string(note));
    json::object object{{"file", s.file},           {"connection", s.connection},
                        {"format", s.format},       {"encoding", s.encoding},
                        {"delimiter", s.delimiter}, {"sheet", s.sheet},
                        {"rows", s.rows},           {"columns", columns},
                        {"notes", notes},           {"nearest", nullptr}};
    if (s.nearest.resource != nullptr)
        object["nearest"] = json::object{{"resource", s.nearest.resource->name},
                                         {"title", s.nearest.resource->title},
                                         {"columns", s.nearest.columns},
                                         {"share", rounded(s.nearest.share)}};
    return object;
}

void show(Terminal& out, ingest::Suggestion const& s) {
    out.heading(s.file);
    out.line(fmt::format("format {}{}{}{}   rows looked at {}", s.format,
                         s.encoding.empty() ? "" : "   encoding " + s.encoding,
                         s.delimiter.empty()   ? ""
                         : s.delimiter == "\t" ? "   delimiter tab"
                                               : "   delimiter " + s.delimiter,
                         s.sheet.empty() ? "" : "   sheet " + s.sheet, s.rows));
    TextTable table{
        {"column", "element", "confidence", "or", "filled", "distinct", "may be", "examples"},
        {Align::left, Align::left, Align::right, Align::left, Align::right, Align::right,
         Align::left, Align::left},
        {}};
    for (auto const& column : s.columns) {
        std::string others, roles;
        for (std::size_t i = 1; i < column.elements.size(); ++i)
            others += fmt::format("{}{} {}", i == 1 ? "" : ", ", column.elements[i].element->name(),
                                  percent(column.elements[i].confidence));
        if (column.is_key) roles += "key ";
        if (column.is_code_list) roles += "code ";
        if (column.timestamp >= ingest::timestamp_min) roles += "timestamp ";
        table.rows.push_back({column.name, std::string(column.best().element->name()),
                              percent(column.best().confidence), others, percent(column.filled),
                              std::to_string(column.distinct), roles,
                              fmt::format("{}", fmt::join(column.examples, ", "))});
    }
    out.table(table);
    if (s.nearest.resource != nullptr)
        out.line(fmt::format("nearest resource: {} {}: {} of {} columns give its fields",
                             s.nearest.resource->name, s.nearest.resource->title, s.nearest.columns,
                             s.columns.size()));
    else
        out.line("no resource of the packs is like it");
    for (auto const& note : s.notes) out.line(note);
}

// Of a file, or of a table of a connection.
Result<ingest::Suggestion> suggestion_of(Context& context, Arguments const& arguments,
                                         job::PackContent const& content) {
    if (arguments.has("--connection")) {
        auto const table = arguments.text("--table");
        if (table.empty())
            return fail(Code::invalid, "cli.usage",
                        "Say which table: --table SCHEMA.TABLE; jutong connections --tables NAME "
                        "lists them");
        auto const connection =
            TRY(job::connection_named(context.settings, arguments.text("--connection")));
        return job::suggest_table(connection, table, content, context.progress);
    }
    std::filesystem::path const file = arguments.text("--suggest");
    if (file.empty())
        return fail(Code::invalid, "cli.usage",
                    "Say --suggest FILE, or --suggest with --connection NAME and --table TABLE");
    auto const lake = TRY(job::PassingLake::make(*content.registry));
    return ingest::suggest(file, *content.registry, content.catalog, &lake->get());
}

}  // namespace

Done suggest(Context& context, Arguments const& arguments) {
    pack::Problems problems;
    auto const content = TRY(job::read_content(job::pack_folders(context.settings), problems));
    if (!problems.empty())
        return fail(Code::invalid, problems.front().reason,
                    "The packs have mistakes; see jutong pack check");
    auto const suggestion = TRY(suggestion_of(context, arguments, content));
    auto const yaml = ingest::yaml_of(suggestion, iso_time(context.clock.now()).substr(0, 10));
    auto object = json_of(suggestion);
    if (arguments.has("--yaml")) {
        object["yaml"] = yaml;
        context.terminal.line(yaml);
    } else {
        show(context.terminal, suggestion);
    }
    context.terminal.object(object);
    return {};
}

}  // namespace jutong::cli

// What an unknown file may be: the first step of connecting a table.
#include <algorithm>
#include <cmath>

#include "api/incoming.h"
#include "api/services.h"
#include "base/text.h"
#include "ingest/suggest.h"
#include "job/connections.h"

namespace jutong::api {

namespace {

constexpr std::size_t cell_length_max = 200;

double rounded(double share) { return std::round(share * 1000) / 1000; }

void add_components(Components& components) {
    auto const share = number("0 to 1");
    components["ElementGuess"] =
        object({{"element", text()}, {"title", text()}, {"confidence", share}});
    components["SuggestedColumn"] =
        object({{"column", text("As the file names it")},
                {"field", text("A name for it in a definition")},
                {"title", text()},
                {"element", text()},
                {"element_title", text()},
                {"confidence", share},
                {"nulls", integer("Rows without a value")},
                {"examples", list_of(text())},
                {"alternatives", list_of(component("ElementGuess"))},
                {"key", boolean("It tells rows apart, and is the best that does")},
                {"number", boolean("It is the number of a library")}});
    components["SuggestedResource"] =
        object({{"resource", text()}, {"title", text()}, {"confidence", share}});
    components["Preview"] =
        object({{"columns", list_of(text())}, {"rows", list_of(list_of(nullable(text())))}});
    components["Suggestion"] = object({{"name", text()},
                                       {"format", text("csv, xlsx, xls, dbf, json, parquet …")},
                                       {"encoding", nullable(text())},
                                       {"delimiter", nullable(text())},
                                       {"sheet", nullable(text())},
                                       {"rows_looked", integer()},
                                       {"resource", nullable(component("SuggestedResource"))},
                                       {"columns", list_of(component("SuggestedColumn"))},
                                       {"notes", list_of(text())},
                                       {"yaml", text("A draft of a definition")},
                                       {"preview", component("Preview")}});
}

bool is_number(catalog::Catalog const& catalog, element::Element const& element) {
    return std::ranges::any_of(catalog.libraries, [&](auto const& library) {
        return library.number != nullptr && library.number->name() == element.name();
    });
}

json::object json_of(ingest::ColumnGuess const& column, std::int64_t rows,
                     catalog::Catalog const& catalog) {
    json::array examples, alternatives;
    for (auto const& example : column.examples) examples.emplace_back(example);
    for (std::size_t i = 1; i < column.elements.size(); ++i) {
        auto const& guess = column.elements[i];
        alternatives.push_back({{"element", guess.element->name()},
                                {"title", guess.element->title()},
                                {"confidence", rounded(guess.confidence)}});
    }
    auto const& best = *column.best().element;
    auto const blank = std::llround(static_cast<double>(rows) * (1 - column.filled));
    return {{"column", column.name},
            {"field", column.field},
            {"title", column.name.empty() ? column.field : column.name},
            {"element", best.name()},
            {"element_title", best.title()},
            {"confidence", rounded(column.best().confidence)},
            {"nulls", std::int64_t{blank}},
            {"examples", std::move(examples)},
            {"alternatives", std::move(alternatives)},
            {"key", column.is_key},
            {"number", is_number(catalog, best)}};
}

json::object preview_of(ingest::Suggestion const& suggestion) {
    json::array columns, rows;
    for (auto const& column : suggestion.columns) columns.emplace_back(column.name);
    for (auto const& cells : suggestion.first_rows) {
        json::array row;
        for (std::size_t i = 0; i < suggestion.columns.size(); ++i) {
            auto const cell = i < cells.size() ? cells[i] : std::string();
            row.push_back(text_or_null(first_code_points(cell, cell_length_max)));
        }
        rows.push_back(std::move(row));
    }
    return {{"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

// Of the columns that tell rows apart one is enough: a library's number, else the first.
void mark_one_key(json::array& columns) {
    auto const tells = [](json::value const& column) { return column.at("key").as_bool(); };
    auto best = std::ranges::find_if(columns, [&](json::value const& column) {
        return tells(column) && column.at("number").as_bool();
    });
    if (best == columns.end()) best = std::ranges::find_if(columns, tells);
    for (auto at = columns.begin(); at != columns.end(); ++at) at->as_object()["key"] = at == best;
}

json::object json_of(ingest::Suggestion const& suggestion, catalog::Catalog const& catalog,
                     std::string const& date) {
    json::array columns, notes;
    for (auto const& column : suggestion.columns)
        columns.push_back(json_of(column, suggestion.rows, catalog));
    mark_one_key(columns);
    for (auto const& note : suggestion.notes) notes.emplace_back(note);
    json::object out{{"name", suggestion.file},
                     {"format", suggestion.format},
                     {"encoding", text_or_null(suggestion.encoding)},
                     {"delimiter", text_or_null(suggestion.delimiter)},
                     {"sheet", text_or_null(suggestion.sheet)},
                     {"rows_looked", suggestion.rows},
                     {"resource", nullptr},
                     {"columns", std::move(columns)},
                     {"notes", std::move(notes)},
                     {"yaml", ingest::yaml_of(suggestion, date)},
                     {"preview", preview_of(suggestion)}};
    if (auto const& nearest = suggestion.nearest; nearest.resource != nullptr)
        out["resource"] = json::object{{"resource", nearest.resource->name},
                                       {"title", nearest.resource->title},
                                       {"confidence", rounded(nearest.share)}};
    return out;
}

std::string text_in(Call const& call, std::string_view name) {
    auto const* const value = call.body.as_object().if_contains(name);
    return value == nullptr ? std::string() : std::string(value->as_string());
}

Result<http::Response> suggest_table(Services& services, Call& call) {
    auto const connection =
        TRY(job::connection_named(services.settings, text_in(call, "connection")));
    pack::Problems problems;
    auto const content = TRY(job::read_content(job::pack_folders(services.settings), problems));
    Progress silent;
    auto const suggestion =
        TRY(job::suggest_table(connection, text_in(call, "table"), content, silent));
    auto const date = iso_time(services.clock.now()).substr(0, 10);
    return json_response(json_of(suggestion, content.catalog, date));
}

Result<http::Response> suggest(Services& services, Call& call) {
    auto const has_upload = call.body.as_object().contains("upload");
    if (has_upload == call.body.as_object().contains("connection"))
        return fail(Code::invalid, "suggest.source", "Say `upload`, or `connection` and `table`");
    if (!has_upload) return suggest_table(services, call);
    auto const upload = TRY(complete_upload(services, call));
    auto const workplace = services.workplace();
    auto const suggestion = TRY(ingest::suggest(upload.file, workplace->registry(),
                                                workplace->catalog(), &workplace->lake()));
    auto const date = iso_time(services.clock.now()).substr(0, 10);
    return json_response(json_of(suggestion, workplace->catalog(), date));
}

}  // namespace

Result<operation::Upload> complete_upload(Services const& services, Call const& call) {
    auto const id = std::string(call.body.at("upload").as_string());
    auto upload = TRY(operation::Uploads(services.settings.data).find(id));
    if (upload.complete()) return upload;
    return fail(Code::conflict, "upload.incomplete", "The upload is not complete yet");
}

void add_suggest_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    routes.add({.method = http::Method::post,
                .path = "/api/v1/suggest",
                .name = "suggest",
                .tag = "connecting",
                .summary = "What a file may be: layout, element of each column, nearest resource",
                .body = object({maybe("upload", text_of(1, 64, "An upload that is complete; or:")),
                                maybe("connection", text_of(1, 100)),
                                maybe("table", text_of(1, 300, "Of the connection"))}),
                .answer = component("Suggestion"),
                .failures = {404, 409, 503},
                .handle = [&s](Call& call) { return suggest(s, call); }});
}

}  // namespace jutong::api

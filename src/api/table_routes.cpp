// The rows of resources and libraries: streamed whole, or a page at a time.
#include <algorithm>

#include <fmt/format.h>

#include "api/purpose.h"
#include "api/reading.h"
#include "api/row_text.h"
#include "api/table_stream.h"
#include "base/text.h"
#include "job/library_page.h"
#include "job/personal.h"

namespace jutong::api {

namespace {

constexpr std::int64_t rows_max = 1'000'000'000'000;
constexpr std::int64_t page_rows_max = 1000;
constexpr std::size_t page_offset_max = 1'000'000;

// A column of a table that may be asked for.
struct TableColumn {
    std::string name, title;
    element::Element const* element = nullptr;
    bool is_personal = false;
};

struct AskedTable {
    std::string table;  // schema and quoted name
    std::string name;
    std::vector<TableColumn> columns;
};

AskedTable table_of(catalog::Resource const& resource) {
    AskedTable out{"clean." + lake::quoted_name(resource.table()), resource.name, {}};
    for (auto const& field : resource.fields)
        out.columns.push_back({field.name, field.title, field.element, job::is_personal(field)});
    return out;
}

AskedTable table_of(catalog::Library const& library) {
    AskedTable out{"library." + lake::quoted_name(library.name), library.name, {}};
    if (library.number != nullptr)
        out.columns.push_back({"number", std::string(library.number->title()), library.number,
                               job::is_personal(*library.number)});
    for (auto const& field : library.fields)
        out.columns.push_back(
            {field.name, field.title, field.element, job::is_personal(*field.element)});
    return out;
}

// Leaves the columns that are asked for, in the order in which they are.
Done choose_columns(AskedTable& table, std::string const& names) {
    if (names.empty()) return {};
    std::vector<TableColumn> chosen;
    for (auto const name : split(names, ',')) {
        auto const found = std::ranges::find(table.columns, trim(name), &TableColumn::name);
        if (found == table.columns.end()) {
            std::string known;
            for (auto const& column : table.columns)
                known += (known.empty() ? "" : ", ") + column.name;
            return fail(Code::invalid, "table.column",
                        "There is no column " + escaped(name) + "; there are: " + known);
        }
        if (std::ranges::find(chosen, found->name, &TableColumn::name) == chosen.end())
            chosen.push_back(*found);
    }
    table.columns = std::move(chosen);
    return {};
}

// Masks are the elements' own, worked out by the engine; what no element masks is hidden.
std::string shown_sql(TableColumn const& column, bool is_revealed) {
    auto const name = lake::quoted_name(column.name);
    if (!column.is_personal || is_revealed) return name;
    if (job::is_personal(*column.element))
        return fmt::format("jt_mask_{}({}) AS {}", column.element->name(), name, name);
    return fmt::format("CASE WHEN {} IS NULL THEN NULL ELSE '***' END AS {}", name, name);
}

TableQuery query_of(AskedTable const& table, Call const& call) {
    auto const is_revealed = call.has("purpose");
    TableQuery out;
    for (auto const& column : table.columns) {
        out.sql += (out.sql.empty() ? "SELECT " : ", ") + shown_sql(column, is_revealed);
        auto const is_masked = column.is_personal && !is_revealed;
        out.columns.push_back(
            {column.name, is_masked ? lake::Type::text : lake::type_of(column.element->kind())});
        if (call.text("header") == "title") out.header.push_back(column.title);
    }
    out.has_mark = !out.header.empty();
    out.sql += " FROM " + table.table;
    return out;
}

// One page for the console; in the order in which the engine has the rows.
Result<http::Response> page_of_table(job::Workplace& workplace, TableQuery const& query,
                                     AskedTable const& table, Call const& call) {
    auto const limit = call.limit();
    if (limit > static_cast<std::size_t>(page_rows_max))
        return fail(Code::invalid, "table.limit", "A page has at most 1000 rows");
    if (call.offset() > page_offset_max)
        return fail(Code::invalid, "table.cursor",
                    "Pages end at a million rows; ask for the whole table as CSV");
    auto session = TRY(workplace.lake().session());
    auto scan = TRY(session.open_scan(
        fmt::format("{} LIMIT {} OFFSET {}", query.sql, limit + 1, call.offset())));
    RowText const rows(RowFormat::arrays, query.columns);
    std::string out = "{\"columns\":[";
    for (auto const& column : table.columns)
        out += fmt::format(
            "{}{}", out.back() == '[' ? "" : ",",
            json::serialize(json::value{{"name", column.name}, {"title", column.title}}));
    out += "],\"rows\":[";
    std::size_t count = 0;
    lake::Batch batch;
    while (TRY(scan.next(batch))) {
        auto const all = count + batch.rows;
        if (all > limit) batch.rows = limit > count ? limit - count : 0;
        rows.append(batch, out);
        count = all;
    }
    if (out.back() == ',') out.pop_back();
    out += count > limit ? fmt::format("],\"next\":\"{}\"}}", call.offset() + limit)
                         : std::string("],\"next\":null}");
    http::Response response{200, {{"Content-Type", "application/json"}}};
    response.body = std::move(out);
    return response;
}

std::string format_of(Call const& call) {
    if (call.has("format")) return call.text("format");
    auto const type = http::accepted(
        call.request.header("accept"),
        {"application/x-ndjson", "text/csv", "application/vnd.apache.parquet", "application/json"});
    if (type == "text/csv") return "csv";
    if (type == "application/vnd.apache.parquet") return "parquet";
    return type == "application/json" ? "json" : "ndjson";
}

Result<http::Response> answer(Services& s, Site const& site, AskedTable table, Call& call) {
    TRY(choose_columns(table, call.text("columns")));
    auto query = query_of(table, call);
    TRY(record_reveal(s, call, "rows " + table.name));
    auto const format = format_of(call);
    if (format == "json") return page_of_table(*site, query, table, call);
    if (call.has("limit")) query.sql += fmt::format(" LIMIT {}", call.integer("limit", 0));
    auto const kind = format == "csv"       ? TableFormat::csv
                      : format == "parquet" ? TableFormat::parquet
                                            : TableFormat::ndjson;
    return table_response(site, std::move(query), kind, table.name);
}

Result<http::Response> resource_rows(Services& s, Call& call) {
    auto const site = TRY(asked_site(s, call));
    auto const* const resource = TRY(job::resource_named(site->catalog(), call.text("resource")));
    return answer(s, site, table_of(*resource), call);
}

Result<http::Response> library_rows(Services& s, Call& call) {
    auto const site = TRY(asked_site(s, call));
    auto const* const library = TRY(job::library_named(site->catalog(), call.text("library")));
    return answer(s, site, table_of(*library), call);
}

Route route_of(std::string path, std::string name, std::string tag, Parameter which) {
    return {
        .path = std::move(path),
        .name = std::move(name),
        .tag = std::move(tag),
        .summary = "Its rows: streamed as lines of JSON, CSV or Parquet, or a page as JSON",
        .parameters = {std::move(which),
                       query("format", choice({"ndjson", "csv", "parquet", "json"},
                                              "Else by the Accept header")),
                       query("columns", text_of(1, 4000, "Names, with commas; else all")),
                       query("as_of", text_of(4, 40, "As it was at this time")),
                       query("limit", integer_of(1, rows_max, "Rows at the most")),
                       query("cursor", text_of(1, 20, "Of a page: the `next` before")),
                       query("header", choice({"name", "title"}, "Of CSV")), purpose_parameter()},
        .answer = object(
            {{"columns", list_of(object({{"name", text()}, {"title", text()}}))},
             {"rows", list_of(list_of(Schema{{"description", "Text, number, truth or null"}}))},
             {"next", nullable(text())}}),
        .media = {"application/x-ndjson", "text/csv", "application/vnd.apache.parquet"},
        .failures = {404, 429, 503}};
}

}  // namespace

void add_table_routes(Routes& routes, Services& s) {
    auto resource = route_of("/api/v1/resources/{resource}/rows", "resource_rows", "resources",
                             path_text("resource", "samr.enterprise …"));
    resource.handle = [&s](Call& call) { return resource_rows(s, call); };
    routes.add(std::move(resource));
    auto library = route_of("/api/v1/libraries/{library}/rows", "library_rows", "libraries",
                            path_text("library", "person …"));
    library.handle = [&s](Call& call) { return library_rows(s, call); };
    routes.add(std::move(library));
}

}  // namespace jutong::api

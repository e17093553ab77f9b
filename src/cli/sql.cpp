// jutong sql: read-only questions to the lake.
#include <fmt/format.h>

#include "cli/command.h"

namespace jutong::cli {

namespace {

Done sql(Context& context, Arguments const& arguments) {
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::read, context.clock));
    TRY(workplace->lake().forbid_files(context.settings.data / "kept"));
    auto session = TRY(workplace->lake().session());
    auto const form = context.terminal.as_json() ? lake::CellForm::json : lake::CellForm::text;
    auto const result = TRY(session.query(arguments.text("QUERY"), {}, form));
    if (context.terminal.as_json()) {
        json::array columns(result.columns.begin(), result.columns.end());
        json::array rows;
        for (auto const& row : result.rows) {
            json::array cells;
            for (auto const& cell : row)
                cells.push_back(cell ? json::parse(*cell) : json::value(nullptr));
            rows.push_back(std::move(cells));
        }
        context.terminal.object({{"columns", columns}, {"rows", rows}});
        return {};
    }
    TextTable table{result.columns, {Align::left}, {}};
    for (auto const& row : result.rows) {
        auto& shown = table.rows.emplace_back();
        for (auto const& cell : row) shown.push_back(cell.value_or(context.terminal.dim("NULL")));
    }
    context.terminal.table(table);
    context.terminal.line(context.terminal.dim(
        fmt::format("{} rows", grouped(static_cast<std::int64_t>(result.rows.size())))));
    return {};
}

}  // namespace

Command sql_command() {
    return {"sql",
            "A read-only question to the lake: schemas raw clean quarantine library origin meta, "
            "functions jt_…",
            "jutong sql \"select reasons, count(*) from quarantine.samr_enterprise group by all\"",
            {{"QUERY", "SQL", "One SELECT of DuckDB's SQL", true}},
            sql,
            {}};
}

}  // namespace jutong::cli

#include "fusion/tables.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fusion/plan.h"
#include "fusion/survive.h"

namespace jutong::fusion {

namespace {

using lake::quoted_name;
using lake::quoted_text;

constexpr std::string_view record_tables = R"(
CREATE TABLE IF NOT EXISTS meta.fusion (
    library VARCHAR, run BIGINT, fused_at TIMESTAMP WITH TIME ZONE, inputs VARCHAR,
    rows BIGINT, subjects BIGINT,
    broken BIGINT, mended BIGINT, unlinked BIGINT, conflicts BIGINT, added BIGINT,
    changed BIGINT, ended BIGINT,
    seconds DOUBLE);
)";

Done make_table(lake::Session& session, std::string const& table,
                std::vector<lake::Column> const& columns) {
    std::string definition;
    for (auto const& column : columns)
        definition += fmt::format("{}{} {}", definition.empty() ? "" : ", ",
                                  quoted_name(column.name), lake::sql_of(column.type));
    TRY(session.run(fmt::format("CREATE TABLE IF NOT EXISTS {} ({})", table, definition)));
    auto const present =
        TRY(session.query(fmt::format("SELECT column_name FROM (DESCRIBE {})", table)));
    for (auto const& column : columns) {  // fields that the pack has added since
        auto const is_there = std::ranges::any_of(
            present.rows, [&](auto const& row) { return row[0] == column.name; });
        if (!is_there)
            TRY(session.run(fmt::format("ALTER TABLE {} ADD COLUMN {} {}", table,
                                        quoted_name(column.name), lake::sql_of(column.type))));
    }
    return {};
}

// Unpacks Origin; see survive.h.
std::string origin_view(catalog::Library const& library) {
    std::string fields;
    for (auto const& field : library.fields)
        fields += fmt::format("{}{{'field': {}, 'origin': {}}}", fields.empty() ? "" : ", ",
                              quoted_text(field.name), quoted_name(field.name));
    return fmt::format(
        "CREATE OR REPLACE VIEW origin.{} AS SELECT o.subject, o.field, l.resource, l.run, "
        "o.origin & {} AS \"row\", ['only', 'authority', 'recency', 'agreement']"
        "[((o.origin >> 60) & 3) + 1] || "
        "CASE WHEN (o.origin >> 62) & 1 = 1 THEN '+repaired_number' ELSE '' END AS rule, l.file "
        "FROM (SELECT subject, unnest([{}], recursive := true) FROM {}) o "
        "JOIN meta.load l ON l.load = (o.origin >> 30) & {} WHERE o.origin IS NOT NULL",
        quoted_name(library.name), row_max, fields, origin_table(library), load_max);
}

// What other departments say than the golden record, with where they say it.
std::string others_view(catalog::Library const& library) {
    return fmt::format(
        "CREATE OR REPLACE VIEW meta.{} AS SELECT c.subject, c.field, l.resource, l.run, "
        "c.origin & {} AS \"row\", l.file, c.value FROM {} c "
        "JOIN meta.load l ON l.load = (c.origin >> 30) & {}",
        quoted_name("others_" + library.name), row_max, conflict_table(library), load_max);
}

}  // namespace

std::string library_table(catalog::Library const& library) {
    return "library." + quoted_name(library.name);
}
std::string origin_table(catalog::Library const& library) {
    return "meta." + quoted_name("origin_" + library.name);
}
std::string conflict_table(catalog::Library const& library) {
    return "meta." + quoted_name("conflict_" + library.name);
}

Done make_tables(lake::Session& session, catalog::Catalog const& catalog) {
    TRY(session.run(std::string(record_tables)));
    for (auto const& library : catalog.libraries) {
        TRY(make_table(session, library_table(library), golden_columns(library)));
        TRY(make_table(session, origin_table(library), origin_columns(library)));
        TRY(make_table(session, conflict_table(library), conflict_columns()));
        TRY(session.run(origin_view(library)));
        TRY(session.run(others_view(library)));
    }
    return {};
}

Result<std::string> inputs_of(lake::Session& session, catalog::Catalog const& catalog,
                              catalog::Library const& library) {
    std::string text = fmt::format("{}|{}", library.name,
                                   library.number == nullptr ? "key" : library.number->name());
    for (auto const& field : library.fields)
        text += fmt::format("|{} {} {} {}", field.name, field.element->name(),
                            to_string(field.rule), fmt::join(field.order, " "));
    for (auto const& feed : library.feeds) {
        auto const& resource = catalog.resources[feed.resource];
        auto const load = TRY(session.query(
            "SELECT coalesce(max(load), 0) AS load FROM meta.load WHERE resource = $1",
            {resource.name}));
        text +=
            fmt::format("\n{} {} {}", resource.name, fmt::join(feed.number, " "), *load.rows[0][0]);
        for (auto const& field : feed.fields) text += field ? fmt::format(" {}", *field) : " -";
    }
    return text;
}

Result<std::string> last_inputs(lake::Session& session, catalog::Library const& library) {
    auto const rows = TRY(session.query(
        "SELECT inputs FROM meta.fusion WHERE library = $1 ORDER BY fused_at DESC LIMIT 1",
        {library.name}));
    return rows.rows.empty() ? std::string() : rows.rows[0][0].value_or("");
}

Done record_fusion(lake::Session& session, FusionResult const& r, std::int64_t run,
                   std::string const& inputs) {
    return session.run(
        fmt::format("INSERT INTO meta.fusion VALUES ({}, {}, now(), {}, {}, {}, {}, {}, {}, {}, "
                    "{}, {}, {}, {})",
                    quoted_text(r.library), run, quoted_text(inputs), r.rows, r.subjects, r.broken,
                    r.mended, r.unlinked, r.conflicts, r.added, r.changed, r.ended, r.seconds));
}

}  // namespace jutong::fusion

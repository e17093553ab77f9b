#include "fusion/tables.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fusion/digest.h"
#include "fusion/plan.h"
#include "fusion/survive.h"
#include "lake/merge.h"

namespace jutong::fusion {

namespace {

using lake::quoted_name;
using lake::quoted_text;

constexpr std::string_view fusion_table = R"(
CREATE TABLE IF NOT EXISTS meta.fusion (
    library VARCHAR, run BIGINT, fused_at TIMESTAMP WITH TIME ZONE, inputs VARCHAR, version BIGINT,
    is_full BOOLEAN, touched BIGINT, rows BIGINT, subjects BIGINT, broken BIGINT, mended BIGINT,
    linked BIGINT, unlinked BIGINT, conflicts BIGINT, added BIGINT, changed BIGINT, ended BIGINT,
    seconds DOUBLE);
)";

// Unpacks Origin; see survive.h.
std::string origin_view(catalog::Library const& library) {
    std::string fields;
    for (auto const& field : library.fields)
        fields += fmt::format("{}{{'field': {}, 'origin': {}}}", fields.empty() ? "" : ", ",
                              quoted_text(field.name), quoted_name(field.name));
    return fmt::format(
        "CREATE OR REPLACE VIEW origin.{} AS SELECT o.subject, o.field, l.resource, l.run, "
        "{} AS \"row\", ['only', 'authority', 'recency', 'agreement']"
        "[((o.origin >> 60) & 3) + 1] || "
        "CASE WHEN o.origin & {} <> 0 THEN '+repaired_number' WHEN o.origin & {} <> 0 "
        "THEN '+linked' ELSE '' END AS rule, l.file "
        "FROM (SELECT subject, unnest([{}], recursive := true) FROM {}) o "
        "JOIN meta.load l ON l.load = {} WHERE o.origin IS NOT NULL",
        quoted_name(library.name), row_sql("o.origin"), mended_bit, linked_bit, fields,
        origin_table(library), load_sql("o.origin"));
}

// What other departments say than the golden record, with where they say it.
std::string others_view(catalog::Library const& library) {
    return fmt::format(
        "CREATE OR REPLACE VIEW meta.{} AS SELECT c.subject, c.field, l.resource, l.run, "
        "{} AS \"row\", l.file, c.value FROM {} c "
        "JOIN meta.load l ON l.load = {}",
        quoted_name("others_" + library.name), row_sql("c.origin"), conflict_table(library),
        load_sql("c.origin"));
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

std::string link_table(catalog::Library const& library) {
    return "meta." + quoted_name("link_" + library.name);
}

std::string digest_table(catalog::Library const& library) {
    return "meta." + quoted_name("digest_" + library.name);
}

Done make_tables(lake::Session& session, catalog::Catalog const& catalog) {
    TRY(session.run(std::string(fusion_table)));
    for (auto const& library : catalog.libraries) {
        TRY(lake::make_table(session, library_table(library), golden_columns(library)));
        TRY(lake::make_table(session, origin_table(library), origin_columns(library)));
        TRY(lake::make_table(session, conflict_table(library), conflict_columns()));
        TRY(lake::make_table(session, link_table(library), link_columns()));
        TRY(lake::make_table(session, digest_table(library), digest_columns()));
        if (library.link)
            TRY(lake::make_table(session, likeness_table(library.name), likeness_columns()));
        TRY(session.run(origin_view(library)));
        TRY(session.run(others_view(library)));
    }
    return {};
}

std::string declarations_of(catalog::Library const& library, catalog::Catalog const& catalog) {
    std::string text = fmt::format("{}|{}", library.name,
                                   library.number == nullptr ? "key" : library.number->name());
    for (auto const& field : library.fields)
        text += fmt::format("|{} {} {} {}", field.name, field.element->name(),
                            to_string(field.rule), fmt::join(field.order, " "));
    for (auto const& feed : plan_of(catalog, library).feeds)
        text += fmt::format("\n{}{} {} {} FROM {}{}", feed.enriches ? "+" : "", feed.name,
                            feed.columns(), fmt::join(feed.fields, " "), feed.from + feed.where,
                            feed.linked_by.empty() ? "" : " linked by " + feed.linked_by);
    return text;
}

Result<std::optional<LastFusion>> last_fusion(lake::Session& session,
                                              catalog::Library const& library) {
    auto const found = TRY(session.query(
        "SELECT inputs, version FROM meta.fusion WHERE library = $1 ORDER BY version DESC LIMIT 1",
        {library.name}));
    if (found.rows.empty() || !found.rows[0][1]) return std::nullopt;
    return LastFusion{found.rows[0][0].value_or(""), std::stoll(*found.rows[0][1])};
}

Done record_fusion(lake::Session& session, FusionResult const& r, std::int64_t run,
                   LastFusion const& made) {
    return session.run(fmt::format(
        "INSERT INTO meta.fusion (library, run, fused_at, inputs, version, is_full, touched, rows, "
        "subjects, broken, mended, linked, unlinked, conflicts, added, changed, ended, seconds) "
        "VALUES ({}, {}, now(), {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        quoted_text(r.library), run, quoted_text(made.declarations), made.version, r.full,
        r.touched, r.rows, r.subjects, r.broken, r.mended, r.linked, r.unlinked, r.conflicts,
        r.added, r.changed, r.ended, r.seconds));
}

}  // namespace jutong::fusion

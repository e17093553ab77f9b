#include "ingest/tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crypto/sha256.h"
#include "lake/merge.h"

namespace jutong::ingest {

namespace {

using lake::quoted_name;
using lake::quoted_text;

constexpr std::string_view load_tables = R"(
CREATE TABLE IF NOT EXISTS meta.load (
    load BIGINT, run BIGINT, resource VARCHAR, file VARCHAR, sha256 VARCHAR, bytes BIGINT,
    layout VARCHAR,
    encoding VARCHAR, delimiter VARCHAR, unmapped VARCHAR[], complete BOOLEAN,
    read BIGINT, accepted BIGINT, quarantined BIGINT, flagged BIGINT, repaired BIGINT,
    added BIGINT, changed BIGINT, ended BIGINT, loaded_at TIMESTAMP WITH TIME ZONE, seconds DOUBLE,
    let_go BIGINT, kept BOOLEAN);
CREATE TABLE IF NOT EXISTS meta.measure (
    load BIGINT, run BIGINT, resource VARCHAR, rule VARCHAR, field VARCHAR, indicator VARCHAR,
    dimension VARCHAR,
    a BIGINT, b BIGINT);
CREATE TABLE IF NOT EXISTS meta.measure_city (
    load BIGINT, run BIGINT, resource VARCHAR, rule VARCHAR, city VARCHAR, a BIGINT, b BIGINT);
CREATE TABLE IF NOT EXISTS meta.measure_table (
    run BIGINT, resource VARCHAR, rule VARCHAR, field VARCHAR, indicator VARCHAR,
    dimension VARCHAR, a BIGINT, b BIGINT, examples VARCHAR[],
    measured_at TIMESTAMP WITH TIME ZONE);
CREATE TABLE IF NOT EXISTS meta.tally (
    load BIGINT, run BIGINT, resource VARCHAR, verdict VARCHAR, reason VARCHAR, field VARCHAR,
    rows BIGINT);
CREATE TABLE IF NOT EXISTS meta.erasure (
    run BIGINT, erased_at TIMESTAMP WITH TIME ZONE, reason VARCHAR, salt VARCHAR,
    number_hash VARCHAR);
CREATE TABLE IF NOT EXISTS meta.erased_file (
    run BIGINT, erased_at TIMESTAMP WITH TIME ZONE, resource VARCHAR, sha256 VARCHAR,
    kept_sha256 VARCHAR, rows BIGINT);
CREATE TABLE IF NOT EXISTS meta.fetch (
    load BIGINT, run BIGINT, resource VARCHAR, source VARCHAR, watermark VARCHAR, is_full BOOLEAN,
    fetched_at TIMESTAMP WITH TIME ZONE);
)";

Done make_clean(lake::Session& session, catalog::Resource const& resource) {
    auto const wanted = clean_columns(resource);
    auto const types =
        TRY(lake::make_table(session, "clean." + quoted_name(resource.table()), wanted));
    for (auto const& column : wanted) {
        auto const& type = types.at(column.name);
        if (type != lake::sql_of(column.type))
            return fail(
                Code::conflict, "ingest.table.changed",
                fmt::format(
                    "{} of {} is {} in the lake and {} in the pack; give the field a new name",
                    column.name, resource.name, type, lake::sql_of(column.type)));
    }
    return {};
}

std::string bound(std::optional<std::int64_t> const& value) {
    return value ? std::to_string(*value) : "";
}

std::string text_list(std::vector<std::string> const& texts) {
    std::string out;
    for (auto const& text : texts) out += (out.empty() ? "" : ", ") + quoted_text(text);
    return "[" + out + "]::VARCHAR[]";
}

}  // namespace

Done make_tables(lake::Session& session, std::vector<catalog::Resource> const& resources) {
    TRY(session.run(std::string(load_tables)));
    for (auto const& resource : resources) {
        TRY(make_clean(session, resource));
        auto const name = quoted_name(resource.table());
        TRY(session.run(fmt::format(
            "CREATE TABLE IF NOT EXISTS quarantine.{} (run BIGINT, file VARCHAR, \"row\" BIGINT, "
            "raw VARCHAR, reasons VARCHAR[], fields VARCHAR[])",
            name)));
        TRY(session.run(fmt::format("CREATE OR REPLACE VIEW raw.{} AS SELECT * FROM jt_raw({})",
                                    name, quoted_text(resource.name))));
    }
    return {};
}

Done record_load(lake::Session& session, Load const& load,
                 std::vector<governance::Measure> const& measured,
                 std::vector<CityMeasure> const& by_city) {
    auto const& o = load.outcome;
    TRY(session.run(fmt::format(
        "INSERT INTO meta.load VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, "
        "{}, {}, {}, {}, now(), {}, 0, true)",
        load.load, load.run, quoted_text(load.resource), quoted_text(load.file),
        quoted_text(load.sha256), load.bytes, quoted_text(load.layout), quoted_text(load.encoding),
        quoted_text(load.delimiter), text_list(load.unmapped), load.complete, o.read, o.accepted,
        o.quarantined, o.flagged, o.repaired, load.added, load.changed, load.ended, load.seconds)));
    std::string measures;
    for (auto const& m : measured)
        measures += fmt::format(
            "{}({}, {}, {}, {}, {}, {}, {}, {}, {})", measures.empty() ? "" : ", ", load.load,
            load.run, quoted_text(load.resource), quoted_text(m.rule), quoted_text(m.field),
            quoted_text(m.indicator), quoted_text(governance::to_string(m.dimension)), m.a, m.b);
    TRY(session.run("INSERT INTO meta.measure VALUES " + measures));
    std::string cities;
    for (auto const& m : by_city)
        cities += fmt::format("{}({}, {}, {}, {}, {}, {}, {})", cities.empty() ? "" : ", ",
                              load.load, load.run, quoted_text(load.resource), quoted_text(m.rule),
                              quoted_text(m.city), m.a, m.b);
    if (!cities.empty()) TRY(session.run("INSERT INTO meta.measure_city VALUES " + cities));
    std::string tallies;
    for (auto const& [tally, rows] : o.tallies)
        tallies +=
            fmt::format("{}({}, {}, {}, {}, {}, {}, {})", tallies.empty() ? "" : ", ", load.load,
                        load.run, quoted_text(load.resource), quoted_text(to_string(tally.verdict)),
                        quoted_text(tally.reason), quoted_text(tally.field), rows);
    return tallies.empty() ? Done() : session.run("INSERT INTO meta.tally VALUES " + tallies);
}

Done record_fetch(lake::Session& session, Fetch const& fetch) {
    return session.run(
        fmt::format("INSERT INTO meta.fetch VALUES ({}, {}, {}, {}, {}, {}, now())", fetch.load,
                    fetch.run, quoted_text(fetch.resource), quoted_text(fetch.source),
                    fetch.watermark ? quoted_text(*fetch.watermark) : "NULL", fetch.is_full));
}

Result<std::optional<LastFetch>> last_fetch(lake::Session& session, std::string const& resource,
                                            std::string const& source) {
    auto const found = TRY(session.query(
        "SELECT load, sha256, layout, complete, watermark, EXISTS (SELECT 1 FROM meta.load AS "
        "later "
        "WHERE later.resource = $1 AND later.load > l.load AND later.load NOT IN (SELECT load FROM "
        "meta.fetch)) AS other FROM meta.fetch AS f JOIN meta.load AS l USING (load) WHERE "
        "f.resource = $1 AND f.source = $2 ORDER BY load DESC, fetched_at DESC LIMIT 1",
        {resource, source}));
    if (found.rows.empty()) return std::nullopt;
    auto const& row = found.rows.front();
    return LastFetch{std::stoll(*row[0]), *row[1], *row[2],
                     *row[3] == "true",   row[4],  *row[5] == "true"};
}

Result<bool> is_loaded(lake::Session& session, std::string const& resource,
                       std::string const& sha256, std::string const& layout) {
    auto const rows =
        TRY(session.query("SELECT 1 AS one FROM meta.load WHERE resource = $1 AND sha256 = $2 AND "
                          "layout = $3 AND complete",
                          {resource, sha256, layout}));
    return !rows.rows.empty();
}

Result<bool> is_erased(lake::Session& session, std::string const& sha256) {
    auto const rows = TRY(
        session.query("SELECT 1 AS one FROM meta.erased_file WHERE sha256 = $1 LIMIT 1", {sha256}));
    return !rows.rows.empty();
}

Result<bool> is_kept(lake::Session& session, std::string const& sha256) {
    auto const rows =
        TRY(session.query("SELECT 1 AS one FROM meta.load WHERE sha256 = $1 LIMIT 1", {sha256}));
    return !rows.rows.empty();
}

Result<std::int64_t> next_load(lake::Session& session) {
    auto const rows =
        TRY(session.query("SELECT coalesce(max(load), 0) + 1 AS next FROM meta.load"));
    return std::stoll(*rows.rows.at(0).at(0));
}

std::string fingerprint(catalog::Resource const& resource,
                        std::vector<std::string> const& missing) {
    auto text = fmt::format("{}|{}|{}|{}", resource.name, fmt::join(resource.key, ","),
                            static_cast<int>(resource.absent), fmt::join(missing, "\x1f"));
    if (resource.extract == catalog::Extract::incremental)
        text += fmt::format("|incremental {}", resource.timestamp.value_or(resource.fields.size()));
    if (auto const& change = resource.change)
        text +=
            fmt::format("|{}|{}|{}", change->column, change->field.value_or(resource.fields.size()),
                        fmt::join(change->deleted, "\x1f"));
    for (auto const& f : resource.fields)
        text += fmt::format("\n{}|{}|{}{}{}|{}|{}|{}|{}|{}", f.name, f.element->name(), f.required,
                            f.unique, static_cast<int>(f.on_failure), bound(f.min), bound(f.max),
                            fmt::join(f.set, "\x1f"), f.pattern, f.length_max.value_or(-1));
    for (auto const& rule : resource.rules)
        if (rule.kind == catalog::DeclaredRule::Kind::condition)
            text +=
                fmt::format("\n{}|{}|{}", rule.name, rule.sql, static_cast<int>(rule.on_failure));
    if (resource.division) text += "\n" + resource.fields[*resource.division].name;
    for (auto const& source : resource.sources) {
        text += fmt::format("\n{}|{}|{}|{}", source.header, source.encoding, source.delimiter,
                            fmt::join(source.missing, "\x1f"));
        if (!source.sheet.empty()) text += "|sheet " + source.sheet;
        if (!source.connection.empty())
            text += fmt::format("|{}|{}|since {}", source.name(), source.query, source.since);
        for (auto const& mapping : source.columns)
            text += fmt::format("|{}={}", mapping.column, mapping.field);
    }
    return crypto::sha256_hex(text).substr(0, 16);
}

}  // namespace jutong::ingest

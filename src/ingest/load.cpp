#include "ingest/load.h"

#include <chrono>

#include <fmt/format.h>

#include "element/reference.h"
#include "lake/merge.h"
#include "lake/versions.h"

namespace jutong::ingest {

namespace {

// The columns that make two rows of one key the same: all but where the row came from.
std::vector<std::string> content_of(catalog::Resource const& resource) {
    std::vector<std::string> names;
    for (auto const& column : clean_columns(resource))
        if (column.name != "row_id" && column.name != "load" && column.name != "run" &&
            column.name != "file" && column.name != "row")
            names.push_back(column.name);
    return names;
}

Result<lake::MergeCounts> merge_into(lake::Session& session, catalog::Resource const& resource,
                                     Loading& loading, Load const& load) {
    auto const table = "clean." + lake::quoted_name(resource.table());
    if (resource.extract == catalog::Extract::incremental) {
        lake::Versions versions;
        versions.name = resource.name;
        versions.deleted = std::string(deleted_column);
        if (resource.timestamp) versions.timestamp = resource.fields[*resource.timestamp].name;
        return lake::merge_versions(session, table, "row_id", content_of(resource), loading,
                                    versions);
    }
    auto const ends = resource.absent == catalog::Absent::ended && load.complete &&
                      !loading.source().layout().correction;
    return lake::merge(session, {table, "row_id", content_of(resource)}, loading,
                       ends ? lake::Absent::ended : lake::Absent::kept, loading.rejected_keys());
}

}  // namespace

std::vector<governance::Measure> measures_of(Outcome const& outcome,
                                             std::vector<governance::Rule> const& rules,
                                             catalog::Resource const& resource) {
    std::vector<governance::Measure> measures;
    auto const add = [&](governance::Rule const& rule, governance::Count count) {
        measures.push_back({rule.name, rule.has_field ? resource.fields[rule.field].name : "",
                            rule.indicator, rule.dimension, count.a, count.b});
    };
    for (std::size_t i = 0; i < rules.size(); ++i) add(rules[i], outcome.counts.by_rule[i]);
    add(governance::measured_rule(governance::Kind::fields_given),
        {outcome.fields_given, static_cast<std::int64_t>(resource.fields.size())});
    add(governance::measured_rule(governance::Kind::usable), {outcome.accepted, outcome.read});
    return measures;
}

namespace {

std::vector<CityMeasure> city_measures_of(Outcome const& outcome,
                                          std::vector<governance::Rule> const& rules,
                                          governance::Cities const* cities) {
    std::vector<CityMeasure> measures;
    if (cities == nullptr) return measures;
    auto const& counts = outcome.counts.by_city;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i].b > 0)
            measures.push_back({rules[i / cities->size()].name,
                                cities->code(static_cast<governance::City>(i % cities->size())),
                                counts[i].a, counts[i].b});
    return measures;
}

}  // namespace

Result<governance::Check::Means> Loader::means_for(catalog::Resource const& resource) {
    if (!calculator_ && governance::needs_engine(resource))
        calculator_ = TRY(lake::Calculator::open(registry_));
    if (!cities_ && resource.division)
        cities_ = std::make_unique<governance::Cities>(registry_.reference().divisions());
    return governance::Check::Means{calculator_.get(), resource.division ? cities_.get() : nullptr};
}

Result<LoadResult> Loader::load(std::int64_t run, catalog::Resource const& resource,
                                Input const& input, std::string const& name,
                                LoadOptions const& options) {
    auto const started = std::chrono::steady_clock::now();
    progress_.step(fmt::format("{}  {}", resource.name, name), 0);
    LoadResult result;
    auto& load = result.load;
    load.run = run;
    load.resource = resource.name;
    load.file = name;
    auto path = input.file;
    std::unique_ptr<Unpacked> unpacked;
    if (options.dry_run && input.member) {
        unpacked = TRY(Unpacked::make(input, progress_));
        path = unpacked->path();
    }
    if (!options.dry_run) {
        auto const kept = TRY(kept_.keep(input, progress_));
        load.sha256 = kept.sha256;
        load.bytes = kept.bytes;
        path = kept.path;
    }
    auto session = TRY(lake_.session());
    load.layout = fingerprint(resource, catalog_.measure.missing);
    if (!options.dry_run && !options.again &&
        TRY(is_loaded(session, resource.name, load.sha256, load.layout))) {
        result.skipped = true;
        return result;
    }
    if (!options.dry_run && !options.again && TRY(is_erased(session, load.sha256))) {
        if (!TRY(is_kept(session, load.sha256))) TRY(kept_.remove(load.sha256));
        return fail(Code::invalid, "ingest.file.erased",
                    "A subject was erased from this file, which would bring it back; ask the "
                    "provider for a file without it, or take it all the same with --again");
    }
    auto const source = TRY(Source::open(path, resource, lake_));
    if (options.limit) source->limit(*options.limit);
    auto missing = catalog_.measure.missing;
    missing.insert(missing.end(), source->layout().missing.begin(), source->layout().missing.end());
    auto const means = TRY(means_for(resource));
    governance::Check const check(resource, missing, means);
    load.encoding = source->encoding();
    load.delimiter = std::string(1, source->layout().format.delimiter);
    load.unmapped = source->layout().unmapped();
    progress_.step(fmt::format("{}  {}", resource.name, name),
                   static_cast<std::int64_t>(std::filesystem::file_size(path)));

    if (!options.dry_run) load.load = TRY(next_load(session));
    Spool spool(run, load.file);
    std::int64_t late = 0;
    Loading loading(*source, resource, check, load.load, run, load.file, spool, progress_);
    auto const finish = [&] {
        load.outcome = loading.outcome();
        load.complete = !options.limit || load.outcome.read < *options.limit;
        load.seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        result.measures = measures_of(load.outcome, check.rules(), resource);
        result.notes = source->notes();
        if (source->layout().correction)
            result.notes.emplace_back("a correction of rejected rows: nothing ends by it");
        if (late > 0)
            result.notes.push_back(
                fmt::format("{} rows are older than what the lake has: not taken", late));
        result.city_measures = city_measures_of(load.outcome, check.rules(), means.cities);
    };
    if (options.dry_run) {
        TRY(session.run_with(
            "CREATE OR REPLACE TEMP TABLE stage AS SELECT count(*) AS n FROM $feed", loading));
        finish();
        return result;
    }
    auto const work = [&]() -> Done {
        load.complete = !options.limit;
        auto const table = lake::quoted_name(resource.table());
        auto const counts = TRY(merge_into(session, resource, loading, load));
        late = counts.late;
        load.added = counts.added;
        load.changed = counts.changed;
        load.ended = counts.ended;
        if (spool.size() > 0) {
            auto const feed = spool.feed();
            TRY(session.run_with(
                fmt::format("INSERT INTO quarantine.{} SELECT * FROM $feed", table), *feed));
        }
        finish();
        return record_load(session, load, result.measures, result.city_measures);
    };
    TRY(session.transaction({"ingest", fmt::format("{} {}", resource.name, name)}, work));
    return result;
}

}  // namespace jutong::ingest

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
    progress_.step(fmt::format("{}  {}", resource.name, name), 0);
    Given given;
    given.path = input.file;
    given.name = name;
    std::unique_ptr<Unpacked> unpacked;
    if (options.dry_run && input.member) {
        unpacked = TRY(Unpacked::make(input, progress_));
        given.path = unpacked->path();
    }
    if (!options.dry_run) {
        auto const kept = TRY(kept_.keep(input, progress_));
        given.sha256 = kept.sha256;
        given.bytes = kept.bytes;
        given.path = kept.path;
    }
    return load(run, resource, given, options);
}

Result<LoadResult> Loader::load(std::int64_t run, catalog::Resource const& resource,
                                Fetched const& fetched, LoadOptions const& options) {
    Given given;
    given.path = fetched.kept.path;
    given.name = fetched.name;
    given.sha256 = fetched.kept.sha256;
    given.bytes = fetched.kept.bytes;
    given.fetched = &fetched;
    return load(run, resource, given, options);
}

Result<std::optional<std::string>> Loader::watermark(catalog::Resource const& resource,
                                                     catalog::Source const& source) {
    if (source.since.empty()) return std::nullopt;
    auto session = TRY(lake_.session());
    auto const last = TRY(last_fetch(session, resource.name, source.name()));
    auto const goes_on =
        last && last->complete && last->layout == fingerprint(resource, catalog_.measure.missing);
    return goes_on ? last->watermark : std::nullopt;
}

Result<bool> Loader::is_there(lake::Session& session, catalog::Resource const& resource,
                              Given const& given, Load const& load) {
    if (given.fetched == nullptr) {
        if (TRY(is_loaded(session, resource.name, load.sha256, load.layout))) return true;
    } else if (auto const last = TRY(last_fetch(session, resource.name, given.fetched->source))) {
        auto const has_nothing = !given.fetched->is_full && given.fetched->rows == 0;
        auto const is_same = last->complete && last->sha256 == load.sha256 &&
                             last->layout == load.layout && !last->others_since;
        if (has_nothing || is_same) return true;
    }
    if (!TRY(is_erased(session, load.sha256))) return false;
    if (!TRY(is_kept(session, load.sha256))) TRY(kept_.remove(load.sha256));
    return fail(Code::invalid, "ingest.file.erased",
                "A subject was erased from this file, which would bring it back; ask the "
                "provider for a file without it, or take it all the same with --again");
}

Result<LoadResult> Loader::load(std::int64_t run, catalog::Resource const& resource,
                                Given const& given, LoadOptions const& options) {
    LoadResult result;
    auto& load = result.load;
    load.run = run;
    load.resource = resource.name;
    load.file = given.name;
    load.sha256 = given.sha256;
    load.bytes = given.bytes;
    load.layout = fingerprint(resource, catalog_.measure.missing);
    auto session = TRY(lake_.session());
    result.skipped =
        !options.dry_run && !options.again && TRY(is_there(session, resource, given, load));
    if (!result.skipped)
        TRY(take(session, resource, given, options, result));
    else if (given.fetched != nullptr)
        TRY(note_fetch(session, run, resource, *given.fetched));
    return result;
}

Done Loader::note_fetch(lake::Session& session, std::int64_t run, catalog::Resource const& resource,
                        Fetched const& fetched) {
    auto const last = TRY(last_fetch(session, resource.name, fetched.source));
    if (!last) return {};
    auto const work = [&] {
        return record_fetch(session, {last->load, run, resource.name, fetched.source,
                                      fetched.watermark, fetched.is_full});
    };
    return session.transaction({"ingest", resource.name + " unchanged"}, work);
}

Done Loader::take(lake::Session& session, catalog::Resource const& resource, Given const& given,
                  LoadOptions const& options, LoadResult& result) {
    auto const started = std::chrono::steady_clock::now();
    auto& load = result.load;
    auto const source = TRY(Source::open(given.path, resource, lake_));
    if (options.limit) source->limit(*options.limit);
    auto missing = catalog_.measure.missing;
    missing.insert(missing.end(), source->layout().missing.begin(), source->layout().missing.end());
    auto const means = TRY(means_for(resource));
    governance::Check const check(resource, missing, means);
    load.encoding = source->encoding();
    load.delimiter = std::string(1, source->layout().format.delimiter);
    load.unmapped = source->layout().unmapped();
    progress_.step(fmt::format("{}  {}", resource.name, given.name),
                   static_cast<std::int64_t>(std::filesystem::file_size(given.path)));

    if (!options.dry_run) load.load = TRY(next_load(session));
    Spool spool(load.run, load.file);
    std::int64_t late = 0;
    Loading loading(*source, resource, check, load.load, load.run, load.file, spool, progress_);
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
        return {};
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
        TRY(record_load(session, load, result.measures, result.city_measures));
        if (given.fetched == nullptr) return {};
        auto const& fetched = *given.fetched;
        return record_fetch(session, {load.load, load.run, resource.name, fetched.source,
                                      fetched.watermark, fetched.is_full});
    };
    return session.transaction({"ingest", fmt::format("{} {}", resource.name, given.name)}, work);
}

}  // namespace jutong::ingest

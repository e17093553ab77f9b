#include "job/trial.h"

#include <map>

#include <fmt/format.h>

#include "element/reference.h"
#include "governance/cities.h"
#include "ingest/load.h"

namespace jutong::job {

namespace {

constexpr std::size_t rows_a_block = 2048;

using Reasons = std::map<std::int64_t, std::vector<RowReason>>;  // by row

// What a check needs besides its resource.
struct Means {
    std::unique_ptr<lake::Calculator> calculator;
    std::unique_ptr<governance::Cities> cities;
};

Result<Means> means_of(PackContent const& content, catalog::Resource const& resource) {
    Means means;
    if (governance::needs_engine(resource))
        means.calculator = TRY(lake::Calculator::open(*content.registry));
    if (resource.division)
        means.cities =
            std::make_unique<governance::Cities>(content.registry->reference().divisions());
    return means;
}

// The first rows that were rejected or flagged, with why. Repairs are no failures.
Result<Reasons> failing_rows(lake::Session& session) {
    auto const rows = TRY(session.query(fmt::format(
        "WITH failing AS (SELECT \"row\", reasons, fields FROM trial_rejected UNION ALL SELECT "
        "\"row\", flags, flag_fields FROM trial_accepted WHERE len(list_filter(flags, lambda f: "
        "NOT starts_with(f, 'repair.'))) > 0), first AS (FROM failing ORDER BY \"row\" LIMIT {}) "
        "SELECT * FROM (SELECT \"row\", unnest(reasons) AS reason, unnest(fields) AS field FROM "
        "first) WHERE NOT starts_with(reason, 'repair.') ORDER BY \"row\"",
        trial_rows_failing_max)));
    Reasons reasons;
    for (auto const& row : rows.rows)
        reasons[std::stoll(row[0].value_or("0"))].push_back(
            {row[1].value_or(""), row[2].value_or("")});
    return reasons;
}

// Reads the file again up to the last of the rows.
Result<std::vector<FailingRow>> look_at(ingest::Source& source, catalog::Resource const& resource,
                                        std::vector<std::string> const& missing,
                                        std::string const& file, Reasons const& reasons) {
    std::vector<FailingRow> out;
    ingest::RecordBlock block;
    Arena arena;
    std::vector<std::string_view> cells;
    while (out.size() < reasons.size()) {
        if (!TRY(source.take(block, rows_a_block))) break;
        for (std::size_t i = 0; i < block.rows(); ++i) {
            auto const found = reasons.find(block.numbers[i]);
            if (found == reasons.end()) continue;
            arena.clear();
            source.cells(block.record(i), cells, arena);
            out.push_back(failing_row(resource, source.layout(), missing, cells, found->second));
            out.back().row = found->first;
            out.back().file = file;
        }
    }
    return out;
}

Result<std::vector<std::vector<std::optional<std::string>>>> first_rows(
    lake::Session& session, catalog::Resource const& resource) {
    std::vector<std::string> names;
    for (auto const& field : resource.fields) names.push_back(lake::quoted_name(field.name));
    auto const rows =
        TRY(session.query(fmt::format("SELECT {} FROM trial_accepted ORDER BY \"row\" LIMIT {}",
                                      fmt::join(names, ", "), trial_rows_shown_max)));
    return rows.rows;
}

}  // namespace

Result<Trial> try_file(lake::Lake& lake, PackContent const& content,
                       catalog::Resource const& resource, Found const& file, std::int64_t limit,
                       Progress& progress) {
    Trial trial;
    trial.file = file.name;
    auto path = file.input.file;
    std::unique_ptr<ingest::Unpacked> unpacked;
    if (file.input.member) {
        unpacked = TRY(ingest::Unpacked::make(file.input, progress));
        path = unpacked->path();
    }
    auto const source = TRY(ingest::Source::open(path, resource, lake));
    source->limit(limit);
    auto missing = content.catalog.measure.missing;
    auto const& own = source->layout().missing;
    missing.insert(missing.end(), own.begin(), own.end());
    auto const means = TRY(means_of(content, resource));
    governance::Check const check(resource, missing, {means.calculator.get(), means.cities.get()});
    ingest::Spool spool(0, trial.file);
    ingest::Loading loading(*source, resource, check, 0, 0, trial.file, spool, progress);
    auto session = TRY(lake.session());
    TRY(session.run_with("CREATE OR REPLACE TEMP TABLE trial_accepted AS SELECT * FROM $feed",
                         loading));
    auto const rejected = spool.feed();
    TRY(session.run_with("CREATE OR REPLACE TEMP TABLE trial_rejected AS SELECT * FROM $feed",
                         *rejected));
    trial.outcome = loading.outcome();
    trial.measures = ingest::measures_of(trial.outcome, check.rules(), resource);
    trial.notes = source->notes();
    for (auto const& column : source->layout().unmapped())
        trial.notes.push_back(column + ": gives no field");
    trial.rows = TRY(first_rows(session, resource));
    auto const reasons = TRY(failing_rows(session));
    if (reasons.empty()) return trial;
    auto const again = TRY(ingest::Source::open(path, resource, lake));
    again->limit(limit);
    trial.failing = TRY(look_at(*again, resource, missing, trial.file, reasons));
    return trial;
}

}  // namespace jutong::job

#include "job/link_tables.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/text.h"
#include "ingest/open_records.h"
#include "job/link_rows.h"
#include "job/made_rows.h"

namespace jutong::job {

namespace fs = std::filesystem;

namespace {

// The columns to compare: those that every input has, without the id and the ignored ones.
Result<std::vector<std::string>> shared_columns(std::vector<OpenedInput> const& tables,
                                                LinkInputs const& inputs) {
    std::unordered_set<std::string> left_out;
    for (auto const& name : inputs.ignored) left_out.insert(plain_name(name));
    if (!inputs.id.empty()) left_out.insert(plain_name(inputs.id));
    for (auto const& name : left_out)
        if (std::ranges::none_of(tables, [&](auto const& t) { return t.has(name); }))
            return fail(Code::invalid, "fuse.column",
                        fmt::format("No input has a column {}; it has {}", name,
                                    fmt::join(tables.front().table.table.columns, ", ")));
    std::vector<std::string> out;
    for (auto const& name : tables.front().columns)
        if (!left_out.contains(name) && std::ranges::find(out, name) == out.end() &&
            std::ranges::all_of(tables, [&](auto const& t) { return t.has(name); }))
            out.push_back(name);
    if (out.empty())
        return fail(Code::invalid, "fuse.columns", "The inputs share no column to compare");
    return out;
}

class Reading {
public:
    Reading(std::vector<std::string> const& columns, element::Registry const& registry)
        : reference_(registry.reference()) {
        for (auto const& name : columns) records_.columns.push_back({name, {}, {}});
    }

    Done add(OpenedInput& table, std::string const& id_column, Progress& progress) {
        std::vector<std::size_t> places;
        for (auto const& column : records_.columns) places.push_back(table.place(column.name));
        auto const id_place = id_column.empty() ? table.columns.size() : table.place(id_column);
        if (!id_column.empty() && id_place == table.columns.size())
            return fail(Code::invalid, "fuse.column",
                        table.source + " has no column " + id_column + " for --id");
        auto& source = records_.sources.emplace_back();
        source.name = table.source;
        source.first = records_.rows();
        linkage::Values ids;
        ingest::TableRow row;
        std::int64_t number = 0;
        while (TRY(table.next(row))) {
            ++number;
            if (number % 4096 == 0) TRY(progress.go_on());
            auto id =
                id_column.empty() ? std::to_string(number) : std::string(trim(row.cells[id_place]));
            auto const ids_before = ids.size();
            if (!id_column.empty() &&
                (ids.add(id) == linkage::no_value || ids.size() == ids_before))
                return fail(Code::invalid, "fuse.id",
                            fmt::format("{}: row {}: the id in column {} is not its own: {}; name "
                                        "another column by --id, or leave it out",
                                        table.source, number, id_column,
                                        id.empty() ? "it is blank" : "an earlier row has it"));
            if (records_.ids.size() >= linkage::rows_max)
                return fail(Code::limited, "fuse.rows", "The inputs have too many rows");
            records_.ids.push_back(std::move(id));
            take(row, places, table);
            ++source.rows;
        }
        return {};
    }

    linkage::Records done() { return std::move(records_); }

private:
    void take(ingest::TableRow const& row, std::vector<std::size_t> const& places,
              OpenedInput const& table) {
        for (std::size_t i = 0; i < places.size(); ++i) {
            auto& column = records_.columns[i];
            auto const is_told = !table.value(row, places[i], text_).empty();
            column.codes.push_back(is_told ? column.values.add(reference_.simplified(text_))
                                           : linkage::no_value);
        }
    }

    element::Reference const& reference_;
    linkage::Records records_;
    std::string text_;
};

}  // namespace

namespace {

Result<linkage::Records> read_all(std::vector<OpenedInput>& tables, std::string const& id,
                                  std::vector<std::string> const& columns,
                                  element::Registry const& registry, Progress& progress) {
    Reading reading(columns, registry);
    for (auto& table : tables) {
        progress.step("read " + table.source, 0);
        TRY(reading.add(table, id.empty() ? "" : plain_name(id), progress));
    }
    return reading.done();
}

}  // namespace

Result<linkage::Records> read_tables(LinkInputs const& inputs, element::Registry const& registry,
                                     lake::Lake& lake, Progress& progress) {
    auto tables = TRY(open_inputs(inputs, lake));
    auto const columns = TRY(shared_columns(tables, inputs));
    auto records = TRY(read_all(tables, inputs.id, columns, registry, progress));
    if (records.ids.empty()) return fail(Code::invalid, "fuse.empty", "The inputs have no rows");
    return records;
}

Result<linkage::Records> read_columns(LinkInputs const& inputs,
                                      std::vector<std::string> const& columns,
                                      element::Registry const& registry, lake::Lake& lake,
                                      Progress& progress) {
    auto tables = TRY(open_inputs(inputs, lake));
    for (auto const& table : tables)
        if (std::ranges::none_of(columns, [&](auto const& name) { return table.has(name); }))
            return fail(Code::invalid, "fuse.columns",
                        fmt::format("{} has no column that is compared; they are {}", table.source,
                                    fmt::join(columns, ", ")));
    return read_all(tables, inputs.id, columns, registry, progress);
}

std::vector<lake::Column> columns_of_links(std::vector<lake::Column> const& before,
                                           std::vector<lake::Column> const& after) {
    std::vector<lake::Column> out{{"place", lake::Type::integer}};
    out.insert(out.end(), before.begin(), before.end());
    for (auto const* const name : {"left_source", "left_id", "right_source", "right_id"})
        out.push_back({name, lake::Type::text});
    out.insert(out.end(), after.begin(), after.end());
    return out;
}

namespace {

class Written {
public:
    Written(linkage::Records const& records, linkage::Linked const& linked)
        : records_(records), linked_(linked) {}

    Done clusters(lake::Session& session, fs::path const& file) const {
        MadeRows rows({{"place", lake::Type::integer},
                       {"source", lake::Type::text},
                       {"record_id", lake::Type::text},
                       {"cluster_id", lake::Type::integer}},
                      records_.ids.size(), [&](std::size_t i, MadeRows::Row& row) {
                          row = {std::int64_t{linked_.places[i]}};
                          name(static_cast<linkage::Row>(i), row);
                          row.emplace_back(std::int64_t{linked_.clusters[i]});
                      });
        return write_parquet(session, rows, file);
    }

    Done links(lake::Session& session, fs::path const& file) const {
        MadeRows rows(
            columns_of_links({}, {{"weight", lake::Type::real}, {"probability", lake::Type::real}}),
            linked_.links.size(), [&](std::size_t i, MadeRows::Row& row) {
                auto const& link = linked_.links[i];
                row = {static_cast<std::int64_t>(i)};
                name(link, row);
                row.emplace_back(double{link.weight});
                row.emplace_back(1 / (1 + std::exp2(-double{link.weight})));
            });
        return write_parquet(session, rows, file);
    }

    Done refusals(lake::Session& session, fs::path const& file) const {
        auto const& refusals = linked_.cluster.refusals;
        MadeRows rows(columns_of_links({{"action", lake::Type::text}, {"column", lake::Type::text}},
                                       {{"weight", lake::Type::real}}),
                      refusals.size(), [&](std::size_t i, MadeRows::Row& row) {
                          auto const& [link, refused, guard] = refusals[i];
                          row = {static_cast<std::int64_t>(i),
                                 std::string(linkage::to_string(refused)), std::monostate()};
                          if (refused == linkage::Refused::number)
                              row[2] = records_.columns[linked_.guards[guard].column].name;
                          name(link, row);
                          row.emplace_back(double{link.weight});
                      });
        return write_parquet(session, rows, file);
    }

private:
    void name(linkage::Row at, MadeRows::Row& row) const {
        row.emplace_back(records_.sources[records_.source_of(at)].name);
        row.emplace_back(records_.ids[at]);
    }
    void name(linkage::Link const& link, MadeRows::Row& row) const {
        name(link.left, row);
        name(link.right, row);
    }

    linkage::Records const& records_;
    linkage::Linked const& linked_;
};

}  // namespace

Done write_clusters(linkage::Records const& records, linkage::Linked const& linked,
                    fs::path const& folder, lake::Lake& lake) {
    TRY(make_folder(folder));
    auto session = TRY(lake.session());
    Written const written(records, linked);
    TRY(written.clusters(session, folder / "clusters.parquet"));
    TRY(written.links(session, folder / "links.parquet"));
    return written.refusals(session, folder / "guards.parquet");
}

}  // namespace jutong::job

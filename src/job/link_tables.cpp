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
            std::string_view const cell = row.cells[places[i]];
            auto& column = records_.columns[i];
            column.codes.push_back(table.is_damaged(row, places[i]) ? linkage::no_value
                                                                    : term_of(column, cell));
        }
    }

    linkage::Term term_of(linkage::Column& column, std::string_view cell) {
        cell = trim(cell);
        if (cell.empty() || cell.front() == ingest::no_value) return linkage::no_value;
        linkage::plain_text(cell, text_);
        if (is_missing(text_)) return linkage::no_value;
        return column.values.add(reference_.simplified(text_));
    }

    element::Reference const& reference_;
    linkage::Records records_;
    std::string text_;
};

}  // namespace

Result<linkage::Records> read_tables(LinkInputs const& inputs, element::Registry const& registry,
                                     lake::Lake& lake, Progress& progress) {
    auto tables = TRY(open_inputs(inputs, lake));
    auto const columns = TRY(shared_columns(tables, inputs));
    Reading reading(columns, registry);
    for (auto& table : tables) {
        progress.step("read " + table.source, 0);
        TRY(reading.add(table, inputs.id.empty() ? "" : plain_name(inputs.id), progress));
    }
    auto records = reading.done();
    if (records.ids.empty()) return fail(Code::invalid, "fuse.empty", "The inputs have no rows");
    return records;
}

namespace {

Done write_refusals(linkage::Records const& records, linkage::Linked const& linked,
                    lake::Session& session, fs::path const& file) {
    auto const& refusals = linked.cluster.refusals;
    MadeRows rows({{"place", lake::Type::integer},
                   {"action", lake::Type::text},
                   {"column", lake::Type::text},
                   {"left_source", lake::Type::text},
                   {"left_id", lake::Type::text},
                   {"right_source", lake::Type::text},
                   {"right_id", lake::Type::text},
                   {"weight", lake::Type::real}},
                  refusals.size(), [&](std::size_t i, MadeRows::Row& row) {
                      auto const& [link, refused, guard] = refusals[i];
                      row = {static_cast<std::int64_t>(i),
                             std::string(linkage::to_string(refused)),
                             std::monostate(),
                             records.sources[records.source_of(link.left)].name,
                             records.ids[link.left],
                             records.sources[records.source_of(link.right)].name,
                             records.ids[link.right],
                             static_cast<double>(link.weight)};
                      if (refused == linkage::Refused::number)
                          row[2] = records.columns[linked.guards[guard].column].name;
                  });
    return write_parquet(session, rows, file);
}

}  // namespace

Done write_clusters(linkage::Records const& records, linkage::Linked const& linked,
                    fs::path const& folder, lake::Lake& lake) {
    TRY(make_folder(folder));
    auto session = TRY(lake.session());
    auto const source = [&](linkage::Row row) {
        return records.sources[records.source_of(row)].name;
    };
    MadeRows clusters({{"place", lake::Type::integer},
                       {"source", lake::Type::text},
                       {"record_id", lake::Type::text},
                       {"cluster_id", lake::Type::integer}},
                      records.ids.size(), [&](std::size_t i, MadeRows::Row& row) {
                          auto const at = static_cast<linkage::Row>(i);
                          row = {static_cast<std::int64_t>(linked.places[i]), source(at),
                                 records.ids[i], static_cast<std::int64_t>(linked.clusters[i])};
                      });
    TRY(write_parquet(session, clusters, folder / "clusters.parquet"));
    MadeRows links({{"place", lake::Type::integer},
                    {"left_source", lake::Type::text},
                    {"left_id", lake::Type::text},
                    {"right_source", lake::Type::text},
                    {"right_id", lake::Type::text},
                    {"weight", lake::Type::real},
                    {"probability", lake::Type::real}},
                   linked.links.size(), [&](std::size_t i, MadeRows::Row& row) {
                       auto const& link = linked.links[i];
                       row = {static_cast<std::int64_t>(i),
                              source(link.left),
                              records.ids[link.left],
                              source(link.right),
                              records.ids[link.right],
                              static_cast<double>(link.weight),
                              1 / (1 + std::exp2(-static_cast<double>(link.weight)))};
                   });
    TRY(write_parquet(session, links, folder / "links.parquet"));
    return write_refusals(records, linked, session, folder / "guards.parquet");
}

}  // namespace jutong::job

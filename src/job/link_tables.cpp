#include "job/link_tables.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <functional>
#include <unordered_set>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/text.h"
#include "ingest/open_records.h"

namespace jutong::job {

namespace fs = std::filesystem;

namespace {

// Columns are the same where they differ in case, spaces and signs only.
std::string plain_name(std::string_view name) {
    std::string out;
    linkage::plain_text(trim(name), out);
    return out;
}

struct Opened {
    std::string source;
    ingest::UnknownTable table;
    std::vector<std::string> columns;  // plain
};

Result<std::vector<Opened>> open_all(LinkInputs const& inputs, lake::Lake& lake) {
    std::vector<Opened> out;
    for (auto const& file : inputs.files) {
        auto& opened = out.emplace_back();
        opened.source = file.stem().string();
        // part.csv.zst is part.
        if (auto const inner = fs::path(opened.source);
            inner.has_extension() && (file.extension() == ".zst" || file.extension() == ".gz"))
            opened.source = inner.stem().string();
        for (auto const& other : out)
            if (&other != &opened && other.source == opened.source)
                return fail(Code::invalid, "fuse.source",
                            "Two inputs have the name " + opened.source +
                                "; rename one, sources are told apart by it");
        opened.table = TRY(ingest::open_unknown(file, &lake));
        for (auto const& column : opened.table.table.columns)
            opened.columns.push_back(plain_name(column));
    }
    return out;
}

bool has(std::vector<std::string> const& columns, std::string const& name) {
    return std::ranges::find(columns, name) != columns.end();
}

// The columns to compare: those that every input has, without the id and the ignored ones.
Result<std::vector<std::string>> shared_columns(std::vector<Opened> const& tables,
                                                LinkInputs const& inputs) {
    std::unordered_set<std::string> left_out;
    for (auto const& name : inputs.ignored) left_out.insert(plain_name(name));
    if (!inputs.id.empty()) left_out.insert(plain_name(inputs.id));
    for (auto const& name : left_out)
        if (std::ranges::none_of(tables, [&](auto const& t) { return has(t.columns, name); }))
            return fail(Code::invalid, "fuse.column",
                        fmt::format("No input has a column {}; it has {}", name,
                                    fmt::join(tables.front().table.table.columns, ", ")));
    std::vector<std::string> out;
    for (auto const& name : tables.front().columns)
        if (!left_out.contains(name) && !has(out, name) &&
            std::ranges::all_of(tables, [&](auto const& t) { return has(t.columns, name); }))
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

    Done add(Opened& table, std::string const& id_column, Progress& progress) {
        auto const place = [&](std::string const& name) {
            return static_cast<std::size_t>(std::ranges::find(table.columns, name) -
                                            table.columns.begin());
        };
        std::vector<std::size_t> places;
        for (auto const& column : records_.columns) places.push_back(place(column.name));
        auto const id_place = id_column.empty() ? table.columns.size() : place(id_column);
        if (!id_column.empty() && id_place == table.columns.size())
            return fail(Code::invalid, "fuse.column",
                        table.source + " has no column " + id_column + " for --id");
        auto& source = records_.sources.emplace_back();
        source.name = table.source;
        source.first = records_.rows();
        linkage::Values ids;
        ingest::TableRow row;
        auto& rows = *table.table.table.rows;
        std::int64_t number = 0;
        while (TRY(rows.next(row))) {
            if (table.table.workbook && row.blank()) continue;
            ++number;
            if (number % 4096 == 0) TRY(progress.go_on());
            row.cells.resize(std::max(row.cells.size(), table.columns.size()));
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
            take(row, places, table.table.delimiter);
            ++source.rows;
        }
        return {};
    }

    linkage::Records done() { return std::move(records_); }

private:
    void take(ingest::TableRow const& row, std::vector<std::size_t> const& places,
              std::string const& delimiter) {
        for (std::size_t i = 0; i < places.size(); ++i) {
            std::string_view const cell = row.cells[places[i]];
            auto& column = records_.columns[i];
            column.codes.push_back(is_damaged(row, places[i], delimiter) ? linkage::no_value
                                                                         : term_of(column, cell));
        }
    }

    // A quoted cell that has swallowed the cells after it.
    static bool is_damaged(ingest::TableRow const& row, std::size_t place,
                           std::string const& delimiter) {
        if (delimiter.empty() || delimiter == ",") return false;
        if (row.cells[place].find(delimiter) == std::string::npos) return false;
        return place + 1 < row.cells.size() &&
               std::all_of(row.cells.begin() + static_cast<std::ptrdiff_t>(place) + 1,
                           row.cells.end(), [](auto const& cell) { return trim(cell).empty(); });
    }

    linkage::Term term_of(linkage::Column& column, std::string_view cell) {
        cell = trim(cell);
        if (cell.empty() || cell.front() == ingest::no_value) return linkage::no_value;
        linkage::plain_text(cell, text_);
        constexpr std::array<std::string_view, 7> missing = {"null", "none",    "nan", "n a",
                                                             "na",   "unknown", "无"};
        if (std::ranges::find(missing, text_) != missing.end()) return linkage::no_value;
        return column.values.add(reference_.simplified(text_));
    }

    element::Reference const& reference_;
    linkage::Records records_;
    std::string text_;
};

}  // namespace

Result<linkage::Records> read_tables(LinkInputs const& inputs, element::Registry const& registry,
                                     lake::Lake& lake, Progress& progress) {
    auto tables = TRY(open_all(inputs, lake));
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

// Rows made by a function of their place; threads share them out, so they come in any order.
class MadeRows final : public lake::Feed {
public:
    using Row = std::vector<std::variant<std::string, std::int64_t, double>>;
    using Make = std::function<void(std::size_t, Row&)>;
    MadeRows(std::vector<lake::Column> columns, std::size_t rows, Make make)
        : columns_(std::move(columns)), rows_(rows), make_(std::move(make)) {}

    std::vector<lake::Column> columns() const override { return columns_; }
    std::unique_ptr<lake::Cursor> cursor() override { return std::make_unique<Reader>(*this); }

private:
    class Reader final : public lake::Cursor {
    public:
        explicit Reader(MadeRows& rows) : rows_(rows) {}
        Result<std::size_t> next(lake::BatchWriter& out) override {
            auto const begin = rows_.next_.fetch_add(lake::batch_rows_max);
            auto const end = std::min(rows_.rows_, begin + lake::batch_rows_max);
            if (begin >= end) return 0;
            auto const n = end - begin;
            std::vector<Row> made(n);
            for (std::size_t i = 0; i < n; ++i) rows_.make_(begin + i, made[i]);
            for (std::size_t c = 0; c < rows_.columns_.size(); ++c) {
                std::vector<std::string_view> texts;
                std::vector<std::int64_t> numbers;
                for (auto const& row : made) {
                    if (auto const* const text = std::get_if<std::string>(&row[c]))
                        texts.push_back(*text);
                    else if (auto const* const number = std::get_if<std::int64_t>(&row[c]))
                        numbers.push_back(*number);
                    else
                        numbers.push_back(std::bit_cast<std::int64_t>(std::get<double>(row[c])));
                }
                if (texts.empty())
                    out.number(c, numbers, {});
                else
                    out.text(c, texts, {});
            }
            return n;
        }

    private:
        MadeRows& rows_;
    };

    std::vector<lake::Column> columns_;
    std::size_t rows_;
    Make make_;
    std::atomic<std::size_t> next_ = 0;
};

Done write_parquet(lake::Session& session, lake::Feed& feed, fs::path const& file) {
    auto const part = file.string() + ".part";
    TRY(session.run_with(
        fmt::format(
            "COPY (SELECT * EXCLUDE (place) FROM $feed ORDER BY place) TO {} (FORMAT parquet, "
            "COMPRESSION zstd)",
            lake::quoted_text(part)),
        feed));
    std::error_code error;
    fs::rename(part, file, error);
    if (error) return fail(Code::unavailable, "file.write", "Cannot write " + file.string());
    return {};
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
    return write_parquet(session, links, folder / "links.parquet");
}

}  // namespace jutong::job

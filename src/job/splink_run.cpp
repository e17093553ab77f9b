#include "job/splink_run.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/text.h"
#include "job/link_rows.h"
#include "job/made_rows.h"

namespace jutong::job {

namespace fs = std::filesystem;
using lake::quoted_name;

namespace {

// Columns of the table of rows that are ours.
constexpr auto place = "jutong_place", record = "jutong_id", order = "jutong_order";
constexpr double kept_min = linkage::weight_bits_min;

tl::unexpected<Error> unusable(std::string const& what, Error const& engine) {
    auto const& text = engine.message;
    return fail(engine.code, "fuse.splink",
                fmt::format("Splink model: {} cannot be used on these tables: {}", what,
                            text.substr(0, text.find('\n'))));
}

// All rows of all inputs, cells as they are written, in the columns of the first.
struct Rows {
    std::vector<std::string> titles;
    std::vector<std::vector<linkage::Term>> cells;  // by column
    std::vector<linkage::Values> values;            // by column
    linkage::Records records;                       // sources and ids alone
};

Result<std::size_t> place_of(OpenedInput const& table, std::string const& title) {
    auto const& columns = table.table.table.columns;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (trim(columns[i]) == title) return i;
    return fail(Code::invalid, "fuse.column", table.source + " has no column " + title);
}

Done read_table(OpenedInput& table, std::string const& id, Rows& rows, Progress& progress) {
    progress.step("read " + table.source, 0);
    rows.records.sources.push_back({table.source, rows.records.rows(), 0});
    std::vector<std::size_t> places;
    for (auto const& title : rows.titles) places.push_back(TRY(place_of(table, title)));
    auto const id_at = id.empty() ? table.columns.size() : table.place(plain_name(id));
    ingest::TableRow row;
    auto const text_at = [&](std::size_t at) {
        std::string_view const cell = row.cells[at];
        if (cell.empty() || cell.front() == ingest::no_value) return std::string();
        return is_utf8(cell) ? std::string(cell) : to_utf8(to_code_points(cell));
    };
    while (TRY(table.next(row))) {
        auto const n = ++rows.records.sources.back().rows;
        if (n % 4096 == 0) TRY(progress.go_on());
        if (rows.records.rows() + 1 >= linkage::rows_max)
            return fail(Code::limited, "fuse.rows", "The inputs have too many rows");
        for (std::size_t c = 0; c < places.size(); ++c)
            rows.cells[c].push_back(rows.values[c].add(text_at(places[c])));
        rows.records.ids.push_back(id_at < table.columns.size() ? text_at(id_at)
                                                                : std::to_string(n));
    }
    return {};
}

Result<Rows> read_rows(LinkInputs const& inputs, std::string const& id, lake::Lake& lake,
                       Progress& progress) {
    auto tables = TRY(open_inputs(inputs, lake));
    Rows rows;
    for (auto const& column : tables.front().table.table.columns)
        rows.titles.emplace_back(trim(column));
    rows.cells.resize(rows.titles.size());
    rows.values.resize(rows.titles.size());
    auto const has_id = [&](OpenedInput const& table) { return table.has(plain_name(id)); };
    auto const known = std::ranges::all_of(tables, has_id);
    if (!inputs.id.empty() && !known)
        return fail(Code::invalid, "fuse.column", "An input has no column " + inputs.id);
    for (auto& table : tables) TRY(read_table(table, known ? id : "", rows, progress));
    if (rows.records.ids.empty())
        return fail(Code::invalid, "fuse.empty", "The inputs have no rows");
    return rows;
}

class Weighing {
public:
    Weighing(SplinkModel const& model, Rows const& rows, lake::Session& session)
        : model_(model), rows_(rows), session_(session) {}

    // The table `people` of rows, with how often their terms stand.
    Done load() {
        std::vector<lake::Column> columns = {{place, lake::Type::integer},
                                             {record, lake::Type::text},
                                             {order, lake::Type::text},
                                             {model_.source_column, lake::Type::text}};
        auto const taken = [&](std::string const& title) {
            return std::ranges::find(columns, title, &lake::Column::name) != columns.end();
        };
        std::vector<std::size_t> given;
        for (std::size_t c = 0; c < rows_.titles.size(); ++c) {
            if (rows_.titles[c].empty() || taken(rows_.titles[c])) continue;
            columns.push_back({rows_.titles[c], lake::Type::text});
            given.push_back(c);
        }
        auto const& records = rows_.records;
        MadeRows feed(columns, records.ids.size(), [&](std::size_t i, MadeRows::Row& row) {
            auto const& source = records.sources[records.source_of(static_cast<linkage::Row>(i))];
            auto const& id = records.ids[i];
            row = {static_cast<std::int64_t>(i), id,
                   records.sources.size() > 1 ? source.name + "-__-" + id : id, source.name};
            for (auto const c : given) {
                auto const term = rows_.cells[c][i];
                if (term == linkage::no_value)
                    row.emplace_back(std::monostate());
                else
                    row.emplace_back(std::string(rows_.values[c].at(term)));
            }
        });
        TRY(session_.run_with("CREATE TEMP TABLE given AS SELECT * FROM $feed", feed));
        std::string more, joins;
        for (auto const& column : model_.frequency_columns()) {
            auto const name = quoted_name(model_.frequency_prefix + column);
            more += fmt::format(", {0}.share AS {0}", name);
            joins += fmt::format(
                " LEFT JOIN (SELECT {0} AS term, count(*)::DOUBLE / (SELECT count({0}) FROM given) "
                "AS share FROM given WHERE {0} IS NOT NULL GROUP BY {0}) {1} ON given.{0} = "
                "{1}.term",
                quoted_name(column), name);
        }
        auto const made = session_.run(
            fmt::format("CREATE TEMP TABLE people AS SELECT given.*{} FROM given{}", more, joins));
        if (!made) return unusable("a term frequency", made.error());
        for (auto const& [name, type] : columns) names_.push_back(name);
        for (auto const& column : model_.frequency_columns())
            names_.push_back(model_.frequency_prefix + column);
        return no_id_twice();
    }

    // The table `pairs`.
    Done block() {
        auto const rules = model_.rules.empty() ? std::vector<std::string>{"1 = 1"} : model_.rules;
        double pairs = 0;
        for (auto const& rule : rules) pairs += TRY(pairs_of(rule));
        if (pairs > splink_pairs_max)
            return fail(Code::limited, "fuse.splink",
                        fmt::format("Splink model: its blocking rules make {:.3g} pairs; {:.0g} at "
                                    "the most. Make them stricter",
                                    pairs, splink_pairs_max));
        std::string sql, before;
        for (auto const& rule : rules) {
            sql += fmt::format(
                "{} SELECT l.{} AS a, r.{} AS b FROM people l JOIN people r ON ({}) WHERE {}{}",
                sql.empty() ? "" : " UNION ALL", place, place, rule, scope(), before);
            before += fmt::format(" AND NOT coalesce(({}), false)", rule);
        }
        return session_.run("CREATE TEMP TABLE pairs AS" + sql);
    }

    // The table `weighed`: a, b, weight, and that of each comparison.
    Done weigh() {
        std::string both, found, parts, sum = fmt::format("{}::DOUBLE", model_.prior);
        for (auto const& name : names_)
            both += fmt::format(", l.{0} AS {1}, r.{0} AS {2}", quoted_name(name),
                                quoted_name(name + "_l"), quoted_name(name + "_r"));
        for (std::size_t i = 0; i < model_.comparisons.size(); ++i) {
            auto const& comparison = model_.comparisons[i];
            TRY(check(comparison, both));
            found += fmt::format(", {} AS level_{}", level_sql(comparison), i);
            auto const add = [&](std::string const& sql, std::string const& name) {
                parts += fmt::format(", {} AS {}", sql, quoted_name(name));
                sum += " + " + quoted_name(name);
            };
            add(weight_sql(comparison, i), model_.weight_prefix + comparison.name);
            if (comparison.has_term_frequencies())
                add(frequency_sql(comparison, i),
                    model_.weight_prefix + "tf_adj_" + comparison.name);
        }
        return session_.run(fmt::format(
            "CREATE TEMP TABLE weighed AS SELECT {} AS weight, * FROM (SELECT a, b{} FROM (SELECT "
            "*{} FROM (SELECT a, b{} FROM pairs JOIN people l ON l.{} = a JOIN people r ON r.{} = "
            "b)))",
            sum, parts, found, both, place, place));
    }

private:
    Done no_id_twice() {
        auto const twice = TRY(session_.query(
            fmt::format("SELECT {0} FROM people GROUP BY {0} HAVING count(*) > 1 LIMIT 1", order)));
        if (twice.rows.empty()) return {};
        return fail(Code::invalid, "fuse.id", "An id stands in two rows; ids must be unique");
    }

    // Splink compares each pair once, the smaller id on the left.
    std::string scope() const {
        auto out = fmt::format("l.{0} < r.{0}", order);
        if (model_.scope == SplinkScope::link)
            out += fmt::format(" AND l.{0} <> r.{0}", quoted_name(model_.source_column));
        return out;
    }

    // How many pairs a rule makes at the most: by the keys that it sets equal.
    Result<double> pairs_of(std::string const& rule) {
        auto const fits = session_.query(fmt::format(
            "SELECT count(*) FROM (SELECT 1 FROM (SELECT * FROM people LIMIT 0) l JOIN (SELECT * "
            "FROM people LIMIT 0) r ON ({}) WHERE {})",
            rule, scope()));
        if (!fits) return unusable("the blocking rule " + rule, fits.error());
        std::vector<std::string> keys;
        for (auto const& part : conjuncts(rule))
            if (auto key = key_of(part); !key.empty()) keys.push_back(std::move(key));
        if (keys.empty()) {
            auto const rows = static_cast<double>(rows_.records.ids.size());
            return rows * (rows - 1) / 2;
        }
        auto const by = fmt::format("{}", fmt::join(keys, ", "));
        auto const table = session_.query(fmt::format(
            "SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM (SELECT count(*)::DOUBLE AS n FROM "
            "people l WHERE ({}) IS NOT NULL GROUP BY {})",
            fmt::join(keys, ") IS NOT NULL AND ("), by));
        if (!table) return unusable("the blocking rule " + rule, table.error());
        return std::stod(table->rows.at(0).at(0).value_or("0"));
    }

    // What AND joins at the outermost.
    static std::vector<std::string> conjuncts(std::string_view rule) {
        std::vector<std::string> out(1);
        int depth = 0;
        char quote = 0;
        for (std::size_t i = 0; i < rule.size(); ++i) {
            auto const c = rule[i];
            if (quote != 0)
                quote = c == quote ? '\0' : quote;
            else if (c == '"' || c == '\'')
                quote = c;
            else
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            auto const word = rule.substr(i, 5);
            auto const is_and = quote == 0 && depth == 0 && word.size() == 5 &&
                                (word == " AND " || word == " and " || word == "\nAND ");
            if (is_and) {
                out.emplace_back();
                i += 3;
            } else {
                out.back() += c;
            }
        }
        return out;
    }

    // The left side of an equality whose right side is the same of the other row; else empty.
    static std::string key_of(std::string_view part) {
        part = trim(part);
        while (part.size() > 2 && part.front() == '(' && part.back() == ')')
            part = trim(part.substr(1, part.size() - 2));
        auto const at = part.find('=');
        if (at == std::string_view::npos || part.find('=', at + 1) != std::string_view::npos)
            return {};
        auto const left = std::string(trim(part.substr(0, at)));
        auto right = std::string(trim(part.substr(at + 1)));
        if (left.find("r.") != std::string::npos || left.find("l.") == std::string::npos) return {};
        for (auto found = right.find("r."); found != std::string::npos;
             found = right.find("r.", found + 1))
            right[found] = 'l';
        return left == right ? left : std::string();
    }

    // Each level alone, for a message that names it.
    Done check(SplinkComparison const& comparison, std::string const& both) {
        for (auto const& level : comparison.levels) {
            if (level.is_else) continue;
            auto const fits = session_.query(fmt::format(
                "SELECT count(*) FROM (SELECT a, b{} FROM pairs JOIN people l ON l.{} = a JOIN "
                "people r ON r.{} = b LIMIT 0) WHERE ({})",
                both, place, place, level.condition));
            if (!fits)
                return unusable(fmt::format("{}, level {}", comparison.name, level.label),
                                fits.error());
        }
        return {};
    }

    static std::string level_sql(SplinkComparison const& comparison) {
        if (comparison.levels.front().is_else) return "0";
        std::string out = "CASE";
        for (std::size_t i = 0; i < comparison.levels.size(); ++i)
            out += comparison.levels[i].is_else
                       ? fmt::format(" ELSE {}", i)
                       : fmt::format(" WHEN {} THEN {}", comparison.levels[i].condition, i);
        return out + " END";
    }

    static std::string weight_sql(SplinkComparison const& comparison, std::size_t at) {
        auto out = fmt::format("CASE level_{}", at);
        for (std::size_t i = 0; i < comparison.levels.size(); ++i)
            out += fmt::format(" WHEN {} THEN {}::DOUBLE", i, comparison.levels[i].weight);
        return out + " END";
    }

    std::string frequency_sql(SplinkComparison const& comparison, std::size_t at) const {
        auto out = fmt::format("CASE level_{}", at);
        for (std::size_t i = 0; i < comparison.levels.size(); ++i) {
            auto const& level = comparison.levels[i];
            if (level.tf_column.empty()) continue;
            auto const name = model_.frequency_prefix + level.tf_column;
            // Of a null greatest() takes the other; of two nulls there is nothing to say.
            out += fmt::format(
                " WHEN {0} THEN CASE WHEN coalesce({2}, {3}) IS NULL THEN 0 ELSE {1}::DOUBLE * "
                "({4}::DOUBLE - log2(greatest({2}, {3}, {5}::DOUBLE))) END",
                i, level.tf_weight, quoted_name(name + "_l"), quoted_name(name + "_r"),
                std::log2(level.tf_u), level.tf_least);
        }
        return out + " ELSE 0 END";
    }

    SplinkModel const& model_;
    Rows const& rows_;
    lake::Session& session_;
    std::vector<std::string> names_;
};

// The pairs that count, and how their rows are put together.
Result<linkage::Linked> put_together(Rows const& rows, bool one_to_one, lake::Session& session) {
    std::vector<linkage::Link> links;
    TRY(session.scan(
        fmt::format("SELECT least(a, b), greatest(a, b), weight FROM weighed WHERE weight >= {}",
                    kept_min),
        [&](lake::Batch const& batch) -> Done {
            for (std::size_t i = 0; i < batch.rows; ++i)
                links.push_back(
                    {static_cast<linkage::Row>(batch.columns[0].number[i]),
                     static_cast<linkage::Row>(batch.columns[1].number[i]),
                     static_cast<float>(std::bit_cast<double>(batch.columns[2].number[i]))});
            return {};
        }));
    linkage::Linked out;
    out.places.resize(rows.records.rows());
    for (linkage::Row row = 0; row < out.places.size(); ++row) out.places[row] = row;
    out.clusters =
        linkage::cluster(rows.records, std::move(links), {one_to_one, {}, {}}, out.cluster);
    return out;
}

// links.parquet and pairs.parquet.
Done write_pairs(linkage::Linked const& linked, SplinkModel const& model, fs::path const& folder,
                 lake::Session& session, SplinkResult& out) {
    MadeRows found({{"place", lake::Type::integer}, {"cluster", lake::Type::integer}},
                   linked.clusters.size(), [&](std::size_t i, MadeRows::Row& row) {
                       row = {static_cast<std::int64_t>(i),
                              static_cast<std::int64_t>(linked.clusters[i])};
                   });
    TRY(session.run_with("CREATE TEMP TABLE found AS SELECT * FROM $feed", found));
    auto const named = [&](std::string const& rest, std::string const& left,
                           std::string const& right) {
        return fmt::format(
            "SELECT l.{0} AS left_source, l.{1} AS left_id, r.{0} AS right_source, r.{1} AS "
            "right_id, weight, 1 / (1 + pow(2.0, -weight)) AS probability{2} FROM weighed JOIN "
            "people l ON l.{3} = {4} JOIN people r ON r.{3} = {5}",
            quoted_name(model.source_column), record, rest, place, left, right);
    };
    TRY(write_parquet(session,
                      named("", "least(a, b)", "greatest(a, b)") +
                          fmt::format(" JOIN found x ON x.place = a JOIN found y ON y.place = b "
                                      "WHERE weight >= {} AND x.cluster = y.cluster ORDER BY l.{}, "
                                      "r.{}",
                                      kept_min, place, place),
                      folder / "links.parquet"));
    TRY(write_parquet(session,
                      named(", weighed.* EXCLUDE (a, b, weight)", "a", "b") + " ORDER BY a, b",
                      folder / "pairs.parquet"));
    auto const counts = TRY(session.query(fmt::format(
        "SELECT count(*), count(*) FILTER (weight >= {} AND x.cluster = y.cluster) FROM weighed "
        "JOIN found x ON x.place = a JOIN found y ON y.place = b",
        kept_min)));
    out.pairs = std::stoll(counts.rows.at(0).at(0).value_or("0"));
    out.links = std::stoll(counts.rows.at(0).at(1).value_or("0"));
    return {};
}

}  // namespace

Result<SplinkResult> run_splink(LinkInputs const& inputs, SplinkModel const& model, bool one_to_one,
                                fs::path const& folder, lake::Lake& lake, Progress& progress) {
    TRY(make_folder(folder));
    auto const rows =
        TRY(read_rows(inputs, inputs.id.empty() ? model.id_column : inputs.id, lake, progress));
    TRY(lake.forbid_files(folder));
    auto session = TRY(lake.session());
    Weighing weighing(model, rows, session);
    progress.step("block", 0);
    TRY(weighing.load());
    TRY(weighing.block());
    TRY(progress.go_on());
    progress.step("compare", 0);
    TRY(weighing.weigh());
    TRY(progress.go_on());
    progress.step("cluster", 0);
    auto const linked = TRY(put_together(rows, one_to_one, session));
    TRY(write_clusters(rows.records, linked, folder, lake));
    SplinkResult out;
    TRY(write_pairs(linked, model, folder, session, out));
    out.rows = rows.records.ids.size();
    out.cluster = linked.cluster;
    for (linkage::Row row = 0; row < out.rows; ++row)
        if (linked.clusters[row] == row) ++out.clusters;
    return out;
}

}  // namespace jutong::job

#include "lake/merge.h"

#include <algorithm>
#include <atomic>
#include <type_traits>

#include <fmt/format.h>

namespace jutong::lake {

namespace {

template <typename Value>
class ValuesFeed final : public Feed {
public:
    ValuesFeed(std::string column, std::vector<Value> const& values)
        : column_(std::move(column)), values_(values) {}
    std::vector<Column> columns() const override {
        return {{column_, std::is_same_v<Value, std::string> ? Type::text : Type::integer}};
    }
    std::unique_ptr<Cursor> cursor() override { return std::make_unique<Reader>(*this); }

private:
    class Reader final : public Cursor {
    public:
        explicit Reader(ValuesFeed& feed) : feed_(feed) {}
        Result<std::size_t> next(BatchWriter& out) override {
            auto const& values = feed_.values_;
            auto const begin = std::min(feed_.next_.fetch_add(batch_rows_max), values.size());
            auto const rows = std::min(batch_rows_max, values.size() - begin);
            if constexpr (std::is_same_v<Value, std::string>) {
                texts_.assign(values.data() + begin, values.data() + begin + rows);
                out.text(0, texts_, {});
            } else {
                out.number(0, {values.data() + begin, rows}, {});
            }
            return rows;
        }

    private:
        ValuesFeed& feed_;
        std::vector<std::string_view> texts_;
    };

    std::string column_;
    std::vector<Value> const& values_;
    std::atomic<std::size_t> next_ = 0;
};

template <typename Value>
Done name_all(Session& session, std::string const& table, std::string const& column,
              std::vector<Value> const& values) {
    ValuesFeed<Value> feed(column, values);
    TRY(session.run_with(
        fmt::format("CREATE OR REPLACE TEMP TABLE {} AS SELECT * FROM $feed", table), feed));
    return {};
}

}  // namespace

std::string quoted_names(std::vector<std::string> const& names, std::string_view prefix) {
    std::string out;
    for (auto const& name : names)
        out += fmt::format("{}{}{}", out.empty() ? "" : ", ", prefix, quoted_name(name));
    return out;
}

Result<std::int64_t> count(Session& session, std::string const& sql) {
    auto const rows = TRY(session.query(sql));
    return std::stoll(rows.rows.at(0).at(0).value_or("0"));
}

Done name_values(Session& session, std::string const& table, std::string const& column,
                 std::vector<std::int64_t> const& values) {
    return name_all(session, table, column, values);
}
Done name_values(Session& session, std::string const& table, std::string const& column,
                 std::vector<std::string> const& values) {
    return name_all(session, table, column, values);
}

Result<std::map<std::string, std::string>> make_table(Session& session, std::string const& table,
                                                      std::vector<Column> const& columns) {
    std::string definition;
    for (auto const& column : columns)
        definition += fmt::format("{}{} {}", definition.empty() ? "" : ", ",
                                  quoted_name(column.name), sql_of(column.type));
    TRY(session.run(fmt::format("CREATE TABLE IF NOT EXISTS {} ({})", table, definition)));
    auto const present = TRY(
        session.query(fmt::format("SELECT column_name, column_type FROM (DESCRIBE {})", table)));
    std::map<std::string, std::string> types;
    for (auto const& row : present.rows) types[*row[0]] = *row[1];
    for (auto const& column : columns)
        if (types.emplace(column.name, sql_of(column.type)).second)
            TRY(session.run(fmt::format("ALTER TABLE {} ADD COLUMN {} {}", table,
                                        quoted_name(column.name), sql_of(column.type))));
    return types;
}

Result<MergeCounts> merge(Session& session, MergeTarget const& target, Feed& feed, Absent absent,
                          Present const& present) {
    auto const& [table, key, content] = target;
    MergeCounts counts;
    std::vector<std::string> names;
    for (auto const& column : feed.columns()) names.push_back(column.name);
    auto const columns = quoted_names(names);
    auto const is_empty =
        TRY(count(session,
                  fmt::format("SELECT count(*) AS n FROM (SELECT 1 FROM {} LIMIT 1)", table))) == 0;
    if (is_empty) {  // the first rows of a table go straight in
        counts.added = TRY(session.run_with(
            fmt::format("INSERT INTO {} ({}) SELECT {} FROM $feed", table, columns, columns),
            feed));
        return counts;
    }
    TRY(session.run_with("CREATE OR REPLACE TEMP TABLE stage AS SELECT * FROM $feed", feed));
    TRY(session.run(
        fmt::format("CREATE OR REPLACE TEMP TABLE delta AS SELECT s.{0} AS key, t.{0} IS NOT NULL "
                    "AS known FROM stage s LEFT JOIN {1} t ON s.{0} = t.{0} "
                    "WHERE t.{0} IS NULL OR row({2}) IS DISTINCT FROM row({3})",
                    key, table, quoted_names(content, "s."), quoted_names(content, "t."))));
    counts.added = TRY(count(session, "SELECT count(*) AS n FROM delta WHERE NOT known"));
    counts.changed = TRY(count(session, "SELECT count(*) AS n FROM delta WHERE known"));
    auto const ended = fmt::format(
        "({0} NOT IN (SELECT {0} FROM stage) AND {0} NOT IN (SELECT key FROM present))", key);
    // A feed without any row tells nothing of what is absent.
    auto const is_silent = [&]() -> Result<bool> {
        auto const rows =
            TRY(count(session, "SELECT count(*) AS n FROM (SELECT 1 FROM stage LIMIT 1)"));
        return rows == 0 && present.empty();
    };
    if (absent == Absent::ended && !TRY(is_silent())) {
        TRY(name_values(session, "present", "key", present));
        counts.ended =
            TRY(count(session, fmt::format("SELECT count(*) AS n FROM {} WHERE {}", table, ended)));
    }
    if (counts.changed > 0 || counts.ended > 0)
        TRY(session.run(
            fmt::format("DELETE FROM {} WHERE {} IN (SELECT key FROM delta WHERE known){}", table,
                        key, counts.ended > 0 ? " OR (" + ended + ")" : "")));
    if (counts.changed > 0 || counts.added > 0)
        TRY(session.run(fmt::format(
            "INSERT INTO {} ({}) SELECT {} FROM stage WHERE {} IN (SELECT key FROM delta)", table,
            columns, columns, key)));
    TRY(session.run("DROP TABLE stage; DROP TABLE delta; DROP TABLE IF EXISTS present"));
    return counts;
}

}  // namespace jutong::lake

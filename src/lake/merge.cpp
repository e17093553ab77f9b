#include "lake/merge.h"

#include <algorithm>
#include <atomic>

#include <fmt/format.h>

namespace jutong::lake {

namespace {

class KeyCursor final : public Cursor {
public:
    KeyCursor(Present const& keys, std::atomic<std::size_t>& next) : keys_(keys), next_(next) {}
    Result<std::size_t> next(BatchWriter& out) override {
        auto const begin = std::min(next_.fetch_add(batch_rows_max), keys_.size());
        auto const rows = std::min(batch_rows_max, keys_.size() - begin);
        out.number(0, {keys_.data() + begin, rows}, {});
        return rows;
    }

private:
    Present const& keys_;
    std::atomic<std::size_t>& next_;
};

class KeyFeed final : public Feed {
public:
    explicit KeyFeed(Present const& keys) : keys_(keys) {}
    std::vector<Column> columns() const override { return {{"key", Type::integer}}; }
    std::unique_ptr<Cursor> cursor() override { return std::make_unique<KeyCursor>(keys_, next_); }

private:
    Present const& keys_;
    std::atomic<std::size_t> next_ = 0;
};

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

Result<MergeCounts> merge(Session& session, std::string const& table, std::string const& key,
                          std::vector<std::string> const& content, Feed& feed, Absent absent,
                          Present const& present) {
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
                    "AS known FROM stage s "
                    "LEFT JOIN {1} t ON s.{0} = t.{0} WHERE t.{0} IS NULL OR row({2}) IS DISTINCT "
                    "FROM row({3})",
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
        KeyFeed keys(present);
        TRY(session.run_with("CREATE OR REPLACE TEMP TABLE present AS SELECT * FROM $feed", keys));
        counts.ended =
            TRY(count(session, fmt::format("SELECT count(*) AS n FROM {} WHERE {}", table, ended)));
    }
    if (counts.changed > 0 || counts.ended > 0)
        TRY(session.run(
            fmt::format("DELETE FROM {} WHERE {} IN (SELECT key FROM delta WHERE known){}", table,
                        key, counts.ended > 0 ? " OR " + ended : "")));
    if (counts.changed > 0 || counts.added > 0)
        TRY(session.run(fmt::format(
            "INSERT INTO {} ({}) SELECT {} FROM stage WHERE {} IN (SELECT key FROM delta)", table,
            columns, columns, key)));
    TRY(session.run("DROP TABLE stage; DROP TABLE delta; DROP TABLE IF EXISTS present"));
    return counts;
}

}  // namespace jutong::lake

// The data lake: versioned tables, read as of any time, with a feed of what changed. Nothing above
// this module knows the engine. Files and catalogue are trusted; who can write them can change the
// data.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "element/registry.h"
#include "lake/batch.h"

namespace jutong::lake {

struct Options {
    std::filesystem::path folder;   // catalogue and data files
    std::filesystem::path scratch;  // spilled work; emptied by nobody but the engine
    int threads = 0;                // 0: all cores
    std::string memory;             // "4GB"; empty: the engine's own limit
    bool writable = false;  // one writable lake a folder at a time: the caller holds the lock
    std::optional<std::string> as_of;  // only reading: the lake as it was at this time (ISO 8601)
    // postgresql://… where the catalogue is kept instead of the folder, in a schema of its own.
    std::string database = {};
};

// Of the tables that the catalogue is, where it shares a database.
inline constexpr std::string_view catalogue_schema = "jutong_lake";

using Cell = std::optional<std::string>;

// How values of a result are written: as plain text, or each as JSON.
enum class CellForm : std::uint8_t { text, json };

// Rows of a result held in memory at the most; more is lake.rows (limited).
inline constexpr std::size_t result_rows_max = 1'000'000;

// A small result, every value as text.
struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> rows;
};

// What a commit is called in the lake's history.
struct Message {
    std::string author;
    std::string text;
};

class Lake;

// A result being read.
class Scan {
public:
    ~Scan();
    Scan(Scan&&) noexcept;

    std::vector<std::string> const& columns() const;
    Result<bool> next(Batch& out);  // false at the end

private:
    friend class Session;
    struct Impl;
    explicit Scan(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// One connection, for one thread at a time. Statements see the schemas raw, clean, quarantine,
// library, origin and meta.
class Session {
public:
    ~Session();
    Session(Session&&) noexcept;

    // A query whose result is small. Parameters are bound to $1, $2 … as text.
    // Fails with lake.statement (invalid), whose message is the engine's; lake.io (unavailable),
    // lake.corrupt.
    Result<Table> query(std::string const& sql, std::vector<Cell> const& parameters = {},
                        CellForm form = CellForm::text);
    Done run(std::string const& sql);

    // Streams a result of any size; its columns must be of the types of lake::Type. `take` may stop
    // it by failing.
    Done scan(std::string const& sql, std::function<Done(Batch const&)> const& take);
    // The same with all threads of the engine: `sink` is called from any of them, several at once,
    // in no order. For large results: nothing waits for one reader.
    using Sink = std::function<Done(Batch const&)>;
    Done scan_in_parallel(std::string const& sql, Sink const& sink);
    // The same as scan, batch by batch at the caller's pace. The session must outlive it and do
    // nothing else meanwhile.
    Result<Scan> open_scan(std::string const& sql);

    // Rows that `statement` added or changed; in it, the word $feed stands for the table of the
    // feed's rows.
    Result<std::int64_t> run_with(std::string statement, Feed& feed);

    // Everything `work` does on this session, or nothing. Data files are synced before the commit
    // is, so what is acknowledged outlives a power cut. A conflict with another writer is
    // lake.conflict (conflict).
    Done transaction(Message const& message, std::function<Done()> const& work);

    // Several statements that see one version of the lake, and are quicker than each alone. Nothing
    // they do outlives it. `work` is done again from its beginning where the lake changed
    // meanwhile.
    Done reading(std::function<Done()> const& work);

    void interrupt();  // from any thread: the running statement fails with run.cancelled (conflict)

private:
    friend class Lake;
    Done commit(Message const& message);

    struct Impl;
    explicit Session(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

class Lake {
public:
    // Makes the lake where there is none and `writable`. The element functions jt_… are there in
    // every session. Fails with lake.missing (not_found), lake.open (unavailable), lake.corrupt
    // (corrupt), lake.lost (unavailable) where the catalogue's server is not there.
    static Result<std::unique_ptr<Lake>> open(Options options, element::Registry const& registry);
    ~Lake();

    Result<Session> session();

    // `name('argument')` becomes a table in SQL, made by `make` for each use.
    using FeedMaker = std::function<Result<std::unique_ptr<Feed>>(std::string const& argument)>;
    Done add_table_function(std::string const& name, FeedMaker make);

    // From here on no statement reads or writes files outside the lake and the folder
    // `besides`, for good. For SQL from users.
    Done forbid_files(std::filesystem::path const& besides = {});

    // The last snapshot's number; it grows with every commit.
    Result<std::int64_t> version();
    // Is a version still kept? Maintenance may have forgotten it.
    Result<bool> has_version(std::int64_t version);

    // What changed in schema.table after version `from` up to `to`: the table's columns and
    // change_type (delete before insert). Read it by natural key: the engine's row ids do not
    // survive compaction.
    static std::string changes_sql(std::string_view schema, std::string_view table,
                                   std::int64_t from, std::int64_t to);
    // Quicker: the rows as they were and as they are, in no order, without change_type.
    static std::string changed_rows_sql(std::string_view schema, std::string_view table,
                                        std::int64_t from, std::int64_t to);

    // The rows of schema.table that meet a condition, as they came and went: changed_at, a
    // change_type as above, the table's columns; in the order of commits, from the oldest version
    // that is kept.
    Result<std::string> history_sql(std::string_view schema, std::string_view table,
                                    std::string_view condition);

    // The commits that changed schema.table, in no order: version, at (ISO 8601), author, text.
    std::string commits_sql(std::string_view schema, std::string_view table) const;

    // Merges small files and forgets files that no version needs and that are older than a day, so
    // that a file of an open transaction is never touched. Only on a writable lake.
    Done maintain();

    // Forgets every version but the last, and rewrites tables so that no file has a row that is not
    // in it; files that the catalogue does not name go too. Nobody else may read or write
    // meanwhile. Only on a writable lake. Can be cut off at any moment and done again.
    Done forget_history();

    // Forgets versions older than so many days, but never the last, nor one from `needed` on; then
    // the files that no version needs, as maintain() does. Tells how many versions went, or with
    // `dry_run` would go.
    Result<std::int64_t> forget_versions(std::int64_t days, std::optional<std::int64_t> needed,
                                         bool dry_run);

    // Every data file below the lake's folder, also those that the catalogue does not name.
    std::vector<std::filesystem::path> all_files() const;
    // Where the catalogue is: a file, or a database's address.
    std::string catalogue() const;
    // The data files the catalogue names, with their sizes. For fsck.
    struct File {
        std::filesystem::path path;
        std::int64_t bytes;
        bool missing;
    };
    Result<std::vector<File>> files();

private:
    struct Impl;
    explicit Lake(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// Quotes a name or a text for SQL.
std::string quoted_name(std::string_view name);
std::string quoted_text(std::string_view text);

}  // namespace jutong::lake

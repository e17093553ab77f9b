#include "fusion/fuse.h"

#include <array>
#include <chrono>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "fusion/golden.h"
#include "fusion/repair.h"
#include "fusion/survive.h"
#include "fusion/tables.h"
#include "lake/merge.h"

namespace jutong::fusion {

namespace {

constexpr std::size_t flush_bytes = 32 * 1024;  // of one partition, held by one thread

// Columns of a feed's select before the fields.
enum Column : std::size_t { number, as_sent, stamp, load_id, row_number, first_field };

// Rows of one batch in the form that partitions keep.
class RowReader {
public:
    RowReader(Plan const& plan, std::uint8_t feed) : feed_(plan.feeds[feed]) {
        row_.feed = feed;
        row_.fields.resize(plan.library->fields.size());
    }

    SubjectRow const& at(lake::Batch const& batch, std::size_t i) {
        auto const& columns = batch.columns;
        row_.number = columns[number].text[i];
        row_.hash = hash_of(row_.number);
        row_.load = columns[load_id].number[i];
        row_.row = columns[row_number].number[i];
        row_.stamp = columns[stamp].null[i] != 0 ? no_stamp : columns[stamp].number[i];
        for (std::size_t f = 0; f < feed_.fields.size(); ++f) {
            auto const& column = columns[first_field + f];
            auto& field = row_.fields[feed_.fields[f]];
            field.present = column.null[i] == 0;
            field.number = column.number.empty() || !field.present ? 0 : column.number[i];
            field.text =
                column.text.empty() || !field.present ? std::string_view() : column.text[i];
        }
        return row_;
    }

private:
    PlanFeed const& feed_;
    SubjectRow row_;
};

// One fusion at work: from the feeds' tables to partitions of rows.
class Gathering {
public:
    Gathering(lake::Lake& lake, Plan const& plan, FusionOptions const& options, Progress& progress)
        : lake_(lake),
          plan_(plan),
          options_(options),
          progress_(progress),
          repair_(plan),
          partitions_(options.memory_bytes_max) {}

    Done run() {
        if (plan_.repairs)
            for (std::size_t feed = 0; feed < plan_.feeds.size(); ++feed)
                if (!plan_.feeds[feed].where_broken.empty())
                    TRY(read_broken(static_cast<std::uint8_t>(feed)));
        TRY(read_feeds());
        return add_mended();
    }

    Partitions& partitions() { return partitions_; }

    void tell(FusionResult& result) const {
        result.rows = rows_;
        result.broken = repair_.broken();
        result.mended = mended_;
        result.unlinked = without_number_ - mended_;
    }

private:
    Done read_broken(std::uint8_t feed) {
        auto session = TRY(lake_.session());
        RowReader reader(plan_, feed);
        return session.scan(plan_.feeds[feed].select + plan_.feeds[feed].where_broken,
                            [&](lake::Batch const& batch) -> Done {
                                for (std::size_t i = 0; i < batch.rows; ++i)
                                    repair_.add(reader.at(batch, i),
                                                batch.columns[as_sent].text[i]);
                                return {};
                            });
    }

    // Feeds are shared out among threads.
    Done read_feeds() {
        std::atomic<std::size_t> next = 0;
        std::mutex mutex;  // guards outcome
        Done outcome;
        auto const work = [&] {
            for (auto feed = next++; feed < plan_.feeds.size(); feed = next++) {
                auto const done = read_feed(static_cast<std::uint8_t>(feed));
                std::lock_guard const lock(mutex);
                if (!done && outcome) outcome = done;
                if (!outcome) return;
            }
        };
        std::vector<std::thread> threads;
        for (int i = 1; i < options_.threads; ++i) threads.emplace_back(work);
        work();
        for (auto& thread : threads) thread.join();
        return outcome;
    }

    // What one thread of the engine works with while it hands rows over.
    struct Hand {
        RowReader reader;
        std::array<std::string, partition_count> buffers;
    };

    Done read_feed(std::uint8_t feed) {
        auto session = TRY(lake_.session());
        std::mutex mutex;  // guards idle
        std::vector<std::unique_ptr<Hand>> idle;
        auto const sink = [&](lake::Batch const& batch) -> Done {
            TRY(progress_.go_on());
            std::unique_ptr<Hand> hand;
            {
                std::lock_guard const lock(mutex);
                if (!idle.empty()) {
                    hand = std::move(idle.back());
                    idle.pop_back();
                }
            }
            if (hand == nullptr) hand.reset(new Hand{RowReader(plan_, feed), {}});
            TRY(take(batch, *hand));
            std::lock_guard const lock(mutex);
            idle.push_back(std::move(hand));
            return {};
        };
        TRY(session.scan_in_parallel(plan_.feeds[feed].select, sink));
        for (auto const& hand : idle)
            for (std::size_t place = 0; place < partition_count; ++place)
                TRY(flush(place, hand->buffers[place]));
        return {};
    }

    Done take(lake::Batch const& batch, Hand& hand) {
        for (std::size_t i = 0; i < batch.rows; ++i) {
            if (batch.columns[number].null[i] != 0) {
                ++without_number_;
                continue;
            }
            auto const& row = hand.reader.at(batch, i);
            if (plan_.repairs) repair_.confirm(row);
            auto const place = Partitions::place_of(row.hash);
            auto& buffer = hand.buffers[place];
            append_row(buffer, row);
            if (buffer.size() > flush_bytes) TRY(flush(place, buffer));
        }
        rows_ += static_cast<std::int64_t>(batch.rows);
        progress_.at(0, rows_);
        return {};
    }

    Done flush(std::size_t place, std::string& buffer) {
        TRY(partitions_.add(place, buffer));
        buffer.clear();
        return {};
    }

    Done add_mended() {
        SubjectRow row;
        row.fields.resize(plan_.library->fields.size());
        std::string bytes;
        for (auto const& mended : repair_.mended()) {
            std::size_t at = 0;
            read_row(mended.bytes, at, row);
            row.number = mended.number;
            row.hash = hash_of(mended.number);
            row.repaired = true;
            bytes.clear();
            append_row(bytes, row);
            TRY(partitions_.add(Partitions::place_of(row.hash), bytes));
            ++mended_;
        }
        return {};
    }

    lake::Lake& lake_;
    Plan const& plan_;
    FusionOptions const& options_;
    Progress& progress_;
    NumberRepair repair_;
    Partitions partitions_;
    std::atomic<std::int64_t> rows_ = 0;
    std::atomic<std::int64_t> without_number_ = 0;
    std::int64_t mended_ = 0;
};

// Golden records and origins are merged by subject; the list of conflicts is written anew.
Done write(lake::Session& session, catalog::Library const& library, GoldenFeed& golden,
           FusionResult& result) {
    std::vector<std::string> fields;
    for (auto const& field : library.fields) fields.push_back(field.name);
    auto record = fields;
    record.emplace_back("number");
    auto const counts = TRY(lake::merge(session, library_table(library), "subject", record, golden,
                                        lake::Absent::ended));
    result.added = counts.added;
    result.changed = counts.changed;
    result.ended = counts.ended;
    result.subjects = golden.subjects();
    result.conflicts = golden.conflict_count();
    auto const origins = golden.origins();
    TRY(lake::merge(session, origin_table(library), "subject", fields, *origins,
                    lake::Absent::ended));
    auto const conflicts = golden.conflicts();
    TRY(session.run("DELETE FROM " + conflict_table(library)));
    std::vector<std::string> columns;
    for (auto const& column : conflict_columns()) columns.push_back(column.name);
    TRY(session.run_with(fmt::format("INSERT INTO {} ({}) SELECT * FROM $feed",
                                     conflict_table(library), lake::quoted_names(columns, "")),
                         *conflicts));
    return {};
}

}  // namespace

Result<FusionResult> fuse(lake::Lake& lake, catalog::Catalog const& catalog,
                          catalog::Library const& library, std::int64_t run,
                          FusionOptions const& options, Progress& progress) {
    auto const started = std::chrono::steady_clock::now();
    FusionResult result;
    result.library = library.name;
    auto session = TRY(lake.session());
    auto const inputs = TRY(inputs_of(session, catalog, library));
    if (!options.full && TRY(last_inputs(session, library)) == inputs) {
        result.skipped = true;
        result.subjects =
            TRY(lake::count(session, "SELECT count(*) AS n FROM " + library_table(library)));
        return result;
    }
    if (TRY(lake::count(session, "SELECT coalesce(max(load), 0) AS n FROM meta.load")) > load_max)
        return fail(Code::limited, "fusion.limit", "There are more loads than an origin can name");
    progress.step("fuse " + library.name, 0);
    auto const plan = plan_of(catalog, library);
    Gathering gathering(lake, plan, options, progress);
    TRY(gathering.run());
    gathering.tell(result);
    progress.step("write " + library.name, static_cast<std::int64_t>(partition_count));
    GoldenFeed golden(plan, gathering.partitions(), options.memory_bytes_max / 2, progress);
    auto const work = [&]() -> Done {
        TRY(write(session, library, golden, result));
        result.seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        return record_fusion(session, result, run, inputs);
    };
    TRY(session.transaction({"fusion", library.name}, work));
    return result;
}

}  // namespace jutong::fusion

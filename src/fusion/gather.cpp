#include "fusion/gather.h"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "lake/merge.h"

namespace jutong::fusion {

namespace {

constexpr std::size_t flush_bytes = 32 * 1024;  // of one partition, held by one thread

// Rows of one batch in the form that partitions keep.
class RowReader {
public:
    RowReader(Plan const& plan, std::uint8_t feed, Tie tie = Tie::number)
        : feed_(plan.feeds[feed]) {
        row_.feed = feed;
        row_.tie = tie;
        row_.fields.resize(plan.library->fields.size());
        if (feed_.is_golden) row_.origins.resize(row_.fields.size());
    }

    SubjectRow const& at(lake::Batch const& batch, std::size_t i) {
        auto const& columns = batch.columns;
        row_.number = columns[number].text[i];
        row_.hash = hash_of(row_.number);
        row_.load = columns[load_id].number[i];
        row_.row = columns[row_number].number[i];
        row_.stamp = columns[stamp].null[i] != 0 ? no_stamp : columns[stamp].number[i];
        std::size_t next = first_field;
        for (auto const place : feed_.fields) {
            row_.fields[place] = value_at(columns[next++], i);
            if (feed_.is_golden) row_.origins[place] = origin_at(columns[next++], i);
        }
        return row_;
    }

private:
    static std::int64_t origin_at(lake::Batch::Values const& column, std::size_t i) {
        return column.null[i] != 0 ? 0 : column.number[i];
    }

    PlanFeed const& feed_;
    SubjectRow row_;
};

}  // namespace

// What one thread of the engine works with while it hands rows over.
struct Gathering::Hand {
    RowReader reader;
    std::array<std::string, partition_count> buffers;
};

Gathering::Gathering(lake::Lake& lake, Plan const& plan, std::int64_t version,
                     FusionOptions const& options, Progress& progress)
    : lake_(lake),
      plan_(plan),
      version_(version),
      options_(options),
      progress_(progress),
      repair_(plan),
      partitions_(options.memory_bytes_max) {}

Done Gathering::run() {
    TRY(read_all_broken());
    TRY(read_feeds());
    TRY(read_linked());
    return add_mended();
}

Done Gathering::run(Changes& changes) {
    TRY(read_all_broken());
    if (plan_.repairs) wanted_ = repair_.narrow(changes.touched, changes.sent);
    auto const& numbers = changes.touched.numbers();
    wanted_.insert(wanted_.end(), numbers.begin(), numbers.end());
    touched_ = &changes.touched;
    TRY(read_feeds());
    TRY(read_linked());
    return add_mended();
}

Done Gathering::read_all_broken() {
    if (!plan_.repairs) return {};
    auto session = TRY(lake_.session());
    return session.reading([&]() -> Done {
        for (std::size_t i = 0; i < plan_.feeds.size(); ++i)
            if (plan_.feeds[i].may_be_broken)
                TRY(read_broken(session, static_cast<std::uint8_t>(i)));
        return {};
    });
}

Done Gathering::read_broken(lake::Session& session, std::uint8_t place) {
    auto const& feed = plan_.feeds[place];
    RowReader reader(plan_, place);
    auto const sql = feed.select(feed.columns(), version_,
                                 feed.number + " IS NULL AND number_as_sent IS NOT NULL");
    auto const take = [&](lake::Batch const& batch) -> Done {
        for (std::size_t i = 0; i < batch.rows; ++i)
            repair_.add(reader.at(batch, i), batch.columns[as_sent].text[i]);
        return {};
    };
    return session.scan(sql, take);
}

// Feeds are shared out among threads; each has one session and one transaction for all its feeds,
// because beginning one costs more than reading a small feed.
Done Gathering::read_feeds() {
    std::atomic<std::size_t> next = 0;
    auto const read_some = [&]() -> Done {
        auto session = TRY(lake_.session());
        return session.reading([&]() -> Done {
            if (touched_ != nullptr) TRY(lake::name_values(session, "wanted", "number", wanted_));
            for (auto feed = next++; feed < plan_.feeds.size(); feed = next++)
                TRY(read_feed(session, static_cast<std::uint8_t>(feed)));
            return {};
        });
    };
    std::mutex mutex;  // guards outcome
    Done outcome;
    auto const work = [&] {
        auto const done = read_some();
        std::lock_guard const lock(mutex);
        if (!done && outcome) outcome = done;
    };
    auto const hands = std::min(static_cast<std::size_t>(options_.threads), plan_.feeds.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < hands; ++i) threads.emplace_back(work);
    work();
    for (auto& thread : threads) thread.join();
    return outcome;
}

Done Gathering::read_feed(lake::Session& session, std::uint8_t place) {
    auto const& feed = plan_.feeds[place];
    auto const condition =
        touched_ == nullptr ? "" : feed.number + " IN (SELECT number FROM wanted)";
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
        if (hand == nullptr) hand.reset(new Hand{RowReader(plan_, place), {}});
        TRY(take(batch, *hand));
        std::lock_guard const lock(mutex);
        idle.push_back(std::move(hand));
        return {};
    };
    TRY(session.scan_in_parallel(feed.select(feed.columns(), version_, condition), sink));
    for (auto const& hand : idle)
        for (std::size_t i = 0; i < partition_count; ++i) TRY(flush(i, hand->buffers[i]));
    return {};
}

// Of the feeds that have linked rows, which few have.
Done Gathering::read_linked() {
    std::set<std::string> libraries;
    for (auto const& feed : plan_.feeds)
        if (!feed.linked_by.empty()) libraries.insert(feed.linked_by);
    if (libraries.empty()) return {};
    auto session = TRY(lake_.session());
    return session.reading([&]() -> Done {
        if (touched_ != nullptr)
            TRY(lake::name_values(session, "touched", "number", touched_->numbers()));
        for (auto const& library : libraries) {
            auto const linked = TRY(session.query(fmt::format(
                "SELECT DISTINCT resource FROM {} AT (VERSION => {}) WHERE state = {}{}",
                likeness_table(library), version_, lake::quoted_text(to_string(Likeness::linked)),
                touched_ == nullptr ? "" : " AND number IN (SELECT number FROM touched)")));
            for (std::size_t i = 0; i < plan_.feeds.size(); ++i) {
                auto const is_its = [&](auto const& row) { return *row[0] == plan_.feeds[i].name; };
                if (plan_.feeds[i].linked_by == library && std::ranges::any_of(linked.rows, is_its))
                    TRY(read_linked(session, static_cast<std::uint8_t>(i)));
            }
        }
        return {};
    });
}

Done Gathering::read_linked(lake::Session& session, std::uint8_t place) {
    RowReader reader(plan_, place, Tie::linked);
    std::string bytes;
    auto const take = [&](lake::Batch const& batch) -> Done {
        for (std::size_t i = 0; i < batch.rows; ++i) {
            auto const& row = reader.at(batch, i);
            bytes.clear();
            append_row(bytes, row);
            TRY(partitions_.add(Partitions::place_of(row.hash), bytes));
        }
        return {};
    };
    auto const condition =
        touched_ == nullptr ? "" : "linked_number IN (SELECT number FROM touched)";
    return session.scan(plan_.feeds[place].select_linked(version_, condition), take);
}

Done Gathering::take(lake::Batch const& batch, Hand& hand) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
        if (batch.columns[number].null[i] != 0) continue;
        auto const& row = hand.reader.at(batch, i);
        if (plan_.repairs) repair_.confirm(row);
        if (touched_ != nullptr && !touched_->contains(row.hash)) continue;
        auto const place = Partitions::place_of(row.hash);
        auto& buffer = hand.buffers[place];
        append_row(buffer, row);
        if (buffer.size() > flush_bytes) TRY(flush(place, buffer));
    }
    rows_ += static_cast<std::int64_t>(batch.rows);
    progress_.at(0, rows_);
    return {};
}

Done Gathering::flush(std::size_t place, std::string& buffer) {
    TRY(partitions_.add(place, buffer));
    buffer.clear();
    return {};
}

Done Gathering::add_mended() {
    SubjectRow row;
    row.fields.resize(plan_.library->fields.size());
    std::string bytes;
    for (auto const& mended : repair_.mended()) {
        std::size_t at = 0;
        read_row(mended.bytes, at, row);
        row.number = mended.number;
        row.hash = hash_of(mended.number);
        if (touched_ != nullptr && !touched_->contains(row.hash)) continue;
        row.tie = Tie::mended;
        bytes.clear();
        append_row(bytes, row);
        TRY(partitions_.add(Partitions::place_of(row.hash), bytes));
    }
    return {};
}

}  // namespace jutong::fusion

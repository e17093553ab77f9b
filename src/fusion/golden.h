// Golden records of one library: partitions in, records, origins and conflicts out.
#pragma once

#include <atomic>
#include <cstdio>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/progress.h"
#include "fusion/digest.h"
#include "fusion/plan.h"
#include "fusion/rows.h"
#include "lake/lake.h"

namespace jutong::fusion {

// Rows that wait until the statement that takes them runs: batch by batch and column by column, a
// shelf for each thread that writes.
class SideRows {
public:
    struct Shelf {
        std::vector<std::string> batches;
        std::FILE* file = nullptr;  // of further batches, each after its size
    };

    // A writer of its own for each thread.
    class Writer {
    public:
        Writer(SideRows& rows, Shelf& shelf, std::size_t columns)
            : rows_set_aside_(rows), shelf_(shelf), columns_(columns) {}
        // The values of a row, in the order of the columns.
        void number(std::size_t column, std::int64_t value) {
            columns_[column].numbers.push_back(value);
        }
        void text(std::size_t column, std::string_view value) {
            columns_[column].numbers.push_back(static_cast<std::int64_t>(value.size()));
            columns_[column].bytes += value;
        }
        // Full batches are written. Fails with file.write (unavailable).
        Done end_row() { return ++rows_ < lake::batch_rows_max ? Done() : flush(); }
        // What is not written yet.
        Done flush();

    private:
        struct Column {
            std::vector<std::int64_t> numbers;  // of texts: their sizes
            std::string bytes;
        };
        SideRows& rows_set_aside_;
        Shelf& shelf_;
        std::vector<Column> columns_;
        std::size_t rows_ = 0;
    };

    // Beyond so many bytes in memory batches go to unnamed temporary files.
    explicit SideRows(std::size_t memory_bytes_max) : memory_bytes_max_(memory_bytes_max) {}
    ~SideRows();
    Writer writer(std::size_t columns);  // safe from any thread
    std::deque<Shelf>& shelves() { return shelves_; }

private:
    Done keep(Shelf& shelf, std::string batch);

    std::mutex mutex_;  // guards shelves_
    std::deque<Shelf> shelves_;
    std::size_t memory_bytes_max_;
    std::atomic<std::size_t> memory_bytes_ = 0;
};

// Its own rows are the golden records that the library lacks or has otherwise; while they are read,
// the origins, conflicts, links and digests of subjects that differ in anything are set aside.
class GoldenFeed final : public lake::Feed {
public:
    // `memory_bytes_max`: of what is set aside.
    GoldenFeed(Plan const& plan, Partitions& partitions, KnownSubjects& known,
               std::size_t memory_bytes_max, Progress& progress);
    ~GoldenFeed() override;

    std::vector<lake::Column> columns() const override { return golden_columns(*plan_.library); }
    std::unique_ptr<lake::Cursor> cursor() override;

    // Once all golden records were read:
    std::unique_ptr<lake::Feed> origins();
    std::unique_ptr<lake::Feed> conflicts();
    std::unique_ptr<lake::Feed> links();
    std::unique_ptr<lake::Feed> digests();
    std::int64_t subjects() const { return subjects_; }  // that were fused
    std::int64_t added() const { return added_; }
    // Of subjects that the library has: those whose golden record is another now, and those of
    // whom anything is.
    std::vector<std::int64_t> const& changed() const { return changed_; }
    std::vector<std::int64_t> const& differing() const { return differing_; }

private:
    friend class GoldenCursor;

    Plan const& plan_;
    Partitions& partitions_;
    Progress& progress_;
    std::atomic<std::size_t> next_partition_ = 0;
    KnownSubjects& known_;
    std::atomic<std::int64_t> subjects_ = 0, added_ = 0;
    std::mutex mutex_;  // guards the two below
    std::vector<std::int64_t> changed_, differing_;
    SideRows origin_rows_;
    SideRows conflict_rows_;
    SideRows link_rows_;
    SideRows digest_rows_;
};

}  // namespace jutong::fusion

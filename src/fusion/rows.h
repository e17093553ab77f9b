// Rows of all feeds in one byte form, split into partitions by their number and spilled to disk
// where they are many.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lake/batch.h"

namespace jutong::fusion {

// A value of a library's field: text for texts and the currency of money, number for all the
// others.
struct FieldValue {
    bool present = false;
    std::int64_t number = 0;
    std::string_view text;
    bool operator==(FieldValue const& other) const {
        return present == other.present && number == other.number && text == other.text;
    }
};

FieldValue value_at(lake::Batch::Values const& column, std::size_t row);

// No timestamp: older than all that have one.
inline constexpr std::int64_t no_stamp = INT64_MIN;

// What ties a row to its subject: its own number, that number mended, or other evidence (linkage).
enum class Tie : std::uint8_t { number, mended, linked };

struct SubjectRow {
    std::uint64_t hash = 0;  // of the number
    std::string_view number;
    std::uint8_t feed = 0;  // place in the plan
    Tie tie = Tie::number;
    std::int64_t load = 0;  // by which its file came in
    std::int64_t row = 0;
    std::int64_t stamp = no_stamp;
    std::vector<FieldValue> fields;  // by field of the library
    // Of a golden record: where each field came from (see Origin); of other rows empty.
    std::vector<std::int64_t> origins;
};

std::uint64_t hash_of(std::string_view number);

void append_row(std::string& out, SubjectRow const& row);
// Reads the row at `at` and moves `at` past it; views point into `bytes`. `row.fields` has the
// library's size already.
void read_row(std::string_view bytes, std::size_t& at, SubjectRow& row);
// Only the hash of the row at `at`; moves past the row.
std::uint64_t skip_row(std::string_view bytes, std::size_t& at);

inline constexpr std::size_t partition_count = 256;

// All rows of one number are in one partition.
class Partitions {
public:
    // Beyond so many bytes in memory rows go to unnamed temporary files.
    explicit Partitions(std::size_t memory_bytes_max) : memory_bytes_max_(memory_bytes_max) {}

    // Appends rows that all belong to partition `i`. Safe from any thread. Fails with file.write
    // (unavailable).
    Done add(std::size_t i, std::string_view rows);
    // All rows of partition `i`, which is then empty.
    Result<std::string> take(std::size_t i);

    static std::size_t place_of(std::uint64_t hash) { return hash >> 56; }

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    struct Partition {
        std::mutex mutex;  // guards the others
        std::vector<std::string> pieces;
        std::size_t bytes = 0;  // of all pieces
        std::unique_ptr<std::FILE, Close> spilled;
        std::size_t spilled_bytes = 0;
    };

    std::size_t memory_bytes_max_;
    std::array<Partition, partition_count> partitions_;
};

}  // namespace jutong::fusion

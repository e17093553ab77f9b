// Which pairs of rows are compared: all of them where they are few, else those that share a key
// that not too many rows have. A frequent key counts only together with another one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/field.h"

namespace jutong::linkage {

enum class Scope : std::uint8_t {
    all,     // pairs of any two rows
    across,  // pairs of rows of two sources
};

// How many pairs the scope has.
double pairs_in(Records const& records, Scope scope);

struct BlockingReport {
    bool all_pairs = false;
    std::uint64_t blocks = 0;
    std::uint64_t pairs_max = 0;          // with those counted twice that share several keys
    std::uint32_t block_rows_max = 0;     // larger blocks are split by a second key
    std::uint32_t combined_rows_max = 0;  // of blocks of two keys
    std::uint64_t blocks_split = 0;
    std::uint64_t blocks_left_out = 0;  // too large although split
    std::uint64_t rows_without_block = 0;
};

// Finds each pair once, from its lower row. Immutable once made; safe from any thread.
class Candidates {
public:
    // `pairs_max`: about so many pairs at the most; 0: as many as the rows are worth.
    static Candidates make(Records const& records, std::span<Field const> fields, Scope scope,
                           std::uint64_t pairs_max = 0);

    // What a thread needs to see each partner once.
    class Seen {
    public:
        explicit Seen(Row rows) : by_(rows, ~Row{0}) {}

    private:
        friend class Candidates;
        std::vector<Row> by_;
    };

    // The partners of `row` that stand after it.
    void after(Row row, Seen& seen, std::vector<Row>& out) const;

    BlockingReport const& report() const { return report_; }

private:
    struct Keys;
    struct Frequent;

    Candidates(Records const& records, Scope scope);
    // The blocks of one key, and of two that are too frequent.
    void add_blocks(Keys const& keys);
    void add_combined(Keys const& keys, std::uint64_t budget);
    void add_block(std::span<std::uint64_t const> entries);
    // Those above the largest size, and those within one source where pairs are of two.
    void drop_blocks(std::size_t first, std::uint32_t largest);
    void index();

    Records const* records_;
    Scope scope_;
    BlockingReport report_;
    std::vector<std::uint64_t> block_begins_{0};  // into block_rows_
    std::vector<Row> block_rows_;
    std::vector<std::uint64_t> row_begins_;  // into row_blocks_
    std::vector<std::uint32_t> row_blocks_;
};

}  // namespace jutong::linkage

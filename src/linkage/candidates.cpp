#include "linkage/candidates.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"

namespace jutong::linkage {

namespace {

// So many pairs are compared whatever keys they share.
constexpr double all_pairs_max = 30e6;
// Else the largest blocks are such that there are about so many pairs, or so many a row.
constexpr std::uint64_t pairs_worth = 20'000'000;
constexpr std::uint64_t pairs_a_row = 60;
constexpr std::uint32_t block_rows_min = 8;
// Above so many rows keys of values with an error are too many.
constexpr Row generous_rows_max = 300'000;
constexpr std::size_t combined_keys_max = 10;  // of a row, each with each
constexpr std::size_t sizes_counted = 1U << 16U;

std::uint64_t pairs_of(std::uint64_t rows) { return rows * (rows - 1) / 2; }

// Calls work(begin, end) for each run of equal keys.
void for_each_block(auto& entries, auto const& work) {
    for (std::size_t begin = 0; begin < entries.size();) {
        auto end = begin;
        while (end < entries.size() && entries[end].key == entries[begin].key) ++end;
        work(begin, end);
        begin = end;
    }
}

void sort_and_count(auto& entries) {
    std::ranges::sort(entries, [](auto const& a, auto const& b) {
        return a.key != b.key ? a.key < b.key : a.row < b.row;
    });
    for_each_block(entries, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i)
            entries[i].rows = static_cast<std::uint32_t>(end - begin);
    });
}

// The largest size of blocks with which the pairs stay within what may be spent.
std::uint32_t largest_block(auto const& entries, std::uint64_t budget) {
    std::vector<std::uint64_t> pairs_by_size(sizes_counted, 0);
    for_each_block(entries, [&](std::size_t begin, std::size_t end) {
        auto const rows = end - begin;
        if (rows > 1 && rows < pairs_by_size.size()) pairs_by_size[rows] += pairs_of(rows);
    });
    std::uint64_t pairs = 0;
    std::uint32_t size = 2;
    while (size < pairs_by_size.size() &&
           (size <= block_rows_min || pairs + pairs_by_size[size] <= budget))
        pairs += pairs_by_size[size++];
    return size - 1;
}

}  // namespace

double pairs_in(Records const& records, Scope scope) {
    auto const pairs = [](double n) { return n * (n - 1) / 2; };
    auto out = pairs(records.rows());
    if (scope == Scope::across)
        for (auto const& source : records.sources) out -= pairs(source.rows);
    return out;
}

Candidates::Candidates(Records const& records, Scope scope) : records_(&records), scope_(scope) {}

Candidates Candidates::make(Records const& records, std::span<Field const> fields, Scope scope,
                            std::uint64_t pairs_max) {
    Candidates out(records, scope);
    auto const all_max = pairs_max == 0 ? all_pairs_max : static_cast<double>(pairs_max);
    if (auto const pairs = pairs_in(records, scope); pairs <= all_max) {
        out.report_.all_pairs = true;
        out.report_.pairs_max = static_cast<std::uint64_t>(pairs);
        return out;
    }
    std::vector<Entry> entries;
    out.read_keys(fields, entries);
    // What two keys find costs more than what one finds, so it gets as much.
    auto const worth = std::max(pairs_worth, pairs_a_row * records.rows());
    auto const budget = (pairs_max == 0 ? worth : pairs_max) / 2;
    sort_and_count(entries);
    out.report_.block_rows_max = largest_block(entries, budget);
    auto more = out.combined(entries);
    out.report_.blocks_split = out.add_blocks(entries, out.report_.block_rows_max);
    std::vector<Entry>().swap(entries);
    sort_and_count(more);
    out.report_.combined_rows_max = largest_block(more, budget);
    out.report_.blocks_left_out = out.add_blocks(more, out.report_.combined_rows_max);
    out.index();
    return out;
}

void Candidates::read_keys(std::span<Field const> fields, std::vector<Entry>& entries) const {
    auto const rows = records_->rows();
    auto const generous = rows <= generous_rows_max;
    std::vector<std::uint64_t> keys;
    for (std::size_t f = 0; f < fields.size(); ++f) {
        auto const& codes = fields[f].column().codes;
        // Keys of a value once, not once a row.
        std::vector<std::vector<std::uint64_t>> of_code(fields[f].column().values.size());
        for (Term code = 1; code < of_code.size(); ++code) {
            keys.clear();
            fields[f].keys(code, generous, keys);
            for (auto const key : keys) of_code[code].push_back(mixed(key + f));
            std::ranges::sort(of_code[code]);
            auto const repeated = std::ranges::unique(of_code[code]);
            of_code[code].erase(repeated.begin(), repeated.end());
        }
        for (Row row = 0; row < rows; ++row)
            for (auto const key : of_code[codes[row]]) entries.push_back({key, row, 0});
    }
}

std::vector<Candidates::Entry> Candidates::combined(std::vector<Entry> const& entries) const {
    struct Frequent {
        std::uint64_t key;
        std::uint32_t rows;
    };
    auto const rows = records_->rows();
    std::vector<std::uint32_t> begins(rows + 1, 0);
    auto const is_frequent = [&](Entry const& e) { return e.rows > report_.block_rows_max; };
    for (auto const& e : entries)
        if (is_frequent(e)) ++begins[e.row + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    std::vector<Frequent> frequent(begins.back());
    auto next = begins;
    for (auto const& e : entries)
        if (is_frequent(e)) frequent[next[e.row]++] = {e.key, e.rows};
    std::vector<Entry> out;
    for (Row row = 0; row < rows; ++row) {
        std::span<Frequent> const mine(frequent.data() + begins[row],
                                       begins[row + 1] - begins[row]);
        std::ranges::sort(mine, [](auto const& a, auto const& b) {
            return a.rows != b.rows ? a.rows < b.rows : a.key < b.key;
        });
        auto const used = std::min(mine.size(), combined_keys_max);
        for (std::size_t i = 0; i < used; ++i)
            for (std::size_t k = i + 1; k < used; ++k) {
                auto const [low, high] = std::minmax(mine[i].key, mine[k].key);
                out.push_back({mixed(low ^ mixed(high)), row, 0});
            }
    }
    return out;
}

std::uint64_t Candidates::add_blocks(std::vector<Entry> const& entries, std::uint32_t largest) {
    std::uint64_t too_large = 0;
    for_each_block(entries, [&](std::size_t begin, std::size_t end) {
        auto const rows = end - begin;
        if (rows > largest) ++too_large;
        if (rows < 2 || rows > largest) return;
        if (scope_ == Scope::across &&
            records_->source_of(entries[begin].row) == records_->source_of(entries[end - 1].row))
            return;
        for (auto i = begin; i < end; ++i) block_rows_.push_back(entries[i].row);
        block_begins_.push_back(static_cast<std::uint32_t>(block_rows_.size()));
        ++report_.blocks;
        report_.pairs_max += pairs_of(rows);
    });
    return too_large;
}

void Candidates::index() {
    row_begins_.assign(records_->rows() + 1, 0);
    for (auto const row : block_rows_) ++row_begins_[row + 1];
    for (Row row = 0; row < records_->rows(); ++row)
        if (row_begins_[row + 1] == 0) ++report_.rows_without_block;
    std::partial_sum(row_begins_.begin(), row_begins_.end(), row_begins_.begin());
    row_blocks_.resize(block_rows_.size());
    auto next = row_begins_;
    for (std::uint32_t block = 0; block + 1 < block_begins_.size(); ++block)
        for (auto i = block_begins_[block]; i < block_begins_[block + 1]; ++i)
            row_blocks_[next[block_rows_[i]]++] = block;
}

void Candidates::after(Row row, Seen& seen, std::vector<Row>& out) const {
    out.clear();
    Row from = row + 1;
    if (scope_ == Scope::across) {
        auto const& source = records_->sources[records_->source_of(row)];
        from = source.first + source.rows;
    }
    if (report_.all_pairs) {
        for (auto other = from; other < records_->rows(); ++other) out.push_back(other);
        return;
    }
    for (auto i = row_begins_[row]; i < row_begins_[row + 1]; ++i) {
        auto const block = row_blocks_[i];
        for (auto k = block_begins_[block + 1]; k-- > block_begins_[block];) {
            auto const other = block_rows_[k];
            if (other < from) break;
            if (seen.by_[other] == row) continue;
            seen.by_[other] = row;
            out.push_back(other);
        }
    }
    std::ranges::sort(out);
}

}  // namespace jutong::linkage

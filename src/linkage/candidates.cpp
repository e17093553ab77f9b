#include "linkage/candidates.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/random.h"
#include "linkage/numbering.h"

namespace jutong::linkage {

namespace {

// So many pairs are compared whatever keys they share.
constexpr double all_pairs_max = 30e6;
// Else the largest blocks are such that there are about so many pairs, or so many a row.
constexpr std::uint64_t pairs_worth = 20'000'000;
constexpr std::uint64_t pairs_a_row = 25;
constexpr std::uint32_t block_rows_min = 8;
// Above so many rows keys of values with an error are too many.
constexpr Row generous_rows_max = 300'000;
constexpr std::size_t combined_keys_max = 10;  // of a row, each with each
constexpr std::size_t sizes_counted = 1U << 16U;
constexpr std::uint64_t entries_at_once = 8'000'000;

std::uint64_t pairs_of(std::uint64_t rows) { return rows * (rows - 1) / 2; }

// How many pairs blocks have, by their size.
class Sizes {
public:
    void add(std::uint64_t rows) {
        if (rows > 1 && rows < sizes_counted) pairs_[rows] += pairs_of(rows);
    }

    // The largest size of blocks with which the pairs stay within what may be spent.
    std::uint32_t largest(std::uint64_t budget) const {
        std::uint64_t pairs = 0;
        std::uint32_t size = 2;
        while (size < pairs_.size() && (size <= block_rows_min || pairs + pairs_[size] <= budget))
            pairs += pairs_[size++];
        return size - 1;
    }

private:
    std::vector<std::uint64_t> pairs_ = std::vector<std::uint64_t>(sizes_counted, 0);
};

// A key's hash above, a row below.
std::uint64_t entry_of(std::uint64_t hash, Row row) { return hash << 32U | row; }
std::uint64_t key_of(std::uint64_t entry) { return entry >> 32U; }

// By keys; rows stay in the order in which they are.
void sort_by_key(std::vector<std::uint64_t>& entries, std::vector<std::uint64_t>& spare) {
    constexpr unsigned digit = 11;
    spare.resize(entries.size());
    for (auto shift = 32U; shift < 64; shift += digit) {
        std::array<std::size_t, 1U << digit> places{};
        auto const digit_of = [&](auto entry) { return entry >> shift & (places.size() - 1); };
        for (auto const entry : entries) ++places[digit_of(entry)];
        std::exclusive_scan(places.begin(), places.end(), places.begin(), std::size_t{0});
        for (auto const entry : entries) spare[places[digit_of(entry)]++] = entry;
        entries.swap(spare);
    }
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

// The keys of all fields, numbered; those that one row alone has are left out.
struct Candidates::Keys {
    struct OfField {
        std::span<Term const> codes;
        std::vector<std::uint64_t> begins;  // by value: into numbers
        std::vector<std::uint32_t> numbers;
    };
    std::vector<OfField> fields;
    std::vector<std::uint32_t> rows;  // by key: that have it
    std::uint32_t largest = 0;        // more rows have a key that is frequent

    void add(Field const& field, bool generous) {
        Numbering numbering;
        auto const first = static_cast<std::uint32_t>(rows.size());
        auto const size = static_cast<Term>(field.column().values.size());
        auto& mine = fields.emplace_back();
        mine.codes = field.column().codes;
        mine.begins.assign(2, 0);
        std::vector<std::uint64_t> found;
        std::vector<std::uint32_t> numbers;
        for (Term term = 1; term < size; ++term) {
            found.clear();
            numbers.clear();
            field.keys(term, generous, found);
            for (auto const key : found) numbers.push_back(first + numbering.of(key));
            std::ranges::sort(numbers);
            auto const repeated = std::ranges::unique(numbers);
            numbers.erase(repeated.begin(), repeated.end());
            rows.resize(first + numbering.size(), 0);
            for (auto const number : numbers) rows[number] += field.frequency(term);
            mine.numbers.insert(mine.numbers.end(), numbers.begin(), numbers.end());
            mine.begins.push_back(mine.numbers.size());
        }
        drop_lone(mine);
    }

    void drop_lone(OfField& mine) const {
        std::size_t kept = 0, from = 0;
        for (Term term = 1; term + 1 < mine.begins.size(); ++term) {
            for (auto const end = mine.begins[term + 1]; from < end; ++from)
                if (rows[mine.numbers[from]] > 1) mine.numbers[kept++] = mine.numbers[from];
            mine.begins[term + 1] = kept;
        }
        mine.numbers.resize(kept);
        mine.numbers.shrink_to_fit();
    }

    void for_each(Row row, auto const& take) const {
        for (auto const& field : fields)
            if (auto const code = field.codes[row]; code != no_value)
                for (auto i = field.begins[code]; i < field.begins[code + 1]; ++i)
                    take(field.numbers[i]);
    }
};

Candidates Candidates::make(Records const& records, std::span<Field const> fields, Scope scope,
                            std::uint64_t pairs_max) {
    Candidates out(records, scope);
    auto const all_max = pairs_max == 0 ? all_pairs_max : static_cast<double>(pairs_max);
    if (auto const pairs = pairs_in(records, scope); pairs <= all_max) {
        out.report_.all_pairs = true;
        out.report_.pairs_max = static_cast<std::uint64_t>(pairs);
        return out;
    }
    Keys keys;
    for (auto const& field : fields) keys.add(field, records.rows() <= generous_rows_max);
    // What two keys find costs more than what one finds, so it gets as much.
    auto const worth = std::max(pairs_worth, pairs_a_row * records.rows());
    auto const budget = (pairs_max == 0 ? worth : pairs_max) / 2;
    Sizes sizes;
    for (auto const rows : keys.rows) sizes.add(rows);
    keys.largest = out.report_.block_rows_max = sizes.largest(budget);
    out.add_blocks(keys);
    out.add_combined(keys, budget);
    out.index();
    return out;
}

void Candidates::add_blocks(Keys const& keys) {
    constexpr auto none = ~0U;
    std::vector<std::uint32_t> blocks(keys.rows.size(), none);
    std::vector<std::uint64_t> next;
    for (std::uint32_t key = 0; key < blocks.size(); ++key) {
        if (keys.rows[key] > keys.largest) ++report_.blocks_split;
        if (keys.rows[key] < 2 || keys.rows[key] > keys.largest) continue;
        blocks[key] = static_cast<std::uint32_t>(next.size());
        next.push_back(block_begins_.back());
        block_begins_.push_back(block_begins_.back() + keys.rows[key]);
    }
    block_rows_.resize(block_begins_.back());
    for (Row row = 0; row < records_->rows(); ++row)
        keys.for_each(row, [&](std::uint32_t key) {
            if (blocks[key] != none) block_rows_[next[blocks[key]]++] = row;
        });
    drop_blocks(0, keys.largest);
}

// The rarest of each row's frequent keys.
struct Candidates::Frequent {
    std::vector<std::uint64_t> begins{0};  // by row: into keys
    std::vector<std::uint32_t> keys;       // of a row in order
    std::uint64_t pairs = 0;

    Frequent(Keys const& all, Row rows) {
        std::vector<std::uint64_t> mine;  // by rows that have the key, then by key
        for (Row row = 0; row < rows; ++row) {
            mine.clear();
            all.for_each(row, [&](std::uint32_t key) {
                if (auto const n = all.rows[key]; n > all.largest)
                    mine.push_back(std::uint64_t{n} << 32U | key);
            });
            std::ranges::sort(mine);
            mine.resize(std::min(mine.size(), combined_keys_max));
            for (auto const key : mine) keys.push_back(static_cast<std::uint32_t>(key));
            std::sort(keys.begin() + static_cast<std::ptrdiff_t>(begins.back()), keys.end());
            begins.push_back(keys.size());
            pairs += mine.size() * (mine.size() - std::min<std::size_t>(mine.size(), 1)) / 2;
        }
    }

    // An entry for each two keys of a row of which the first is of the part.
    void add(std::uint64_t part, std::uint64_t parts, std::vector<std::uint64_t>& entries) const {
        for (std::size_t row = 0; row + 1 < begins.size(); ++row)
            for (auto i = begins[row]; i < begins[row + 1]; ++i) {
                if (parts > 1 && mixed(keys[i]) % parts != part) continue;
                for (auto k = i + 1; k < begins[row + 1]; ++k)
                    entries.push_back(entry_of(mixed(std::uint64_t{keys[i]} << 32U | keys[k]),
                                               static_cast<Row>(row)));
            }
    }
};

void Candidates::add_combined(Keys const& keys, std::uint64_t budget) {
    Frequent const frequent(keys, records_->rows());
    auto const parts = frequent.pairs / entries_at_once + 1;
    auto const first = block_begins_.size() - 1;
    Sizes sizes;
    std::vector<std::uint64_t> entries, spare;
    for (std::uint64_t part = 0; part < parts; ++part) {
        entries.clear();
        frequent.add(part, parts, entries);
        sort_by_key(entries, spare);
        auto const largest = sizes.largest(budget);  // falls as blocks come
        for (std::size_t begin = 0; begin < entries.size();) {
            auto end = begin + 1;
            while (end < entries.size() && key_of(entries[end]) == key_of(entries[begin])) ++end;
            sizes.add(end - begin);
            if (end - begin > largest)
                ++report_.blocks_left_out;
            else if (end - begin > 1)
                add_block(std::span(entries).subspan(begin, end - begin));
            begin = end;
        }
    }
    report_.combined_rows_max = sizes.largest(budget);
    drop_blocks(first, report_.combined_rows_max);
}

void Candidates::add_block(std::span<std::uint64_t const> entries) {
    for (auto const entry : entries) block_rows_.push_back(static_cast<Row>(entry));
    block_begins_.push_back(block_rows_.size());
}

void Candidates::drop_blocks(std::size_t first, std::uint32_t largest) {
    auto kept = first;
    auto from = block_begins_[first], to = from;
    for (auto block = first; block + 1 < block_begins_.size(); ++block) {
        auto const end = block_begins_[block + 1];
        auto const rows = end - from;
        auto const begin = from;
        from = end;
        if (rows > largest) {
            ++report_.blocks_left_out;
            continue;
        }
        if (scope_ == Scope::across &&
            records_->source_of(block_rows_[begin]) == records_->source_of(block_rows_[end - 1]))
            continue;
        for (auto i = begin; i < end; ++i) block_rows_[to++] = block_rows_[i];
        block_begins_[++kept] = to;
        ++report_.blocks;
        report_.pairs_max += pairs_of(rows);
    }
    block_begins_.resize(kept + 1);
    block_rows_.resize(to);
    block_rows_.shrink_to_fit();
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

// An index of rows: who of them a record may be. Rows come and go without making it again.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "element/reference.h"
#include "linkage/learned.h"
#include "linkage/numbering.h"
#include "linkage/postings.h"

namespace jutong::linkage {

// Bytes of one value of a record that is asked for, or a row.
inline constexpr std::size_t value_bytes_max = 2000;
inline constexpr std::size_t candidates_max = 1000;  // that a search gives
inline constexpr Row no_row = ~Row{0};

struct Search {
    std::size_t limit = 10;   // candidates, up to candidates_max
    double weight_min = -20;  // log2 odds
    Row self = no_row;        // the record is this row, which does not find itself
};

struct Candidate {
    Row row = no_row;
    double weight = 0;       // log2 odds that the record and the row are one subject
    double probability = 0;  // that it is this row's subject, against all others and nobody
    Pattern pattern = 0;
    // What makes the weight: Found::prior, this by field, less what those who share something
    // without being one subject explain.
    std::array<float, fields_max> bits{};
    double explained = 0;
};

struct Found {
    std::vector<Candidate> candidates;  // the likeliest first
    double prior = 0;                   // log2 odds of any row
    double nobody = 1;                  // probability that it is none of the rows
    std::size_t compared = 0;           // rows
    bool all_seen = true;               // false: the search has ended at its limits
};

// Searches from many threads; changes from one, while there is no search.
class Index {
public:
    // What a thread knows of the record it searches for.
    struct Scratch {
        // Rows that share a key with the record.
        struct Probe {
            std::span<Row const> rows;
            std::size_t field;
            bool is_value;
        };
        struct Slot {
            std::uint32_t search = 0;
            Row row = no_row;
        };

        std::string day;
        std::vector<Asked> asked;   // by field
        std::vector<Term> crossed;  // by field: the record's value in the column exchanged with
        std::vector<Term> crosses;  // and that column's value of the record in this one
        std::vector<float> rarity;  // by field: bits of its value beyond an average one
        std::vector<float> best;    // by field: bits at best
        std::vector<std::uint64_t> keys;
        std::vector<Probe> probes;
        std::vector<Row> shared;  // rows of two probes
        std::vector<Slot> seen;   // a hash table of rows
        std::uint32_t search = 0;
        std::vector<double> weights;  // by class
    };

    // Of the records' columns those that were learned of; their ids are not kept. `reference` is
    // borrowed. Fails with linkage.index.column (invalid) where one is missing.
    static Result<Index> make(Learned learned, Records records,
                              element::Reference const& reference);

    // What a thread needs to search.
    Scratch scratch() const;
    // Plain values (plain_text, simplified) by field; empty: nothing is known. Fails with
    // linkage.index.value (limited) for a value that is too long.
    Done find(std::span<std::string_view const> values, Search const& search, Scratch& scratch,
              Found& out) const;

    // log2 odds that the record and the candidate share what each class but the first does, without
    // being one subject: by class, from the second.
    std::vector<double> sharing(Found const& found, Candidate const& candidate) const;

    // Fail as find() does, with nothing changed; limited too where there are rows_max rows.
    // Rows that were removed give their numbers to new ones.
    Result<Row> add(std::span<std::string_view const> values);
    Done replace(Row row, std::span<std::string_view const> values);
    void remove(Row row);

    // Whether a row that is there says the same, days and amounts in any spelling.
    bool is_same(Row row, std::span<std::string_view const> values) const;

    Learned const& learned() const { return learned_; }
    Row rows() const { return rows_; }  // that are there
    // Of a row that is there; empty: none.
    std::string_view value(Row row, std::size_t field) const {
        return columns_[field].values.at(codes_of(row)[field]);
    }

private:
    class Finding;

    // The rows of each key of a field.
    struct Rows {
        explicit Rows(Row most);
        std::span<Row const> of(std::uint64_t key) const;
        // The list of a key, in the postings of its kind; makes a number for a new hash.
        std::uint32_t list_of(std::uint64_t key);
        Postings& postings(std::uint64_t key);

        Numbering hashes;
        std::vector<Postings> by_kind;  // hashed keys, values, readings, words, pairs
    };

    // Which categories go together, by term of the column.
    struct Together {
        std::vector<Level> levels;
        std::uint32_t values = 0;
        std::vector<std::uint32_t> places;  // by term; `values`: not known
        Values known;
    };

    Index(Learned learned, std::vector<Column> columns, element::Reference const& reference);
    void make_rows(Row rows);
    void place_categories(std::size_t field);
    // The one spelling of a day in a field of days; else the value itself. `kept` holds it.
    std::string_view one_form(std::size_t field, std::string_view value, std::string& kept) const;
    Done check(std::span<std::string_view const> values) const;
    void put(Row row, std::span<std::string_view const> values);
    void take_out(Row row);
    void for_keys(Row row, auto const& use);
    Term const* codes_of(Row row) const {
        return codes_.data() + std::size_t{row} * fields_.size();
    }

    element::Reference const* reference_;
    Learned learned_;
    std::vector<Column> columns_;  // of which the codes are below
    std::vector<Field> fields_;    // borrow them
    std::vector<Term> codes_;      // row by row
    std::vector<Rows> by_key_;     // by field
    std::vector<Together> together_;
    std::vector<Row> free_;  // numbers of removed rows
    Row rows_ = 0;
    bool generous_ = false;
    std::vector<std::size_t> order_;   // of fields: the cheapest to compare first
    std::vector<float> best_bits_;     // by field: of its best level but equal
    std::vector<std::uint64_t> keys_;  // while a row is put in
};

}  // namespace jutong::linkage

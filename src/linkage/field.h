// A column as linkage understands it: what kind of values it has, how alike two of them are, and by
// which keys like ones are found.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "element/element.h"
#include "element/pattern.h"
#include "element/reference.h"
#include "linkage/records.h"

namespace jutong::linkage {

enum class Kind : std::uint8_t {
    name,      // a few words: of a person, a street, a place
    text,      // many words: a title, an address, a list of authors
    code,      // digits and letters that stand for one thing: a number, a telephone
    number,    // a short number: a year, a house
    date,      // with year, month and day
    category,  // one of a few values
};

inline constexpr std::array kinds = {Kind::name,   Kind::text, Kind::code,
                                     Kind::number, Kind::date, Kind::category};
std::string_view to_string(Kind kind);

// By which keys the rows of a value are found.
enum class Keys : std::uint8_t {
    all,    // the value, and what is left of it where it is damaged
    value,  // equal values only
    none,
};

// What is said of a column beforehand. What is not said is told from the values.
struct KnownColumn {
    std::string name;
    std::optional<Kind> kind = {};
    Keys keys = Keys::all;
    // Its valid values are numbers of one subject each; null: they need not be. Borrowed.
    element::Element const* number = nullptr;
};

// How often each value stands, and what they tell on average, in bits.
struct ValueCounts {
    std::vector<std::uint32_t> frequency;  // by term
    std::uint32_t filled = 0;
    double information = 0;
};
ValueCounts counts_of(Column const& column);

// How alike two values are, from 0, the same, to the field's last level, nothing in common.
using Level = std::uint8_t;
inline constexpr Level level_none = 15;  // one of the two has no value
inline constexpr std::size_t levels_max = 8;

// Words that values are made of, for texts and names, by number from 1.
struct Words {
    std::vector<std::string_view> words;  // by number
    std::vector<float> weights;           // by number: bits, the rarer the more
    std::uint32_t first_han = 1;          // from it on they are pairs of Chinese characters
    std::vector<std::uint64_t> letters;   // by number below it: its code points, as 64 bits
    std::vector<std::uint32_t> begins;    // by term: into items; one more at the end
    std::vector<std::uint32_t> items;     // numbers, sorted
    std::vector<float> mass;              // by term
    Arena kept;                           // what `words` are views of

    std::span<std::uint32_t const> of(Term term) const {
        return {items.data() + begins[term], begins[term + 1] - begins[term]};
    }
};

struct Day {
    std::int16_t year = 0;  // 0: not known
    std::int8_t month = 0;
    std::int8_t day = 0;
    bool operator==(Day const&) const = default;
};

// What a thread knows of the value that it compares with others, one after the other.
struct Prepared {
    Term term = no_value;
    element::Pattern pattern;
    Term marked = no_value;
    std::vector<float> marks;  // by word: its weight where the marked value has it, else 0
};

// Immutable once made; safe from any thread.
class Field {
public:
    Field(Column const& column, Row rows, element::Reference const& reference,
          KnownColumn const& known = {});

    Column const& column() const { return *column_; }
    Kind kind() const { return kind_; }
    std::span<std::string_view const> levels() const;
    std::uint32_t frequency(Term term) const { return counts_.frequency[term]; }
    // Rows with a value.
    std::uint32_t filled() const { return counts_.filled; }
    // Bits that a value tells on average: 0 for a constant column.
    double information() const { return counts_.information; }

    // Of two values, neither no_value; quick where `left` is the one of the last call with
    // `prepared`.
    Level compare(Term left, Term right, Prepared& prepared) const;

    // Adds the keys under which a value is found. `generous`: also those of values with an error,
    // which are many.
    void keys(Term term, bool generous, std::vector<std::uint64_t>& out) const;

private:
    Kind likely_kind() const;
    void read_days();
    void read_points();
    void read_words(Row rows);
    void weigh_words(Row rows, std::vector<std::uint32_t> const& rows_with);
    void read_readings(element::Reference const& reference);
    Level compare_names(Term left, Term right, Prepared& prepared) const;
    Level compare_texts(Term left, Term right, Prepared& prepared) const;
    void mark(Term term, Prepared& prepared) const;
    float likeness_of_lone(Term left, Term right) const;
    Level compare_codes(Term left, Term right, Prepared& prepared) const;
    Level compare_numbers(Term left, Term right, Prepared& prepared) const;
    Level compare_days(Term left, Term right, Prepared& prepared) const;
    float shared_mass(Term left, Term right) const;
    element::Points points_of(Term term) const {
        return {points_.data() + point_begins_[term],
                point_begins_[term + 1] - point_begins_[term]};
    }
    std::size_t distance(Term left, Term right, Prepared& prepared) const;
    double likeness(Term left, Term right, Prepared& prepared) const;
    // Least number of edits that the letters of two values need.
    int edits_min(Term left, Term right) const;

    Column const* column_;
    Kind kind_ = Kind::name;
    Keys keys_ = Keys::all;
    ValueCounts counts_;
    std::vector<std::uint64_t> letters_;  // by term: which code points it has, hashed to 64 bits
    // By term, for Kind::code: how often it has signs, 4 bits for those that are equal modulo 16.
    std::vector<std::uint64_t> bags_;
    std::vector<char32_t> points_;             // of all values, but of texts
    std::vector<std::uint32_t> point_begins_;  // by term; one more at the end
    std::vector<std::int32_t> numbers_;        // by term, for Kind::number; -1: not a number
    std::vector<Term> readings_;               // by term: equal where the pinyin is; 0 without Han
    std::vector<Day> days_;
    Words words_;
};

// Reads a day in any usual order of its parts, possible or not (1983-13-45).
Day read_day(std::string_view plain);

}  // namespace jutong::linkage

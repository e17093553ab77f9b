// A column as linkage understands it: what kind of values it has, how alike two of them are, and by
// which keys like ones are found.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "element/element.h"
#include "element/reference.h"
#include "linkage/asked.h"
#include "linkage/organization.h"
#include "linkage/records.h"
#include "linkage/words.h"

namespace jutong::linkage {

enum class Kind : std::uint8_t {
    name,          // a few words: of a person, a street, a place
    text,          // many words: a title, an address, a list of authors
    code,          // digits and letters that stand for one thing: a number, a telephone
    number,        // a short number: a year, a house
    date,          // with year, month and day
    category,      // one of a few values
    organization,  // a firm or an office: place, stem, legal form, branch
};

inline constexpr std::array kinds = {Kind::name, Kind::text,     Kind::code,        Kind::number,
                                     Kind::date, Kind::category, Kind::organization};
std::string_view to_string(Kind kind);

// How its levels are called, best first.
std::span<std::string_view const> levels_of(Kind kind);

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

// Safe from any thread as long as none changes it.
class Field {
public:
    // `room_for_words`: as Words::add has it, where the field will grow.
    Field(Column const& column, Row rows, element::Reference const& reference,
          KnownColumn const& known = {}, std::uint32_t room_for_words = 0);

    Column const& column() const { return *column_; }
    Kind kind() const { return kind_; }
    Keys blocks_by() const { return keys_; }
    std::span<std::string_view const> levels() const { return levels_of(kind_); }
    std::uint32_t frequency(Term term) const { return counts_.frequency[term]; }
    // Rows with a value.
    std::uint32_t filled() const { return counts_.filled; }
    // What kin have in common, as a number: of organizations the stem, which firms of a group and
    // the branches of one share; of others the value.
    Term group(Term term) const { return stem_.empty() ? term : stem_[term]; }
    // Rows whose value is of its group.
    std::uint32_t group_frequency(Term term) const {
        return stem_.empty() ? frequency(term) : stem_frequency_[stem_[term]];
    }
    // Whether two values of that level are of one group.
    bool is_one_group(Level level) const;
    // Bits that a value tells on average: 0 for a constant column.
    double information() const { return counts_.information; }

    // Of two values, neither no_value; quick where `left` is the one of the last call with
    // `prepared`.
    Level compare(Term left, Term right, Prepared& prepared) const;
    // Of any value and one of the column.
    Level compare(Asked& left, Term right) const;
    // `text` in plain form; empty: no value.
    void read(std::string_view text, element::Reference const& reference, Asked& out) const;

    // Adds the keys under which a value is found. `generous`: also those of values with an error,
    // which are many. Keys that are numbers of something are key_of_number; the others have
    // their highest bit set.
    void keys(Term term, bool generous, std::vector<std::uint64_t>& out) const;
    void keys(Asked const& asked, bool generous, std::vector<std::uint64_t>& out) const;

    // Takes in the values that the column got since it was made, which no row has yet.
    void grow(element::Reference const& reference);
    // One row more has a value, or (-1) one fewer.
    void count(Term term, std::int32_t by);

private:
    class Stored;

    Kind likely_kind() const;
    bool has_words() const {
        return kind_ == Kind::name || kind_ == Kind::text || kind_ == Kind::organization;
    }
    void derive(element::Reference const& reference);
    void read_days();
    void read_points();
    void read_readings(element::Reference const& reference);
    void read_organizations(element::Reference const& reference);
    std::uint16_t number_of_places(std::vector<Place> const& places);
    template <typename Left>
    Level level(Left const& left, Term right, Prepared& prepared) const;
    template <typename Left>
    Level compare_names(Left const& left, Term right, Prepared& prepared) const;
    template <typename Left>
    Level compare_organizations(Left const& left, Term right, Prepared& prepared) const;
    template <typename Left>
    Level compare_texts(Left const& left, Term right, Prepared& prepared) const;
    template <typename Left>
    void mark(Left const& left, Prepared& prepared) const;
    template <typename Left>
    float likeness_of_lone(Left const& left, Term right) const;
    template <typename Left>
    Level compare_codes(Left const& left, Term right, Prepared& prepared) const;
    template <typename Left>
    Level compare_numbers(Left const& left, Term right, Prepared& prepared) const;
    template <typename Left>
    Level compare_days(Left const& left, Term right, Prepared& prepared) const;
    template <typename Left>
    float shared_mass(Left const& left, Term right) const;
    template <typename Left>
    std::size_t distance(Left const& left, Term right, Prepared& prepared) const;
    template <typename Left>
    double likeness(Left const& left, Term right, Prepared& prepared) const;
    // Least number of edits that the letters of two values need.
    template <typename Left>
    int edits_min(Left const& left, Term right) const;
    template <typename Value>
    void keys_of(Value const& value, bool generous, std::vector<std::uint64_t>& out) const;
    element::Points points_of(Term term) const {
        return {points_.data() + point_begins_[term],
                point_begins_[term + 1] - point_begins_[term]};
    }

    Column const* column_;
    Kind kind_ = Kind::name;
    Keys keys_ = Keys::all;
    ValueCounts counts_;
    Row weighed_ = 0;  // rows when words were weighed
    std::uint32_t room_for_words_;
    std::vector<std::uint64_t> letters_;  // by term: which code points it has, hashed to 64 bits
    // By term, for Kind::code: how often it has signs, 4 bits for those that are equal modulo 16.
    std::vector<std::uint64_t> bags_;
    // Of all values, but of texts; of organizations of their stems.
    std::vector<char32_t> points_;
    std::vector<std::uint32_t> point_begins_ = {0, 0};  // by term; one more at the end
    std::vector<std::int32_t> numbers_;  // by term, for Kind::number; -1: not a number
    Values readings_known_;
    std::vector<Term> readings_;  // by term: equal where the pinyin is; 0 without Han
    std::vector<Day> days_;
    Words words_;
    // For Kind::organization, by term.
    std::shared_ptr<OrganizationNames const> organizations_;
    Values stems_, branches_;
    std::vector<Term> stem_, branch_;  // no_value: no branch
    std::vector<std::uint16_t> places_;
    std::vector<std::vector<Place>> place_sets_;
    std::map<std::vector<Place>, std::uint16_t> place_numbers_;
    std::vector<std::uint32_t> stem_frequency_;  // by stem
};

// What a key that is a number stands for.
enum class KeyKind : std::uint8_t { value = 1, reading, word, pair };
constexpr std::uint64_t key_of_number(KeyKind kind, std::uint32_t number) {
    return std::uint64_t{static_cast<std::uint8_t>(kind)} << 40U | number;
}
inline constexpr std::uint64_t key_is_hash = 1ULL << 63U;

}  // namespace jutong::linkage

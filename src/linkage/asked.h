// A value that is compared with those of a column, and what is derived of it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "element/pattern.h"
#include "linkage/organization.h"
#include "linkage/records.h"
#include "linkage/words.h"

namespace jutong::linkage {

struct Day {
    std::int16_t year = 0;  // 0: not known
    std::int8_t month = 0;
    std::int8_t day = 0;
    bool operator==(Day const&) const = default;
};

// Reads a day in any usual order of its parts, possible or not (1983-13-45).
Day read_day(std::string_view plain);

// What a thread knows of the value that it compares with others, one after the other.
struct Prepared {
    Term term = no_value;
    element::Pattern pattern;
    Term marked = no_value;
    std::vector<std::uint32_t> marked_words;
    std::vector<float> marks;  // by word: its weight where the marked value has it, else 0
};

// A value that the column need not have, and what is derived of it: filled by Field::read. For one
// thread; to be used again, as it keeps its memory.
class Asked {
public:
    bool is_told() const { return !text_.empty(); }
    std::string_view text() const { return text_; }
    // By which Prepared knows it.
    Term key() const { return ~Term{0}; }
    Term term() const { return term_; }  // no_value where the column does not have it
    element::Points points() const { return points_; }
    std::uint64_t letters() const { return letters_; }
    std::uint64_t bag() const { return bag_; }
    std::int32_t number() const { return number_; }
    Term reading() const { return reading_; }
    Day day() const { return day_; }
    // Those that the column has.
    std::span<std::uint32_t const> words() const { return parts_.known; }
    std::span<Words::Word const> unknown_words() const { return parts_.unknown; }
    std::size_t word_count() const {
        return parts_.known.size() + parts_.unknown.size() + parts_.unknown_pairs;
    }
    float mass() const { return parts_.mass; }
    std::string_view stem_text() const { return organization_.stem; }
    Term stem() const { return stem_; }
    Term branch() const { return branch_; }
    std::vector<Place> const& places() const { return organization_.places; }

private:
    friend class Field;

    std::string text_;
    Term term_ = no_value;
    std::vector<char32_t> points_;
    std::uint64_t letters_ = 0, bag_ = 0;
    std::int32_t number_ = -1;
    Term reading_ = no_value;
    Day day_;
    Words::Parts parts_;
    OrganizationParts organization_;
    Term stem_ = no_value;
    Term branch_ = no_value;
    Prepared prepared_;
};

}  // namespace jutong::linkage

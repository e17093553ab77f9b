// A value of a column, by what is derived of it: for the sources of this module alone.
#pragma once

#include "linkage/field.h"

namespace jutong::linkage {

// As Asked is, at no cost.
class Field::Stored {
public:
    Stored(Field const& field, Term term) : field_(field), term_(term) {}

    Term key() const { return term_; }
    Term term() const { return term_; }
    std::string_view text() const { return field_.column_->values.at(term_); }
    element::Points points() const { return field_.points_of(term_); }
    std::uint64_t letters() const { return field_.letters_[term_]; }
    std::uint64_t bag() const { return field_.bags_[term_]; }
    std::int32_t number() const { return field_.numbers_[term_]; }
    Term reading() const { return field_.readings_[term_]; }
    Day day() const { return field_.days_[term_]; }
    std::span<std::uint32_t const> words() const { return field_.words_.of(term_); }
    std::span<Words::Word const> unknown_words() const { return {}; }
    std::size_t word_count() const { return words().size(); }
    float mass() const { return field_.words_.mass(term_); }
    std::string_view stem_text() const { return field_.stems_.at(stem()); }
    Term stem() const { return field_.stem_[term_]; }
    Term branch() const { return field_.branch_[term_]; }
    std::vector<Place> const& places() const { return field_.place_sets_[field_.places_[term_]]; }

private:
    Field const& field_;
    Term term_;
};

}  // namespace jutong::linkage

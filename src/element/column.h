// ColumnElement: the loops over a column, around what an element does with one text.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "element/clean.h"
#include "element/element.h"
#include "element/text_compare.h"

namespace jutong::element {

// What became of one text. Bits of `repairs` count in Element::repairs().
struct Reading {
    std::string_view text{};
    std::int64_t number = 0;
    State state = state_ok;
    std::uint8_t repairs = 0;
};

inline constexpr Reading nothing{{}, 0, state_null, 0};
// `which` counts in Element::failures() from 1.
constexpr Reading failed(State which) { return {{}, 0, which, 0}; }

using Names = std::span<std::string_view const>;

inline constexpr std::string_view masked_wholly = "***";

// A concrete element writes, inline and without virtual calls:
//   Reading read_text(std::string_view, Form, Arena&) const    blank text gives `nothing`
//   double likeness(Reading const&, Reading const&) const      of two normalised readings
// and may hide:
//   double rough_likeness(std::string_view, std::string_view) const    where one side is unreadable
//   std::string_view masked(std::string_view, Arena&) const            of readable text
template <typename Concrete>
class ColumnElement : public Element {
public:
    std::span<std::string_view const> failures() const override { return failures_; }
    std::span<std::string_view const> repairs() const override { return repairs_; }

    void read(Texts in, Form form, ValueColumn& out) const final {
        out.reset(in.size());
        // Bytes may alias anything: pointers of our own spare the loop reloading the vectors'.
        auto* const text = out.text.data();
        auto* const number = out.number.data();
        auto* const state = out.state.data();
        auto* const repairs = out.repairs.data();
        for (std::size_t i = 0; i < in.size(); ++i) {
            auto const reading = self().read_text(in[i], form, out.arena);
            text[i] = reading.text;
            number[i] = reading.number;
            state[i] = reading.state;
            repairs[i] = reading.repairs;
        }
    }

    void compare(Texts left, Texts right, std::span<double> out) const final {
        Arena scratch;
        for (std::size_t i = 0; i < out.size(); ++i) {
            scratch.clear();
            out[i] = compare_one(left[i], right[i], scratch);
        }
    }

    void mask(Texts in, std::span<std::string_view> out, Arena& arena) const final {
        Arena scratch;
        for (std::size_t i = 0; i < in.size(); ++i) {
            scratch.clear();
            auto const state = self().read_text(in[i], Form::parsed, scratch).state;
            out[i] = state == state_ok     ? self().masked(in[i], arena)
                     : state == state_null ? std::string_view{}
                                           : masked_wholly;
        }
    }

    double rough_likeness(std::string_view left, std::string_view right) const {
        return edit_similarity(left, right);
    }
    std::string_view masked(std::string_view text, Arena&) const { return text; }

    using Element::compare;
    using Element::mask;

private:
    friend Concrete;

    ColumnElement(std::string name, std::string title, Names failures = {}, Names repairs = {})
        : Element(std::move(name), std::move(title)), failures_(failures), repairs_(repairs) {}

    Concrete const& self() const { return static_cast<Concrete const&>(*this); }

    // A blank side is like nothing, not even like another blank: nothing is known of either.
    double compare_one(std::string_view left, std::string_view right, Arena& scratch) const {
        auto const a = self().read_text(left, Form::normalised, scratch);
        auto const b = self().read_text(right, Form::normalised, scratch);
        if (a.state == state_ok && b.state == state_ok) return self().likeness(a, b);
        if (a.state == state_null || b.state == state_null) return 0;
        return self().rough_likeness(text_of(a, left, scratch), text_of(b, right, scratch));
    }

    std::string_view text_of(Reading const& reading, std::string_view text, Arena& scratch) const {
        if (reading.state == state_ok && kind() == Kind::text) return reading.text;
        return clean(text, clean_code, scratch).text;
    }

    Names failures_;
    Names repairs_;
};

}  // namespace jutong::element

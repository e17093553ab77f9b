// Where a number is mentioned, however it is spelled: in a cell, in a text, in any bytes.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

namespace jutong::ingest {

// Numbers to look for. Case, width, spaces and NUL do not matter; a number is found within other
// text too (a pupil's number is a letter and an identity number). Reading is safe from any thread.
class Mentions {
public:
    // A number as its element writes it; of an identity number with a birth in the 1900s also the
    // 15 digits it had before 1999.
    void add(std::string_view number);
    // Counts only where neither digit nor letter stands beside it: ids that we made of a number.
    void add_whole(std::string_view number);

    bool empty() const { return anywhere_.empty() && whole_.empty(); }
    // In UTF-8; tabs and line ends are spaces.
    bool in(std::string_view text) const;

private:
    friend class MentionSearch;
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    using Numbers = std::unordered_set<std::string, Hash, std::equal_to<>>;

    Numbers anywhere_, whole_;
    std::set<std::size_t> sizes_;  // of those anywhere
    std::size_t size_max_ = 0;     // of all
};

// The same over a stream of bytes in pieces: UTF-8, or any file whose texts are UTF-8 or UTF-16.
class MentionSearch {
public:
    enum class Breaks : std::uint8_t { are_spaces, separate };  // tabs and line ends

    MentionSearch(Mentions const& mentions, Breaks breaks) : mentions_(mentions), breaks_(breaks) {}

    void take(std::string_view bytes);
    bool found();  // in all that was taken: ends it

private:
    void take_one(char32_t c);
    void end_word();

    Mentions const& mentions_;
    Breaks breaks_;
    bool found_ = false;
    std::string cut_;         // a character whose rest comes with the next piece
    std::string word_;        // digits and letters, upper case: the last ones
    std::size_t length_ = 0;  // of the word, all of it
};

}  // namespace jutong::ingest

// Data elements (数据元): one type, six abilities, over single texts and over columns.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/random.h"
#include "base/result.h"

namespace jutong::element {

// How a value is stored in the lake.
enum class Kind : std::uint8_t {
    text,       // VARCHAR
    integer,    // BIGINT
    decimal,    // DECIMAL(18,4): number is in ten-thousandths
    boolean,    // BOOLEAN
    date,       // DATE: number is days since 1970-01-01
    timestamp,  // TIMESTAMP: number is microseconds since 1970-01-01, local time
    money,      // STRUCT(amount DECIMAL(18,4), currency VARCHAR): number and text
};

inline constexpr std::int64_t decimal_scale = 10'000;

// A value that was read: text for texts and the currency of money, number for all the others.
struct Value {
    std::int64_t number = 0;
    std::string text;
    bool operator==(Value const&) const = default;
};

// What became of one text of a column: read, null (nothing but white space), or the failure's
// place in Element::failures() counted from 1.
using State = std::uint8_t;
inline constexpr State state_ok = 0;
inline constexpr State state_null = 255;

// Results of reading a column, as columns. Views point into the input or into `arena`.
struct ValueColumn {
    std::vector<std::string_view> text;
    std::vector<std::int64_t> number;
    std::vector<State> state;
    std::vector<std::uint8_t> repairs;  // bit i is set where Element::repairs()[i] was made
    Arena arena;

    void reset(std::size_t rows);
};

// Parsed: as written, proven valid. Normalised: in the one form in which equal things are equal.
enum class Form : std::uint8_t { parsed, normalised };

using Texts = std::span<std::string_view const>;

// All functions are pure and safe from any thread.
class Element {
public:
    virtual ~Element() = default;
    Element() = default;
    Element(Element const&) = delete;
    Element& operator=(Element const&) = delete;

    std::string_view name() const { return name_; }    // id_number
    std::string_view title() const { return title_; }  // 公民身份号码
    virtual Kind kind() const { return Kind::text; }

    // Reasons for which reading fails: element.id_number.check_digit …
    virtual std::span<std::string_view const> failures() const = 0;
    // What reading may mend, at most 8: repair.id_number.upgraded (15 to 18 digits) …
    virtual std::span<std::string_view const> repairs() const { return {}; }
    // Would text of another column mostly fail here? Tells shifted rows.
    virtual bool strict() const { return true; }

    // Reads a column: parse, check and, where asked, normalise. Repairs are reported, never silent.
    virtual void read(Texts in, Form form, ValueColumn& out) const = 0;
    // The canonical text of a value that was read; read() accepts it and gives the same value.
    virtual std::string to_text(Value const& value) const;
    // Likeness in 0..1, 1 for the same thing: of two texts that need not be readable.
    virtual void compare(Texts left, Texts right, std::span<double> out) const = 0;
    // What a list may show. Unreadable text is masked wholly (***).
    virtual void mask(Texts in, std::span<std::string_view> out, Arena& arena) const = 0;
    // A valid, canonical text with a lifelike distribution; the same for the same random state.
    virtual std::string generate(Random& random) const = 0;

    // The same for one text. Blank text fails with element.blank (invalid).
    Result<Value> parse(std::string_view text) const;
    Result<Value> normalise(std::string_view text) const;
    bool valid(std::string_view text) const;
    double compare(std::string_view left, std::string_view right) const;
    std::string mask(std::string_view text) const;

protected:
    Element(std::string name, std::string title)
        : name_(std::move(name)), title_(std::move(title)) {}

private:
    Result<Value> read_one(std::string_view text, Form form) const;

    std::string name_;
    std::string title_;
};

}  // namespace jutong::element

// Values of spreadsheet cells as text, the same for every kind of workbook.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jutong::ingest {

// What a number format makes of a number.
enum class NumberKind : std::uint8_t { plain, date, time };

// By the id of a built-in format (those of Chinese workbooks included), or by the code of one's
// own.
NumberKind kind_of_format(int id);
NumberKind kind_of_format(std::string_view code);

// Which day is number 0.
enum class DateSystem : std::uint8_t { from_1900, from_1904 };

// A whole number below 10¹⁵ without point or exponent; other numbers with the 15 digits that a
// spreadsheet has. What has lost digits stays recognisable: 3.70102199003071E+17. Dates as
// 2026-01-02, with a time of day 2026-01-02T08:30:00, times alone 08:30:00. A number that is no
// date stays a number.
std::string number_text(double number, NumberKind kind, DateSystem system);

// Places of merged cells; rows and columns count from 0.
struct Merge {
    std::uint32_t first_row = 0, last_row = 0;
    std::uint32_t first_column = 0, last_column = 0;
};

// Gives every cell of a merged range the value of its first one, as rows go by from top to bottom.
class Merges {
public:
    explicit Merges(std::vector<Merge> merges);
    Merges() = default;

    void fill(std::uint32_t row, std::vector<std::string>& cells);

private:
    struct Open {
        Merge merge;
        std::string value;
    };
    std::vector<Merge> merges_;  // by first row
    std::size_t next_ = 0;
    std::vector<Open> open_;
};

}  // namespace jutong::ingest

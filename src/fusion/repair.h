// Numbers with a slip: one digit wrong, or two neighbours swapped. Mended only where another
// department's row of the mended number bears the same name, and only where one number alone fits.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "element/element.h"
#include "fusion/plan.h"
#include "fusion/rows.h"
#include "fusion/touched.h"

namespace jutong::fusion {

// The valid numbers that are one slip away from `sent`, sorted.
std::vector<std::string> one_slip_away(std::string_view sent, element::Element const& number);

class NumberRepair {
public:
    explicit NumberRepair(Plan const& plan) : plan_(plan) {}

    // A row whose number is not valid. Before any call of confirm(); for one thread.
    void add(SubjectRow const& row, std::string_view number_as_sent);

    // Leaves only the rows that may be mended to a touched number, and touches the numbers whose
    // bearers may change by that: `sent` are the broken numbers of rows that came or went. After
    // all calls of add(). What it gives are the further numbers whose rows confirm() must see.
    std::vector<std::string> narrow(Touched& touched, std::vector<std::string> const& sent);

    // A row whose number is valid: it may confirm a candidate. Safe from any thread.
    void confirm(SubjectRow const& row);

    struct Mended {
        std::string number;
        std::string bytes;  // the row as append_row made it, its number not yet mended
    };
    // The rows that exactly one number fits. After all calls of confirm().
    std::vector<Mended> mended() const;

    std::int64_t broken() const { return broken_count_; }

private:
    struct Broken {
        std::string bytes;
        std::string as_sent;
        std::vector<std::pair<std::size_t, std::string>> names;  // field and text
        std::vector<std::string> fitting;                        // confirmed numbers
    };

    Plan const& plan_;
    std::int64_t broken_count_ = 0;  // of all that were added
    std::vector<Broken> broken_;
    std::unordered_map<std::uint64_t, std::vector<std::size_t>>
        candidates_;    // by hash of the number: places in broken_
    std::mutex mutex_;  // guards Broken::fitting
};

}  // namespace jutong::fusion

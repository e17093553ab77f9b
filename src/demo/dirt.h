// Dirt: the mistakes of clerks, machines and years, one kind of cell after another.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/random.h"
#include "demo/rates.h"

namespace jutong::demo {

// Each function may spoil the clean text it is given, by the rates of rates.h, and counts what it
// did. `factor` scales the rates.
class Dirt {
public:
    explicit Dirt(double factor) : factor_(factor) {}

    void name(std::string& text, Random& random);
    // `birth` decides whether the person ever had a number of 15 digits.
    void id_number(std::string& text, Days birth, Random& random);
    void code(std::string& text, Random& random);  // credit and organisation codes
    void phone(std::string& text, Random& random);
    void address(std::string& text, Random& random);
    void free_text(std::string& text, Random& random);
    // The text that says "missing", where it is; else nothing is changed.
    bool missing(std::string& text, Random& random);

    // What befalls a cell or a row, Fault::none mostly. It is counted.
    Fault draw(std::span<FaultRate const> rates, Random& random);
    bool chance(double rate, Random& random) { return random.chance(rate * factor_); }

    std::int64_t made(Fault fault) const { return made_[static_cast<std::size_t>(fault)]; }

private:
    double factor_;
    std::array<std::int64_t, static_cast<std::size_t>(Fault::count)> made_{};
};

}  // namespace jutong::demo

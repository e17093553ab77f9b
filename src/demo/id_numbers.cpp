// Why no two people get the same number: the day of the year and the sequence together are a cell,
// dealt by the person's place among those of a county, not drawn. Where a county has more people
// than cells, the parity of the year tells the rounds apart.
#include <fmt/format.h>

#include "base/verify.h"
#include "demo/people.h"
#include "demo/rates.h"
#include "element/number_codes.h"

namespace jutong::demo {

namespace {

constexpr std::int64_t days = 365;
constexpr std::int64_t sequences_here = 370;   // of the 499 of each sex: for those born here,
constexpr std::int64_t sequences_twins = 20;   // for their younger twins,
constexpr std::int64_t sequences_moved = 109;  // and for those from another county
constexpr std::int64_t sequences_before_moved = sequences_here + sequences_twins;
constexpr std::int64_t sequences_all = sequences_before_moved + sequences_moved;
constexpr std::int64_t cells_here = days * sequences_here;
constexpr std::int64_t cells_moved = days * sequences_moved;
constexpr std::int64_t cells_all = days * sequences_all;
// Prime to all three: neighbours get cells far apart.
constexpr std::int64_t stride = 100'003;
constexpr Days renamed_day = 16'800;  // 2015-12-31: about when counties became districts
constexpr int last_year = snapshot_year - 1;

struct Cell {
    std::int64_t day;       // of the year, from 0
    std::int64_t sequence;  // of the sex, from 0
    std::int64_t round;
};

Cell cell_of(std::int64_t place, std::int64_t cells, std::int64_t first_sequence) {
    auto const cell = place % cells * stride % cells;
    return {cell % days, first_sequence + cell / days, place / cells};
}

// `rounds`: how many people may share a cell. With one, any year will do.
Days birth_of(Cell const& cell, int age, std::int64_t parity, bool one_round) {
    auto year = last_year - age;
    if (!one_round && (year & 1) != (parity & 1)) --year;
    auto const new_year = to_days({year, 1, 1});
    verify(new_year.has_value(), "people are born in years of the calendar");
    auto const leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    auto const day = static_cast<Days>(cell.day);
    return *new_year + day + (leap && day >= 59 ? 1 : 0);  // never on 29 February
}

std::string number_of(std::string_view county, Days birth, std::int64_t sequence,
                      element::Gender gender) {
    auto const male = gender == element::Gender::male;
    return element::make_id_number(county, birth, static_cast<int>(2 * sequence + (male ? 1 : 2)));
}

Cell cell_here(World const& world, std::int64_t index, County const& county) {
    auto const first = world.neighbourhoods_of(county).first * neighbourhood_people;
    return cell_of(index - first, cells_here, 0);
}

// A twin has the cell of the elder, with another sequence.
Numbered number_here(World const& world, std::int64_t index, County const& county, int age,
                     element::Gender gender, std::int64_t sequence_offset) {
    auto const cell = cell_here(world, index, county);
    auto const homes = world.neighbourhoods_of(county);
    auto const one_round = homes.size() * neighbourhood_people <= cells_here;
    auto const birth = birth_of(cell, age, cell.round, one_round);
    auto const code = birth < renamed_day ? county.old_code : county.code;
    return {number_of(code, birth, cell.sequence + sequence_offset, gender), birth,
            fmt::format("山东省{}{}", county.city, county.name)};
}

}  // namespace

std::optional<Numbered> number_twin(World const& world, std::int64_t elder, County const& county,
                                    int age, element::Gender gender) {
    if (cell_here(world, elder, county).sequence >= sequences_twins) return std::nullopt;
    return number_here(world, elder, county, age, gender, sequences_here);
}

Numbered number_person(World const& world, std::int64_t index, County const& county, Origin origin,
                       int age, element::Gender gender) {
    auto const& divisions = world.places().divisions();
    if (origin == Origin::here) return number_here(world, index, county, age, gender, 0);
    auto const moved = origin == Origin::another_county;
    auto const counties = world.places().counties();
    auto const elsewhere = world.places().elsewhere();
    auto const count = static_cast<std::int64_t>(moved ? counties.size() : elsewhere.size());
    auto const cells = moved ? cells_moved : cells_all;
    auto const cell = cell_of(index, cells, moved ? sequences_before_moved : 0);
    // People of one cell come in different rounds, hence from different counties.
    auto const start = static_cast<std::int64_t>(
        world.random(Stream::number, index % cells).below(static_cast<std::uint64_t>(count)));
    auto const from = static_cast<std::size_t>((start + cell.round) % count);
    auto const birth =
        birth_of(cell, age, cell.round / count, world.plan().people <= cells * count);
    auto const code = moved ? counties[from].code : elsewhere[from]->code;
    return {number_of(code, birth, cell.sequence, gender), birth, divisions.full_name(code)};
}

}  // namespace jutong::demo

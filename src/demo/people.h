// People of the demo province, a neighbourhood at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "demo/families.h"
#include "demo/world.h"
#include "element/names.h"

namespace jutong::demo {

enum class Work : std::uint8_t { child, pupil, student, employed, flexible, unemployed, retired };

struct Household {
    std::string number;  // 户号
    Place place;
    std::string residence, former_residence;
    bool migrant;                    // registered in another province
    std::string registered_address;  // where its people are registered (户籍)
    std::string_view registered_division;
};

struct Person {
    std::int64_t index;
    std::int64_t household;  // of the whole province
    int home;                // the place of the household in the neighbourhood
    std::string subject;     // the true number, or P and the index where there is none yet
    std::string id_number;   // empty for a few of the newborn
    std::string name, former_name;
    element::Gender gender;
    int nation;
    int age;
    Days birth;
    std::string birthplace;
    std::string_view kin, marital, education;
    int spouse, father, mother;  // places in the neighbourhood, or nobody
    Days married;                // 0 where never
    Days died;                   // 0 for the living
    Work work;
    std::int64_t employer;  // an organisation's index, or nobody
    std::string phone, former_phone;
};

// The people and homes of one neighbourhood: a pure function of plan and index.
struct Neighbourhood {
    std::int64_t index;
    County const* county;
    Place place;
    std::vector<Household> homes;
    std::vector<Person> people;

    Household const& home_of(Person const& person) const {
        return homes[static_cast<std::size_t>(person.home)];
    }
};

// Fills `out`, whose memory is used again.
void make_neighbourhood(World const& world, std::int64_t index, Neighbourhood& out);

// The identity number of a person: no two of a province of people_max have the same.
// `origin`: where the first registration was.
enum class Origin : std::uint8_t { here, another_county, another_province };
struct Numbered {
    std::string number;
    Days birth;
    std::string birthplace;
};
Numbered number_person(World const& world, std::int64_t index, County const& county, Origin origin,
                       int age, element::Gender gender);

// The number of a younger twin: of the elder's day, with a sequence kept for twins. Nothing where
// the elder's sequence has no such place beside it, as for most.
std::optional<Numbered> number_twin(World const& world, std::int64_t elder, County const& county,
                                    int age, element::Gender gender);

// The employer of a person of that county: big ones have more. Nobody where there is none.
std::int64_t random_employer(World const& world, County const& county, Random& random);

}  // namespace jutong::demo

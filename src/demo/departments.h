// Departments: each writes its tables, a neighbourhood at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "demo/organizations.h"
#include "demo/people.h"
#include "demo/table.h"
#include "demo/world.h"

namespace jutong::demo {

// What a department sees of a neighbourhood. Views point into the generator's buffers.
struct Block {
    World const& world;
    Neighbourhood const& here;
    std::span<Organization const> organizations;     // those that stand here
    std::span<Person const* const> representatives;  // of each of them
    std::span<Organization const* const> employers;  // of each person; null for most
};

class Department {
public:
    virtual ~Department() = default;
    Department() = default;
    Department(Department const&) = delete;
    Department& operator=(Department const&) = delete;

    virtual void write(Block const& block) = 0;
    // After the last neighbourhood: what is not told of people.
    virtual void finish(World const&) {}
};

// Each opens its tables in `output`, which must outlive the department.
std::unique_ptr<Department> make_police(Output& output);
std::unique_ptr<Department> make_civil_affairs(Output& output);
std::unique_ptr<Department> make_insurance(Output& output);
std::unique_ptr<Department> make_health(Output& output);
std::unique_ptr<Department> make_education(Output& output);
std::unique_ptr<Department> make_housing(Output& output);
std::unique_ptr<Department> make_qualifications(Output& output);
std::unique_ptr<Department> make_registry(Output& output);
std::unique_ptr<Department> make_public_bodies(Output& output);
std::unique_ptr<Department> make_employers(Output& output);
std::unique_ptr<Department> make_credit(Output& output);
std::unique_ptr<Department> make_geography(Output& output);
std::unique_ptr<Department> make_statistics(Output& output);
std::unique_ptr<Department> make_ecology(Output& output);
std::unique_ptr<Department> make_agriculture(Output& output);

std::vector<std::unique_ptr<Department>> make_departments(Output& output);

// Titles of the codes that people carry.
std::string_view marital_title(std::string_view code);
std::string_view education_title(std::string_view code);
std::string_view kin_title(std::string_view code);

// Clean parts that many tables share.
struct Coded {
    std::string_view code, title;
};
inline constexpr Coded certificate_valid{"01", "有效"};
inline constexpr Coded certificate_cancelled{"04", "注销"};
inline constexpr Coded certificate_expired{"05", "失效"};

// A day in [from, until]; `until` where that is earlier.
Days day_between(Random& random, Days from, Days until);

inline constexpr Days year_days = 365;

// The key of the second row of a person whom a register has twice: above those of all people.
inline constexpr std::int64_t second_key = 2 * people_max;

}  // namespace jutong::demo

#include "demo/demo.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "demo/departments.h"
#include "demo/places.h"
#include "demo/table.h"
#include "demo/world.h"
#include "element/reference.h"

namespace jutong::demo {

namespace {

constexpr std::int64_t progress_every = 256;  // neighbourhoods

Done check(Plan const& plan) {
    auto const within = [](std::int64_t value, std::int64_t most) {
        return value >= 1 && value <= most;
    };
    if (!within(plan.people, people_max))
        return fail(Code::invalid, "demo.plan",
                    fmt::format("People must be 1 to {}: {}", people_max, plan.people));
    if (!within(plan.organizations, organizations_max))
        return fail(Code::invalid, "demo.plan",
                    fmt::format("Organisations must be 1 to {}: {}", organizations_max,
                                plan.organizations));
    return {};
}

// Neighbourhoods in an order that mixes the counties: a step that is prime to their number.
std::int64_t mixing_step(std::int64_t count) {
    auto step =
        std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(count) * 0.618));
    while (std::gcd(step, count) != 1) ++step;
    return step;
}

// Writes neighbourhood after neighbourhood; its buffers are used again.
class Writer {
public:
    Writer(World const& world, Output& output)
        : world_(world), departments_(make_departments(output)) {}

    void write(std::int64_t index) {
        make_neighbourhood(world_, index, here_);
        make_organizations();
        find_employers();
        Block const block{world_, here_, organizations_, representatives_, employer_of_};
        for (auto const& department : departments_) department->write(block);
    }

    void finish() {
        for (auto const& department : departments_) department->finish(world_);
    }

private:
    void make_organizations() {
        organizations_.clear();
        representatives_.clear();
        auto const [first, last] = world_.organizations_of(here_.index);
        for (auto i = first; i < last; ++i) {
            organizations_.push_back(make_organization(world_, i));
            representatives_.push_back(&representative_of(world_, organizations_.back(), here_));
        }
    }

    void find_employers() {
        employers_.clear();
        employers_.reserve(here_.people.size());
        employer_of_.clear();
        for (auto const& person : here_.people) {
            if (person.employer == nobody) {
                employer_of_.push_back(nullptr);
                continue;
            }
            employers_.push_back(make_organization(world_, person.employer));
            employer_of_.push_back(&employers_.back());
        }
    }

    World const& world_;
    std::vector<std::unique_ptr<Department>> departments_;
    Neighbourhood here_;
    std::vector<Organization> organizations_;
    std::vector<Person const*> representatives_;
    std::vector<Organization> employers_;
    std::vector<Organization const*> employer_of_;
};

}  // namespace

Result<std::vector<Written>> generate(Plan const& plan, element::Registry const& registry,
                                      Progress const& progress) {
    TRY(check(plan));
    auto const places = TRY(Places::create(registry.reference().divisions()));
    World const world(plan, places);
    auto const output = TRY(Output::create(plan.out, plan.seed));
    Writer writer(world, *output);
    auto const count = world.neighbourhoods();
    auto const step = mixing_step(count);
    for (std::int64_t i = 0, index = 0; i < count && !output->failed(); ++i) {
        writer.write(index);
        index = (index + step) % count;
        if (i % progress_every != 0 || !progress) continue;
        if (!progress(static_cast<double>(i) / static_cast<double>(count), "departments' tables"))
            return fail(Code::conflict, "demo.cancelled", "The demo province was cancelled");
    }
    writer.finish();
    auto written = TRY(output->close());
    if (progress) progress(1.0, "departments' tables");
    return written;
}

}  // namespace jutong::demo

// The numbers that a fusion looks at again.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "fusion/plan.h"
#include "fusion/rows.h"

namespace jutong::fusion {

// A set of numbers. Reading is safe from any thread.
class Touched {
public:
    void add(std::string number) {
        if (hashes_.insert(hash_of(number)).second) numbers_.push_back(std::move(number));
    }
    bool contains(std::uint64_t hash) const { return hashes_.contains(hash); }
    std::vector<std::string> const& numbers() const { return numbers_; }

private:
    std::unordered_set<std::uint64_t> hashes_;
    std::vector<std::string> numbers_;
};

// What changed in the feeds of a library between two versions of the lake.
struct Changes {
    Touched touched;                // numbers of rows that came, went or changed
    std::vector<std::string> sent;  // broken numbers of such rows, as they were sent
    bool unnumbered = false;        // there are such rows without any
};

Result<Changes> changes_between(lake::Session& session, Plan const& plan, std::int64_t from,
                                std::int64_t to);

}  // namespace jutong::fusion

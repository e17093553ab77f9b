// Rows that fail, with what stands in them, fit to be shown.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "governance/rules.h"
#include "job/workplace.h"

namespace jutong::job {

// The rules of a resource by the names that measures give them.
class RuleBook {
public:
    explicit RuleBook(catalog::Resource const& resource);

    // A title and what to do; of a rule that the packs no longer have, its name and nothing.
    std::string title(std::string const& rule) const;
    std::string remedy(std::string const& rule) const;
    // Does a row that fails it go to the quarantine?
    bool rejects(std::string const& rule) const;

private:
    governance::Rule const* find(std::string const& rule) const;

    catalog::Resource const& resource_;
    std::map<std::string, governance::Rule, std::less<>> rules_;
};

struct Example {
    std::string rule, file;
    std::int64_t row = 0;
    std::string key, value;  // masked where they are personal; empty where unknown
};

// At the most `per_rule` rows for each rule that rows of the resource fail, of the last load of
// each file; values as they were received.
Result<std::vector<Example>> examples_of(Workplace& workplace, catalog::Resource const& resource,
                                         int per_rule);

// The rule that gives a reason.
std::string rule_of(std::string const& reason, std::string const& field);

// A value of a field, fit to be shown in a notice: masked where it is personal.
std::string shown_value(catalog::Field const& field, std::string const& text);

}  // namespace jutong::job

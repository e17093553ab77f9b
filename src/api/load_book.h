// Which file of which resource a load was, remembered, and written as the origin of a value.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "job/workplace.h"

namespace jutong::api {

// JSON of an origin before and after its rule: "resource":…,"rule":" and ","run":…,"at":…
struct LoadEntry {
    std::string before_rule, after_rule;
};

LoadEntry entry_of(catalog::Catalog const& catalog, std::string_view resource_name,
                   std::int64_t run, std::string_view at);

// What is the same in every answer about a library: for each field the JSON up to its value.
struct LibraryShape {
    std::vector<std::string> before_value;
    std::vector<bool> personal;
    std::vector<std::map<std::string, std::string, std::less<>>> labels;  // of codes, as JSON
};

struct Book {
    std::shared_ptr<job::Workplace const> workplace;  // whose titles these are
    std::map<std::int64_t, LoadEntry> loads;
    std::map<catalog::Library const*, LibraryShape> libraries;
};

// Safe from any thread.
class LoadBook {
public:
    // With the load in it, if there is such a load: all loads up to now are read where it is not.
    Result<std::shared_ptr<Book const>> with(std::shared_ptr<job::Workplace> const& workplace,
                                             std::int64_t load);
    // The same without waiting: nothing where the lake would have to be read.
    std::shared_ptr<Book const> at_hand(job::Workplace const& workplace, std::int64_t load) const;

private:
    std::mutex reading_;        // held by the one who reads the lake
    mutable std::mutex mutex_;  // guards the one below; never held for long
    std::shared_ptr<Book const> book_;
};

// Text as JSON, with its quotes; null where it is empty.
void append_json_or_null(std::string& out, std::string_view text);

}  // namespace jutong::api

// The serving table: golden records by number, from an index instead of the lake, kept current from
// the lake's change feed. It is made of the lake and may be thrown away at any time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "catalog/catalog.h"
#include "job/workplace.h"

namespace jutong::serving {

// A value of a golden record, and where it comes from; `load` of meta.load, 0 where unknown.
struct Value {
    std::string_view text;       // empty: nobody gives it
    std::string_view mask = {};  // of a personal value, as lists show it
    std::int64_t load = 0;
    std::uint8_t rule = 0;  // as fusion::Origin has it: only, authority, recency, agreement
    bool mended = false;    // of a row whose number was repaired
    bool linked = false;    // of a row without a valid number, tied by other evidence
};

struct Record {
    catalog::Library const* library = nullptr;
    std::int64_t subject = 0;
    std::string packed;  // values() reads it

    // One for each field of the library. Views into this record.
    std::vector<Value> values() const;
};

struct Followed {
    std::int64_t written = 0, removed = 0;  // records
    std::int64_t version = 0;               // of the lake
};

class Serving {
public:
    // Beside the data directory's store, or in its database. `readers`: connections for find().
    static Result<std::unique_ptr<Serving>> open(job::Settings const& settings, int readers);
    ~Serving();

    // Brings the table to the lake's present version: what changed, or all of a library whose
    // fields changed or that is new. One caller at a time.
    Result<Followed> follow(job::Workplace& workplace, Progress& progress);

    // The records of a number as it stands in the libraries, in any of their forms. From any
    // thread; at most `readers` at once. `catalog`: as follow() last had it.
    Result<std::vector<Record>> find(catalog::Catalog const& catalog, std::string const& number);

    // Is every library of the catalogue there, as its fields are now?
    Result<bool> is_complete(catalog::Catalog const& catalog);

    // Forgets everything, for good: after somebody was erased.
    static Done forget(job::Settings const& settings);

private:
    struct Impl;
    explicit Serving(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace jutong::serving

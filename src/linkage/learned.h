// What linkage has learned of tables: enough to weigh other rows as it weighed theirs, without
// theirs. Kept as model.json.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "linkage/model.h"

namespace jutong::linkage {

inline constexpr std::int64_t model_version = 1;
// Of what is read: one of the sort that is written is far below.
inline constexpr std::size_t model_bytes_max = 16U << 20U;

// The level of two values of categories that are spelt differently by two sources.
struct Association {
    std::vector<std::string> values;
    std::vector<Level> levels;  // of each with each, row by row
};

struct LearnedField {
    std::string column;
    Kind kind = Kind::name;
    Keys keys = Keys::all;
    Comparison comparison;
    Shares strangers{};
    double equal = 0;                        // share of strangers that are equal, by frequencies
    std::optional<Association> association;  // where values go together
};

// A column whose valid values are numbers of one subject each.
struct LearnedGuard {
    std::string column;
    std::string element;
};

struct Learned {
    double rows = 0;      // from so many
    double partners = 0;  // that a row is expected to have
    double alone = 1;     // share of the rows that are expected to have none
    std::vector<LearnedField> fields;
    std::vector<PairClass> classes;  // the first: of one subject
    std::vector<LearnedGuard> guards;

    std::string_view level_name(std::size_t field, std::size_t level) const;
    KnownColumn known(std::size_t field) const;
};

json::object to_json(Learned const& learned);
// Fails with linkage.model (invalid) and where in the file what is wrong, linkage.model.version
// (invalid) for a file of another version, linkage.model.size (limited).
Result<Learned> read_model(std::string_view text);

}  // namespace jutong::linkage

// A model of Splink (version 3 to 5, DuckDB's dialect), as its save_model_to_json writes it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jutong::job {

struct SplinkLevel {
    std::string label;
    std::string condition;  // SQL over "column_l" and "column_r"; "ELSE" for the last
    bool is_else = false;
    double weight = 0;  // log2 of m over u; 0 where a value is missing
    double u = 0;       // share among pairs of strangers
    // Term frequencies: the weight gets tf_weight * (log2(tf_u) - log2(max(tf, tf_least))).
    std::string tf_column;  // empty: none
    double tf_weight = 0;
    double tf_least = 0;
    double tf_u = 0;
};

struct SplinkComparison {
    std::string name;
    std::vector<SplinkLevel> levels;  // in the order they are tried

    bool has_term_frequencies() const;
};

enum class SplinkScope { dedupe, link, link_and_dedupe };

struct SplinkModel {
    SplinkScope scope = SplinkScope::dedupe;
    double prior = 0;  // log2 odds of any two rows
    std::string id_column;
    std::string source_column;
    std::string weight_prefix;
    std::string frequency_prefix;
    std::vector<std::string> rules;  // SQL over l and r; none: every pair
    std::vector<SplinkComparison> comparisons;

    std::vector<std::string> frequency_columns() const;  // each once, in order
};

// Shares that were not trained are Splink's own defaults, those never observed 1e-6. Fails with
// fuse.splink (invalid), which names the comparison and level, for anything that is not such a
// model or cannot be done here: another dialect, rules that explode arrays, a term frequency
// without an exact level of its column.
Result<SplinkModel> read_splink_model(std::string_view json);

}  // namespace jutong::job

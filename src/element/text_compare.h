// Likeness of texts, on code points: 张三 and 张四 differ in one. All functions are pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace jutong::element {

// Least number of insertions, deletions and replacements.
std::size_t levenshtein(std::string_view left, std::string_view right);

// The same, an exchange of two neighbours being one step (optimal string alignment).
std::size_t transposition_distance(std::string_view left, std::string_view right);

// 1 - transposition_distance / length of the longer; 1 for two empty texts.
double edit_similarity(std::string_view left, std::string_view right);

double jaro(std::string_view left, std::string_view right);

// Prefix scale 0.1 over up to 4 code points, where jaro gives at least 0.7.
double jaro_winkler(std::string_view left, std::string_view right);

}  // namespace jutong::element
